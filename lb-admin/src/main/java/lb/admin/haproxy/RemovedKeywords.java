package lb.admin.haproxy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Keywords that HAProxy once had. */
final class RemovedKeywords {
    private static final Set<Context> PROXIES =
            Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN, Context.BACKEND);

    static final List<Keyword<Proxy>> OF_PROXIES = Stream.of(
                    Map.entry("reqadd", "http-request add-header"),
                    Map.entry("reqallow", "http-request allow"),
                    Map.entry("reqiallow", "http-request allow"),
                    Map.entry("reqdel", "http-request del-header"),
                    Map.entry("reqidel", "http-request del-header"),
                    Map.entry("reqdeny", "http-request deny"),
                    Map.entry("reqideny", "http-request deny"),
                    Map.entry("reqpass", "http-request allow"),
                    Map.entry("reqipass", "http-request allow"),
                    Map.entry("reqrep", "http-request replace-path, or http-request replace-header"),
                    Map.entry("reqirep", "http-request replace-path, or http-request replace-header"),
                    Map.entry("reqtarpit", "http-request deny"),
                    Map.entry("reqitarpit", "http-request deny"),
                    Map.entry("rspadd", "http-response add-header"),
                    Map.entry("rspdel", "http-response del-header"),
                    Map.entry("rspidel", "http-response del-header"),
                    Map.entry("rspdeny", "http-response deny"),
                    Map.entry("rspideny", "http-response deny"),
                    Map.entry("rsprep", "http-response replace-header"),
                    Map.entry("rspirep", "http-response replace-header"),
                    Map.entry("block", "http-request deny"),
                    Map.entry("monitor-net", "http-request return status 200 if { src … }"),
                    Map.entry("appsession", "cookie"),
                    Map.entry("option forceclose", "option httpclose"),
                    Map.entry("option http-tunnel", "mode tcp"),
                    Map.entry("option http_proxy", "a server with an address"),
                    Map.entry("redispatch", "option redispatch"),
                    Map.entry("grace", "hard-stop-after in global"))
            .map(entry -> Keyword.<Proxy>removed(entry.getKey(), PROXIES, entry.getValue()))
            .toList();

    private RemovedKeywords() {}
}
