package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What may stand behind the addresses of a {@code bind} line. */
final class BindKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.BIND);
    private static final int MOST = 1_000_000;

    static final List<Keyword<BindLine>> ALL = Stream.of(
                    List.<Keyword<BindLine>>of(
                            flag("accept-proxy", "accept-proxy", true),
                            flag("defer-accept", "defer-accept", true),
                            flag("tfo", "tcp-fast-open", true),
                            flag("transparent", "transparent", true),
                            flag("v4v6", "v6only", false),
                            flag("v6only", "v6only", true),
                            number("backlog", "backlog", MOST),
                            number("mss", "max-segment-size", 32_767),
                            word("interface", "the name of a network interface"),
                            word("mode", "permission bits in octal, such as 660"),
                            word("user", "the name of a user"),
                            word("group", "the name of a group"),
                            done(
                                    "tcp-ut",
                                    HERE,
                                    (arguments, bind) -> arguments
                                            .time()
                                            .ifPresent(time ->
                                                    bind.options().set("tcp-user-timeout", time, bind.place()))),
                            done("shards", HERE, BindKeywords::shards),
                            done("proto", HERE, BindKeywords::protocol)),
                    Keyword.<BindLine>noted(
                            List.of("id", "name"),
                            HERE,
                            "left out: listeners have no rows of their own on the statistics page"),
                    Keyword.<BindLine>noted(
                            List.of("nice", "process", "thread"), HERE, "left out: every thread serves every listener"),
                    Keyword.<BindLine>noted(
                            List.of("level", "severity-output", "expose-fd"),
                            HERE,
                            "left out: it is for the stats socket"),
                    Keyword.<BindLine>notDone(List.of("uid"), HERE, "user takes a name"),
                    Keyword.<BindLine>notDone(List.of("gid"), HERE, "group takes a name"),
                    Keyword.<BindLine>notDone(
                            List.of("maxconn"), HERE, "maxconn of the frontend is for all its listeners"),
                    Keyword.<BindLine>notDone(
                            List.of("accept-netscaler-cip"), HERE, "accept-proxy takes the PROXY protocol"),
                    Keyword.<BindLine>notDone(List.of("namespace"), HERE, "start lb in the network namespace"),
                    Keyword.<BindLine>noted(List.of("quic-cc-algo"), HERE, "left out: the library of QUIC has CUBIC"),
                    Keyword.<BindLine>notDone(
                            List.of("quic-force-retry"), HERE, "100 handshakes under way ask for Retry"),
                    BindTlsKeywords.ALL)
            .flatMap(List::stream)
            .toList();

    private BindKeywords() {}

    private static Keyword<BindLine> flag(String name, String key, boolean value) {
        return done(name, HERE, (arguments, bind) -> bind.options().set(key, value, bind.place()));
    }

    private static Keyword<BindLine> number(String name, String key, int most) {
        return done(
                name,
                HERE,
                (arguments, bind) -> arguments
                        .number(1, most)
                        .ifPresent(number -> bind.options().set(key, number, bind.place())));
    }

    private static Keyword<BindLine> word(String name, String expected) {
        return done(
                name,
                HERE,
                (arguments, bind) -> arguments
                        .next(expected)
                        .ifPresent(word -> bind.options().set(name, word, bind.place())));
    }

    private static void shards(Arguments arguments, BindLine bind) {
        arguments.next("a number, or by-thread").ifPresent(shards -> {
            if (shards.equals("by-thread") || (shards.matches("\\d{1,4}") && !shards.equals("0"))) {
                // One socket for each thread is the only number that there is besides one.
                bind.options().set("reuse-port", !shards.equals("1"), bind.place());
            } else {
                arguments.wrong(shards, "a number, or by-thread");
            }
        });
    }

    private static void protocol(Arguments arguments, BindLine bind) {
        arguments.next("h1 or h2").ifPresent(word -> {
            switch (word) {
                case "h2" -> bind.options().set("http2-only", true, bind.place());
                // There, too, who begins with the preface of HTTP/2 is answered in it.
                case "h1" -> {}
                case "quic" ->
                    arguments.error(
                            "%s is not done yet in this version (expected: h1 or h2)".formatted(Shown.word(word)));
                default -> arguments.wrong(word, "h1 or h2");
            }
        });
    }
}
