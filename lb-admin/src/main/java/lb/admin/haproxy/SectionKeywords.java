package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Keywords of frontends and backends alike that say what a section is, have nothing to do here, or not yet. */
final class SectionKeywords {
    private static final Set<Context> HERE =
            Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN, Context.BACKEND);

    private static final Set<Context> BACKENDS = Keyword.in(Context.DEFAULTS, Context.LISTEN, Context.BACKEND);

    static final List<Keyword<Proxy>> ALL = Stream.of(
                    List.<Keyword<Proxy>>of(
                            // The mode is known before the first line is translated: what others mean depends on it.
                            done("mode", HERE, (arguments, proxy) -> arguments.oneOf(List.of("tcp", "http"))),
                            done("disabled", HERE, (arguments, proxy) -> proxy.disable(true)),
                            done("enabled", HERE, (arguments, proxy) -> proxy.disable(false))),
                    noted("left out: names, not numbers, tell sections apart", "id"),
                    noted("left out: the statistics page shows names", "description"),
                    noted("left out: every thread serves every section", "bind-process"),
                    noted("left out: small packets are never held back", "option http-no-delay"),
                    noted(
                            "left out: nothing is spliced through pipes",
                            "option splice-auto",
                            "option splice-request",
                            "option splice-response"),
                    Keyword.<Proxy>noted(
                            List.of("option http-pretend-keepalive"),
                            BACKENDS,
                            "left out: with option http-server-close servers are told that the connection ends"),
                    Keyword.<Proxy>notDone(
                            List.of("option accept-invalid-http-response"),
                            BACKENDS,
                            "an invalid response is answered 502"),
                    Keyword.<Proxy>notDone(List.of("option checkcache"), BACKENDS, ""),
                    notDone("compression", "compression algo", "compression offload", "compression type", "filter"),
                    notDone(
                            "lb watch and the log tell of servers that go down",
                            "email-alert from",
                            "email-alert level",
                            "email-alert mailers",
                            "email-alert myhostname",
                            "email-alert to"),
                    notDone("http-response changes responses of servers", "http-after-response"),
                    noted(
                            "left out: it is for http-request tarpit, which is not done yet in this version",
                            "timeout tarpit"),
                    notDone("every line bears the name of the program", "log-tag"),
                    notDone(
                            "",
                            "option http-buffer-request",
                            "option independent-streams",
                            "option nolinger",
                            "tcp-response content",
                            "tcp-response inspect-delay"))
            .flatMap(List::stream)
            .toList();

    private SectionKeywords() {}

    private static List<Keyword<Proxy>> noted(String remark, String... names) {
        return Keyword.noted(List.of(names), HERE, remark);
    }

    private static List<Keyword<Proxy>> notDone(String remark, String... names) {
        return Keyword.notDone(List.of(names), HERE, remark);
    }
}
