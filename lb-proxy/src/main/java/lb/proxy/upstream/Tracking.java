package lb.proxy.upstream;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import lb.proxy.settings.TrackedServer;

/** Which servers take over the state of others ({@code track}). */
public final class Tracking {
    private Tracking() {}

    /**
     * Has the servers of all backends that are to track others do so. Before any traffic.
     *
     * @throws IllegalArgumentException if there is no such server, or one tracks itself, by others perhaps
     */
    public static void begin(Collection<Backend> backends) {
        for (Backend backend : backends) {
            for (Server server : backend.servers()) {
                TrackedServer wanted = server.settings().life().track();
                if (wanted != null) {
                    server.control().track(found(backends, wanted));
                }
            }
        }
        Set<Server> begun = new HashSet<>();
        backends.forEach(backend -> backend.servers().forEach(server -> begin(server, begun, new HashSet<>())));
        backends.forEach(Backend::beginAnew);
    }

    private static Server found(Collection<Backend> backends, TrackedServer wanted) {
        return backends.stream()
                .filter(backend -> backend.name().equals(wanted.backend()))
                .flatMap(backend -> backend.servers().stream())
                .filter(server -> server.name().equals(wanted.server()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no server \"" + wanted + "\" to track"));
    }

    /** The end of the chain first. */
    private static void begin(Server server, Set<Server> begun, Set<Server> chain) {
        Server tracked = server.control().tracked();
        if (tracked == null) {
            return;
        }
        if (!chain.add(server)) {
            throw new IllegalArgumentException("server \"" + server.name() + "\" tracks itself");
        }
        if (!begun.add(server)) {
            return;
        }
        begin(tracked, begun, chain);
        server.control().beginTracking();
    }
}
