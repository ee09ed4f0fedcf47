package lb.admin.haproxy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Keywords of frontends and backends alike. */
final class SectionKeywords {
    private static final Set<Context> HERE =
            Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN, Context.BACKEND);

    static final List<Keyword<Proxy>> ALL = Stream.of(
                    // The mode is known before the first line is translated: what others mean depends on it.
                    List.of(Keyword.<Proxy>done(
                            "mode", HERE, (arguments, proxy) -> arguments.oneOf(List.of("tcp", "http")))),
                    Keyword.<Proxy>notDone(
                            List.of(
                                    "acl",
                                    "bind-process",
                                    "compression algo",
                                    "compression offload",
                                    "compression type",
                                    "description",
                                    "disabled",
                                    "email-alert from",
                                    "email-alert level",
                                    "email-alert mailers",
                                    "email-alert myhostname",
                                    "email-alert to",
                                    "enabled",
                                    "errorfile",
                                    "errorfiles",
                                    "errorloc",
                                    "errorloc302",
                                    "errorloc303",
                                    "filter",
                                    "http-after-response",
                                    "http-error",
                                    "http-request",
                                    "http-response",
                                    "id",
                                    "log",
                                    "log-tag",
                                    "redirect",
                                    "option accept-invalid-http-response",
                                    "option checkcache",
                                    "option forwardfor",
                                    "option http-buffer-request",
                                    "option http-keep-alive",
                                    "option http-no-delay",
                                    "option http-pretend-keepalive",
                                    "option http-restrict-req-hdr-names",
                                    "option http-server-close",
                                    "option httpclose",
                                    "option independent-streams",
                                    "option nolinger",
                                    "option originalto",
                                    "option splice-auto",
                                    "option splice-request",
                                    "option splice-response",
                                    "option tcpka",
                                    "stats admin",
                                    "stats auth",
                                    "stats enable",
                                    "stats hide-version",
                                    "stats http-request",
                                    "stats realm",
                                    "stats refresh",
                                    "stats scope",
                                    "stats show-desc",
                                    "stats show-legends",
                                    "stats show-modules",
                                    "stats show-node",
                                    "stats uri",
                                    "tcp-request content",
                                    "tcp-request inspect-delay",
                                    "tcp-response content",
                                    "tcp-response inspect-delay",
                                    "timeout http-keep-alive",
                                    "timeout http-request",
                                    "timeout tarpit"),
                            HERE,
                            ""))
            .flatMap(List::stream)
            .toList();

    private SectionKeywords() {}
}
