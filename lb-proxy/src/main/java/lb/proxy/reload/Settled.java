package lb.proxy.reload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/** Settings without what is only of the moment in which they were read. */
final class Settled {
    private Settled() {}

    /**
     * The backends of new settings, in which names of servers that are followed already keep the address with which they began: what
     * such a name was when the file was read again is no change.
     */
    static List<BackendSettings> backends(ProxySettings before, ProxySettings after) {
        Map<String, Map<String, ServerSettings>> known = new HashMap<>();
        for (BackendSettings backend : before.backends()) {
            Map<String, ServerSettings> servers = new HashMap<>();
            backend.servers().forEach(server -> servers.put(server.name(), server));
            known.put(backend.name(), servers);
        }
        return after.backends().stream()
                .map(backend -> {
                    Map<String, ServerSettings> servers = known.getOrDefault(backend.name(), Map.of());
                    return backend.withServers(backend.servers().stream()
                            .map(server -> settled(servers.get(server.name()), server))
                            .toList());
                })
                .toList();
    }

    private static ServerSettings settled(@Nullable ServerSettings before, ServerSettings after) {
        return before != null
                        && before.address() instanceof DnsAddress was
                        && after.address() instanceof DnsAddress is
                        && is.isOfSameName(was)
                ? after.withAddress(was)
                : after;
    }
}
