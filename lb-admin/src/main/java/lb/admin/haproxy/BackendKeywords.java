package lb.admin.haproxy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Keywords of backends alone. */
final class BackendKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.LISTEN, Context.BACKEND);
    private static final Set<Context> NO_DEFAULTS = Keyword.in(Context.LISTEN, Context.BACKEND);

    static final List<Keyword<Proxy>> ALL = Stream.of(
                    Keyword.<Proxy>notDone(
                            List.of(
                                    "balance",
                                    "cookie",
                                    "default-server",
                                    "dynamic-cookie-key",
                                    "fullconn",
                                    "hash-balance-factor",
                                    "hash-type",
                                    "http-check comment",
                                    "http-check connect",
                                    "http-check disable-on-404",
                                    "http-check expect",
                                    "http-check send",
                                    "http-check send-state",
                                    "http-check set-var",
                                    "http-check set-var-fmt",
                                    "http-check unset-var",
                                    "http-reuse",
                                    "http-send-name-header",
                                    "load-server-state-from-file",
                                    "max-keep-alive-queue",
                                    "max-session-srv-conns",
                                    "option abortonclose",
                                    "option allbackups",
                                    "option external-check",
                                    "option h1-case-adjust-bogus-server",
                                    "option httpchk",
                                    "option ldap-check",
                                    "option log-health-checks",
                                    "option mysql-check",
                                    "option persist",
                                    "option pgsql-check",
                                    "option prefer-last-server",
                                    "option redispatch",
                                    "option redis-check",
                                    "option smtpchk",
                                    "option spop-check",
                                    "option srvtcpka",
                                    "option ssl-hello-chk",
                                    "option tcp-check",
                                    "option tcp-smart-connect",
                                    "option transparent",
                                    "external-check command",
                                    "external-check path",
                                    "persist rdp-cookie",
                                    "retries",
                                    "retry-on",
                                    "server-state-file-name",
                                    "source",
                                    "srvtcpka-cnt",
                                    "srvtcpka-idle",
                                    "srvtcpka-intvl",
                                    "tcp-check comment",
                                    "tcp-check connect",
                                    "tcp-check expect",
                                    "tcp-check send",
                                    "tcp-check send-lf",
                                    "tcp-check send-binary",
                                    "tcp-check send-binary-lf",
                                    "tcp-check set-var",
                                    "tcp-check set-var-fmt",
                                    "tcp-check unset-var",
                                    "timeout check",
                                    "timeout connect",
                                    "timeout queue",
                                    "timeout server",
                                    "timeout server-fin",
                                    "timeout tunnel",
                                    "contimeout",
                                    "srvtimeout",
                                    "transparent"),
                            HERE,
                            ""),
                    Keyword.<Proxy>notDone(
                            List.of(
                                    "dispatch",
                                    "force-persist",
                                    "ignore-persist",
                                    "server",
                                    "server-template",
                                    "stick match",
                                    "stick on",
                                    "stick store-request",
                                    "stick store-response",
                                    "use-fcgi-app",
                                    "use-server"),
                            NO_DEFAULTS,
                            ""),
                    List.of(Keyword.<Proxy>notDone(
                            "stick-table", Keyword.in(Context.FRONTEND, Context.LISTEN, Context.BACKEND), "")))
            .flatMap(List::stream)
            .toList();

    private BackendKeywords() {}
}
