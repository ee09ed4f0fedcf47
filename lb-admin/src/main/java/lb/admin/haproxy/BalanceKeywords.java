package lb.admin.haproxy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;
import lb.admin.problem.Words;

/** How the next server is chosen. */
final class BalanceKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.LISTEN, Context.BACKEND);
    private static final Pattern WITH_ARGUMENT = Pattern.compile("(hdr|random|rdp-cookie)(?:\\((.*)\\))?");
    private static final int MOST_DRAWS = 100;

    private static final List<String> WORDS = List.of(
            "roundrobin",
            "static-rr",
            "leastconn",
            "first",
            "source",
            "uri",
            "url_param",
            "hdr",
            "random",
            "rdp-cookie",
            "hash");

    static final List<Keyword<Proxy>> ALL = List.of(
            Keyword.done("balance", HERE, BalanceKeywords::balance),
            Keyword.done("hash-type", HERE, BalanceKeywords::hashType),
            Keyword.done("hash-balance-factor", HERE, BalanceKeywords::factor));

    private BalanceKeywords() {}

    private static void balance(Arguments arguments, Proxy proxy) {
        Optional<String> word = arguments.next(String.join(", ", WORDS));
        if (word.isEmpty()) {
            return;
        }
        Draft balance = proxy.backend().balance(arguments.place());
        List.of("draws", "whole", "path-only", "length", "depth", "name").forEach(balance::remove);
        Matcher matcher = WITH_ARGUMENT.matcher(word.get());
        String name = matcher.matches() ? matcher.group(1) : word.get();
        Optional<String> inside =
                matcher.matches() ? Optional.ofNullable(matcher.group(2)).map(String::strip) : Optional.empty();
        switch (name) {
            case "roundrobin", "static-rr", "leastconn", "first", "source" -> algorithm(arguments, balance, name);
            case "uri" -> uri(arguments, balance);
            case "url_param" -> parameter(arguments, balance);
            case "hdr" -> {
                algorithm(arguments, balance, "header");
                inside.filter(one -> !one.isEmpty())
                        .ifPresentOrElse(
                                field -> balance.set("name", field, arguments.place()),
                                () -> arguments.wrong(word.get(), "hdr(name)"));
                if (arguments.take("use_domain_only")) {
                    arguments.error("use_domain_only is not done yet in this version");
                }
            }
            case "random" -> {
                algorithm(arguments, balance, "random");
                inside.ifPresent(draws -> draws(arguments, balance, draws));
            }
            case "rdp-cookie" -> {
                algorithm(arguments, balance, "rdp-cookie");
                inside.ifPresent(cookie -> balance.set("name", cookie, arguments.place()));
            }
            case "hash" -> {
                arguments.rest();
                arguments.error("hash is not done yet in this version (expected: uri, url_param, hdr or source)");
            }
            default ->
                arguments.error("%s (expected: %s%s)"
                        .formatted(
                                Shown.word(word.get()), String.join(", ", WORDS), Words.didYouMean(word.get(), WORDS)));
        }
    }

    private static void algorithm(Arguments arguments, Draft balance, String name) {
        balance.set("algorithm", name, arguments.place());
    }

    private static void draws(Arguments arguments, Draft balance, String draws) {
        if (draws.matches("\\d{1,9}") && Integer.parseInt(draws) > 0) {
            balance.set("draws", Math.min(MOST_DRAWS, Integer.parseInt(draws)), arguments.place());
        } else {
            arguments.wrong(draws, "how many servers are drawn, 1 or more");
        }
    }

    private static void uri(Arguments arguments, Draft balance) {
        algorithm(arguments, balance, "uri");
        while (arguments.more()) {
            if (arguments.take("whole")) {
                balance.set("whole", true, arguments.place());
            } else if (arguments.take("path-only")) {
                balance.set("path-only", true, arguments.place());
            } else if (arguments.take("len")) {
                whole(arguments, balance, "length", 65535);
            } else if (arguments.take("depth")) {
                whole(arguments, balance, "depth", 1000);
            } else {
                return;
            }
        }
    }

    private static void whole(Arguments arguments, Draft balance, String key, int most) {
        OptionalInt number = arguments.number(0, most);
        if (number.isPresent() && number.getAsInt() > 0) {
            balance.set(key, number.getAsInt(), arguments.place());
        }
    }

    private static void parameter(Arguments arguments, Draft balance) {
        algorithm(arguments, balance, "url-param");
        arguments.next("the name of a parameter").ifPresent(name -> balance.set("name", name, arguments.place()));
        if (arguments.take("check_post")) {
            arguments.rest();
            arguments.error("check_post is not done yet in this version");
        }
    }

    private static void hashType(Arguments arguments, Proxy proxy) {
        Draft balance = proxy.backend().balance(arguments.place());
        List.of("hash-type", "hash-function", "avalanche").forEach(balance::remove);
        Optional<String> type = arguments.oneOf(List.of("map-based", "consistent"));
        if (type.isEmpty()) {
            arguments.rest();
            return;
        }
        balance.set("hash-type", type.get(), arguments.place());
        if (!arguments.more()) {
            if (type.get().equals("consistent")) {
                // Which HAProxy adds where it is told nothing more.
                balance.set("avalanche", true, arguments.place());
            }
            return;
        }
        if (!arguments.peek().equals(Optional.of("avalanche"))) {
            if (arguments.take("none")) {
                arguments.error("none is not done yet in this version (expected: sdbm, djb2, wt6, crc32)");
            } else {
                arguments
                        .oneOf(List.of("sdbm", "djb2", "wt6", "crc32"))
                        .ifPresent(function -> balance.set("hash-function", function, arguments.place()));
            }
        }
        if (arguments.take("avalanche")) {
            balance.set("avalanche", true, arguments.place());
        }
    }

    private static void factor(Arguments arguments, Proxy proxy) {
        OptionalInt factor = arguments.number(0, 65535);
        Draft balance = proxy.backend().balance(arguments.place());
        balance.remove("hash-balance-factor");
        if (factor.isPresent() && factor.getAsInt() > 0) {
            balance.set("hash-balance-factor", factor.getAsInt(), arguments.place());
        }
    }
}
