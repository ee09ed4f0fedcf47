package lb.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.listen.Frontend;
import lb.proxy.settings.ProxySettings;
import lb.proxy.upstream.Backend;

/**
 * What a proxy is between two reloads. Immutable; the maps are not changed any more.
 *
 * @param settings what it was made of
 * @param frontends by name, in the order of the file
 * @param backends likewise
 * @param limits all that can be reached
 */
record Snapshot(
        ProxySettings settings,
        Map<String, Frontend> frontends,
        Map<String, Backend> backends,
        List<ReachedLimit> limits) {

    /** With those limits that the process has beside those of frontends and backends. */
    static Snapshot of(
            ProxySettings settings,
            Map<String, Frontend> frontends,
            Map<String, Backend> backends,
            List<ReachedLimit> process) {
        List<ReachedLimit> reached = new ArrayList<>(process);
        frontends
                .values()
                .forEach(frontend -> reached.addAll(frontend.admission().reached()));
        backends.values().forEach(backend -> reached.addAll(backend.reached()));
        return new Snapshot(settings, frontends, backends, List.copyOf(reached));
    }

    /**
     * One of those by name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static <T> T known(Map<String, T> all, String name, String kind) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no " + kind + " \"" + name + "\"");
        }
        return found;
    }
}
