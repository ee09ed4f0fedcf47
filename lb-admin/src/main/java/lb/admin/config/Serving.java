package lb.admin.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a virtual IP is for.
 *
 * @param frontends names of the frontends without one of which it cannot serve, perhaps none
 * @param backends by the name of a backend, the points that it takes from the priority when none of its servers is usable,
 *     1 to 254; in proportion when some are not
 */
public record Serving(List<String> frontends, Map<String, Integer> backends) {
    public Serving {
        frontends = List.copyOf(frontends);
        backends = Collections.unmodifiableMap(new LinkedHashMap<>(backends));
    }

    /** What it has in common with another. */
    public Serving common(Serving other) {
        Map<String, Integer> both = new LinkedHashMap<>(backends);
        both.keySet().retainAll(other.backends.keySet());
        return new Serving(frontends.stream().filter(other.frontends::contains).toList(), both);
    }
}
