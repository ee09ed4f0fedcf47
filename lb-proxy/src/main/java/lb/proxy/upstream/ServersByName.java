package lb.proxy.upstream;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lb.proxy.health.AddressChange;
import lb.proxy.health.ServerEvents;
import lb.proxy.resolve.Endpoint;
import lb.proxy.resolve.NamedServer;
import lb.proxy.resolve.NamedServers;
import lb.proxy.settings.DnsAddress;
import org.jspecify.annotations.Nullable;

/** The servers of a backend whose addresses are names, by these, and what follows when a name leads elsewhere. Any thread. */
final class ServersByName {
    private final Backend backend;
    private final ServerEvents events;

    /** Those asked for last, by their servers: the same ones as long as those stay. */
    private Map<List<Server>, NamedServers> known = Map.of();

    ServersByName(Backend backend, ServerEvents events) {
        this.backend = backend;
        this.events = events;
    }

    /** As {@link Backend#namedServers}. */
    synchronized List<NamedServers> now(Consumer<Server> moved) {
        Map<DnsAddress, List<Server>> sharing = new LinkedHashMap<>();
        for (Server server : backend.servers()) {
            if (server.settings().address() instanceof DnsAddress name) {
                sharing.computeIfAbsent(name, _ -> new ArrayList<>()).add(server);
            }
        }
        Map<List<Server>, NamedServers> now = new LinkedHashMap<>();
        sharing.forEach((name, all) -> {
            NamedServers before = known.get(all);
            now.put(all, before == null ? named(name, all, moved) : before);
        });
        known = now;
        return List.copyOf(now.values());
    }

    private NamedServers named(DnsAddress name, List<Server> all, Consumer<Server> moved) {
        List<NamedServer> named = new ArrayList<>();
        all.forEach(server -> named.add((to, why) -> moved(server, to, why, moved)));
        return new NamedServers(backend.name(), name, named);
    }

    /** On the thread of the names. */
    private void moved(Server server, @Nullable Endpoint to, String why, Consumer<Server> moved) {
        SocketAddress from = server.address();
        server.control().moved(to, to == null ? why : "resolves again");
        SocketAddress now = server.address();
        if (from == null || from.equals(now)) {
            return;
        }
        backend.forgetTraffic(server, "its address has changed");
        if (now != null) {
            events.moved(new AddressChange(backend.name(), server.name(), from, now, why));
        }
        moved.accept(server);
    }
}
