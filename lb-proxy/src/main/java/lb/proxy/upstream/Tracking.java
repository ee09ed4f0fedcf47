package lb.proxy.upstream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.ServerSettings;
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

    /**
     * The same after a reload: whoever tracks another server than before, or one that is another by now, takes over its state; it is
     * known that there is one.
     */
    public static void renew(Collection<Backend> backends) {
        List<Server> changed = new ArrayList<>();
        for (Backend backend : backends) {
            for (Server server : backend.servers()) {
                TrackedServer wanted = server.settings().life().track();
                Server other = wanted == null ? null : found(backends, wanted);
                if (!Objects.equals(server.control().tracked(), other)) {
                    server.control().track(other);
                    changed.add(server);
                }
            }
        }
        changed.forEach(server -> server.control().trackedChanged());
    }

    /**
     * Looks whether the servers that others are to track are there, and none tracks itself.
     *
     * @throws IllegalArgumentException if not
     */
    public static void check(List<BackendSettings> backends) {
        Map<TrackedServer, Optional<TrackedServer>> tracked = new HashMap<>();
        for (BackendSettings backend : backends) {
            for (ServerSettings server : backend.servers()) {
                tracked.put(
                        new TrackedServer(backend.name(), server.name()),
                        Optional.ofNullable(server.life().track()));
            }
        }
        tracked.forEach((server, first) -> {
            Set<TrackedServer> chain = new HashSet<>(Set.of(server));
            for (Optional<TrackedServer> next = first; next.isPresent(); ) {
                Optional<TrackedServer> after = tracked.get(next.get());
                if (after == null) {
                    throw new IllegalArgumentException("there is no server \"" + next.get() + "\" to track");
                }
                if (!chain.add(next.get())) {
                    throw new IllegalArgumentException("server \"" + server.server() + "\" tracks itself");
                }
                next = after;
            }
        });
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
