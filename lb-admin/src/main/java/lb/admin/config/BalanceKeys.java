package lb.admin.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lb.proxy.page.FieldSyntax;
import lb.proxy.settings.Balance;
import lb.proxy.settings.HashKey;
import lb.proxy.settings.HashType;
import lb.proxy.settings.Mode;

/** How the next server is chosen. */
final class BalanceKeys {
    /** The ways of choosing. */
    enum Algorithm {
        ROUNDROBIN,
        STATIC_RR,
        LEASTCONN,
        FIRST,
        RANDOM,
        PEAK_EWMA,
        SOURCE,
        URI,
        RDP_COOKIE,
        URL_PARAM,
        HEADER,
        COOKIE;

        boolean isNamed() {
            return compareTo(URL_PARAM) >= 0;
        }

        /** Whether it makes sense in a mode: where there are requests, or sessions on servers. */
        boolean fits(Mode mode) {
            return switch (this) {
                case ROUNDROBIN, STATIC_RR, FIRST, SOURCE -> true;
                case LEASTCONN, RANDOM, PEAK_EWMA -> mode != Mode.UDP;
                case URI, URL_PARAM, HEADER, COOKIE -> mode == Mode.HTTP;
                case RDP_COOKIE -> mode == Mode.TCP;
            };
        }
    }

    private static final Form.Word<Algorithm> WORDS = Form.Word.of(Algorithm.values());

    static final Key<Algorithm> ALGORITHM = Key.without(
            "algorithm",
            WORDS,
            "needed",
            "`roundrobin`: each in turn by weight. `static-rr`: the same in another order. `leastconn`: the one with the"
                    + " fewest sessions for its weight. `first`: the first that has room. `random`: of some that are drawn the"
                    + " one with the fewest sessions for its weight. `peak-ewma`: of two that are drawn the one with the"
                    + " lower product of sessions and time to a response. By the number that a key gives: `source`, the"
                    + " client's address; `uri`; `url-param`, a parameter of the query; `header`; `cookie`; `rdp-cookie`, what"
                    + " an RDP client begins with (tcp only). A request or connection without that key goes in turn.",
            "balance",
            "lb_algo");
    static final Key<Integer> DRAWS =
            Key.of("draws", new Form.Whole(1, 100), 2, "How many servers are drawn (`random`).", "random");
    static final Key<Duration> DECAY = Key.of(
            "decay",
            new Form.Time(Duration.ofMillis(1), Duration.ofHours(1), null, "s"),
            Duration.ofSeconds(10),
            "After how long a time that a server took counts only for 37 % (`peak-ewma`).");
    static final Key<Boolean> WHOLE =
            Key.of("whole", new Form.Flag(), false, "Whether the query counts too (`uri`).", "balance uri whole");
    static final Key<Boolean> PATH_ONLY = Key.of(
            "path-only",
            new Form.Flag(),
            false,
            "Whether scheme and host of a target that has them are left out (`uri`).",
            "balance uri path-only");
    static final Key<Integer> LENGTH =
            Key.without("length", new Form.Whole(1, 65535), "all of it", "How many bytes of it count (`uri`).", "len");
    static final Key<Integer> DEPTH = Key.without(
            "depth", new Form.Whole(1, 1000), "all of them", "How many of its directories count (`uri`).", "depth");
    static final Key<String> KEY_NAME = Key.without(
            "name",
            new Form.Text(
                    "a name without spaces, commas, semicolons, = and &", Pattern.compile("[!-%'-+\\--:<>-~]{1,256}")),
            "needed for them; `mstshash`",
            "Of the parameter, the field or the cookie (`url-param`, `header`, `cookie`; `rdp-cookie`).");
    static final Key<HashType.Method> HASH_TYPE = Key.of(
            "hash-type",
            Form.Word.of(HashType.Method.values()),
            HashType.STANDARD.method(),
            "How servers share the keys: by a map, the smoothest, of which nearly all moves when a server comes or goes; or"
                    + " `consistent`, a ring, of which only that server's keys move.",
            "hash-type");
    static final Key<HashType.Function> HASH_FUNCTION = Key.of(
            "hash-function",
            Form.Word.of(HashType.Function.values()),
            HashType.STANDARD.function(),
            "What makes a number of a key (not of `source`).");
    static final Key<Boolean> AVALANCHE = Key.of(
            "avalanche",
            new Form.Flag(),
            HashType.STANDARD.avalanche(),
            "Whether that number is mixed once more.",
            "hash-type avalanche");
    static final Key<Integer> BALANCE_FACTOR = Key.without(
            "hash-balance-factor",
            new Form.Whole(100, 65535),
            "no limit",
            "The most sessions of a server, in percent of its share; then the next on the ring gets them (`consistent`).",
            "hash-balance-factor");
    static final Table TABLE = new Table(
            "backends.<name>.balance",
            "How the next server is chosen, where that takes more than a word.",
            List.of(
                    ALGORITHM,
                    DRAWS,
                    DECAY,
                    WHOLE,
                    PATH_ONLY,
                    LENGTH,
                    DEPTH,
                    KEY_NAME,
                    HASH_TYPE,
                    HASH_FUNCTION,
                    AVALANCHE,
                    BALANCE_FACTOR));
    static final Key<Object> BALANCE = Key.without(
            "balance",
            new Form.Part(ALGORITHM.form().expected() + "; or { algorithm = …, … }", List.of(TABLE), false, false),
            "roundrobin",
            "How the next server is chosen: one word, or that with more.",
            "balance",
            "lb_algo");

    /** Keys that some algorithms alone have. */
    private static final Map<Key<?>, Set<Algorithm>> ONLY = only();

    private BalanceKeys() {}

    private static Map<Key<?>, Set<Algorithm>> only() {
        var only = new LinkedHashMap<Key<?>, Set<Algorithm>>();
        var hashes = EnumSet.range(Algorithm.SOURCE, Algorithm.COOKIE);
        only.put(DRAWS, EnumSet.of(Algorithm.RANDOM));
        only.put(DECAY, EnumSet.of(Algorithm.PEAK_EWMA));
        List.of(WHOLE, PATH_ONLY, LENGTH, DEPTH).forEach(key -> only.put(key, EnumSet.of(Algorithm.URI)));
        only.put(KEY_NAME, EnumSet.range(Algorithm.RDP_COOKIE, Algorithm.COOKIE));
        only.put(HASH_FUNCTION, EnumSet.range(Algorithm.URI, Algorithm.COOKIE));
        List.of(HASH_TYPE, AVALANCHE, BALANCE_FACTOR).forEach(key -> only.put(key, hashes));
        return only;
    }

    /** What backends start from. */
    static Balance defaults(Section defaults) {
        return read(defaults, Mode.HTTP, new Balance.RoundRobin());
    }

    /** What a backend asks for; what is wrong with it is said. */
    static Balance read(Section backend, Mode mode, Balance inherited) {
        var value = backend.value(BALANCE);
        if (value == null) {
            var algorithm = Objects.requireNonNull(WORDS.words().get(inherited.word()));
            if (!algorithm.fits(mode)) {
                backend.error("balance \"%s\" of defaults (expected with mode = %s: %s)"
                        .formatted(inherited.word(), word(mode), fitting(mode)));
            }
            return inherited;
        }
        var section =
                Section.of(value.isObject() ? value : value.emptied(), TABLE, backend.title(), BALANCE.name() + ".");
        var named = value.isObject() ? Objects.requireNonNull(section).required(ALGORITHM) : value.parsed(WORDS);
        if (section == null || named == null) {
            return new Balance.RoundRobin();
        }
        if (!named.fits(mode)) {
            var wrong = value.isObject() ? Objects.requireNonNull(section.value(ALGORITHM)) : value;
            wrong.wrong("expected with mode = %s: %s".formatted(word(mode), fitting(mode)));
        }
        if (!value.isObject() && named.isNamed()) {
            value.expected("{ algorithm = " + word(named) + ", name = … }");
            return new Balance.RoundRobin();
        }
        ONLY.forEach((key, algorithms) -> {
            if (!algorithms.contains(named)) {
                section.wrong(key, "only with algorithm = " + words(algorithms));
            }
        });
        return balance(named, section);
    }

    private static Balance balance(Algorithm algorithm, Section section) {
        return switch (algorithm) {
            case ROUNDROBIN -> new Balance.RoundRobin();
            case STATIC_RR -> new Balance.StaticRoundRobin();
            case LEASTCONN -> new Balance.LeastConnections();
            case FIRST -> new Balance.First();
            case RANDOM -> new Balance.Random(section.orStandard(DRAWS));
            case PEAK_EWMA -> new Balance.PeakEwma(section.orStandard(DECAY));
            case SOURCE -> hash(new HashKey.Source(), section);
            case URI ->
                hash(
                        new HashKey.Uri(
                                section.orStandard(WHOLE),
                                section.orStandard(PATH_ONLY),
                                section.get(LENGTH, 0),
                                section.get(DEPTH, 0)),
                        section);
            case URL_PARAM -> hash(new HashKey.UrlParameter(name(section)), section);
            case HEADER -> {
                var name = name(section);
                if (!FieldSyntax.isName(name)) {
                    section.wrong(KEY_NAME, "expected: the name of a header field");
                }
                yield hash(new HashKey.Header(name), section);
            }
            case COOKIE -> hash(new HashKey.Cookie(name(section)), section);
            case RDP_COOKIE -> hash(new HashKey.RdpCookie(section.get(KEY_NAME, "mstshash")), section);
        };
    }

    private static String name(Section section) {
        var name = section.required(KEY_NAME);
        return name == null ? "x" : name;
    }

    private static Balance hash(HashKey key, Section section) {
        var type = section.orStandard(HASH_TYPE);
        if (type != HashType.Method.CONSISTENT) {
            section.wrong(BALANCE_FACTOR, "only with hash-type = consistent");
        }
        return new Balance.Hash(
                key,
                new HashType(
                        type,
                        section.orStandard(HASH_FUNCTION),
                        section.orStandard(AVALANCHE),
                        section.get(BALANCE_FACTOR, HashType.UNBOUNDED)));
    }

    private static String fitting(Mode mode) {
        var fitting = EnumSet.allOf(Algorithm.class);
        fitting.removeIf(algorithm -> !algorithm.fits(mode));
        return words(fitting);
    }

    private static String words(Set<Algorithm> algorithms) {
        return algorithms.stream().map(BalanceKeys::word).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
