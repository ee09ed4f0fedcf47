package lb.admin.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TrackedServer;
import org.jspecify.annotations.Nullable;

/** Where servers that track others end: each is gone through once, however long the chains are. One thread. */
final class TrackedChains {
    private final Map<TrackedServer, ServerSettings> servers;

    /** The last server of the chain that each begins; none where that is not known, or there is no last one. */
    private final Map<TrackedServer, Optional<TrackedServer>> ends = new HashMap<>();

    private final Set<TrackedServer> circles = new HashSet<>();

    TrackedChains(Map<TrackedServer, ServerSettings> servers) {
        this.servers = servers;
    }

    /** What is wrong with a server that tracks another one, which is there; null for nothing. */
    @Nullable
    String problem(TrackedServer own) {
        var last = follow(own).orElse(null);
        if (circles.contains(own)) {
            return "it would track itself";
        }
        var end = last == null ? null : servers.get(last);
        return end == null || end.check() != null || end.agent() != null
                ? null
                : "expected: a server with a check or an agent, which " + last + " has not";
    }

    private Optional<TrackedServer> follow(TrackedServer first) {
        List<TrackedServer> chain = new ArrayList<>();
        Map<TrackedServer, Integer> places = new HashMap<>();
        Optional<TrackedServer> end = Optional.empty();
        var at = first;
        while (true) {
            var known = ends.get(at);
            if (known != null) {
                end = known;
                break;
            }
            var before = places.putIfAbsent(at, chain.size());
            if (before != null) {
                circles.addAll(chain.subList(before, chain.size()));
                break;
            }
            var server = servers.get(at);
            if (server == null) {
                break;
            }
            chain.add(at);
            var next = server.life().track();
            if (next == null) {
                end = Optional.of(at);
                break;
            }
            at = next;
        }
        for (var one : chain) {
            ends.put(one, end);
        }
        return end;
    }
}
