package lb.admin.haproxy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Keywords of frontends alone. */
final class FrontendKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN);
    private static final Set<Context> NO_DEFAULTS = Keyword.in(Context.FRONTEND, Context.LISTEN);

    static final List<Keyword<Proxy>> ALL = Stream.of(
                    Keyword.<Proxy>notDone(
                            List.of(
                                    "backlog",
                                    "clitcpka-cnt",
                                    "clitcpka-idle",
                                    "clitcpka-intvl",
                                    "clitimeout",
                                    "default_backend",
                                    "error-log-format",
                                    "log-format",
                                    "log-format-sd",
                                    "maxconn",
                                    "option accept-invalid-http-request",
                                    "option clitcpka",
                                    "option contstats",
                                    "option disable-h2-upgrade",
                                    "option dontlog-normal",
                                    "option dontlognull",
                                    "option h1-case-adjust-bogus-client",
                                    "option http-ignore-probes",
                                    "option http-use-proxy-header",
                                    "option httplog",
                                    "option httpslog",
                                    "option idle-close-on-response",
                                    "option log-separate-errors",
                                    "option logasap",
                                    "option socket-stats",
                                    "option tcp-smart-accept",
                                    "option tcplog",
                                    "rate-limit sessions",
                                    "tcp-request connection",
                                    "tcp-request session",
                                    "timeout client",
                                    "timeout client-fin",
                                    "unique-id-format",
                                    "unique-id-header"),
                            HERE,
                            ""),
                    Keyword.<Proxy>notDone(
                            List.of(
                                    "bind",
                                    "capture cookie",
                                    "capture request header",
                                    "capture response header",
                                    "declare capture",
                                    "monitor fail",
                                    "monitor-uri",
                                    "use_backend"),
                            NO_DEFAULTS,
                            ""))
            .flatMap(List::stream)
            .toList();

    private FrontendKeywords() {}
}
