package lb.proxy.upstream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.ServerSettings;

/** What other settings make of one backend: made first, which can fail where it is used, and then put in force, which cannot. */
public final class BackendReload {
    private final Backend backend;
    private final Members next;

    /** Those that come, with those in whose places they come, where there are any. */
    private final Map<Server, Server> replaced = new HashMap<>();

    private final List<Server> coming = new ArrayList<>();
    private final List<Server> leaving;

    private BackendReload(Backend backend, Members before, BackendSettings settings, int loops, NanoClock clock) {
        this.backend = backend;
        next = before.become(
                settings,
                server -> kept(before, settings, server, loops, clock),
                () -> backend.sessions().current(),
                clock);
        Set<Server> stay = new HashSet<>(next.servers());
        leaving = before.servers().stream()
                .filter(server -> !stay.contains(server))
                .toList();
    }

    static BackendReload of(Backend backend, Members before, BackendSettings settings, int loops, NanoClock clock) {
        return new BackendReload(backend, before, settings, loops, clock);
    }

    private Server kept(Members before, BackendSettings settings, ServerSettings server, int loops, NanoClock clock) {
        Server known = before.named().get(server.name());
        if (known != null && known.settings().equals(server) && areAlike(before.settings(), settings, server)) {
            return known;
        }
        Server made = new Server(backend, settings, server, known, loops, clock);
        coming.add(made);
        if (known != null) {
            replaced.put(made, known);
        }
        return made;
    }

    /** Whether two backends make the same of the settings of a server. */
    private static boolean areAlike(BackendSettings one, BackendSettings other, ServerSettings server) {
        Balancing before = one.balancing();
        Balancing after = other.balancing();
        boolean timed = before.algorithm() instanceof Balance.PeakEwma || after.algorithm() instanceof Balance.PeakEwma;
        boolean growing = server.share().minConnections() > 0;
        return (!growing || before.fullConnections() == after.fullConnections())
                && Objects.equals(before.outliers(), after.outliers())
                && (!timed || before.algorithm().equals(after.algorithm()))
                && AttachedSessions.areAskedFor(one, server) == AttachedSessions.areAskedFor(other, server);
    }

    /** The servers that are made anew, those changed among them: before {@link #commit} they may learn to speak TLS. */
    public List<Server> coming() {
        return List.copyOf(coming);
    }

    /** Those of {@link #coming} that come in the places of others, each with that. */
    public Map<Server, Server> replaced() {
        return Map.copyOf(replaced);
    }

    /** Those that get nothing new afterwards. */
    public List<Server> leaving() {
        return leaving;
    }

    /** Puts it in force; once. */
    public void commit() {
        Ejections former = backend.ejectionsNow();
        Ejections now = next.ejections();
        // Not under the lock of the states, which whoever ejects takes in the other order.
        if (former != null && now != null) {
            now.takeOver(former);
        }
        backend.become(next, () -> {
            replaced.forEach(Server::inherit);
            leaving.forEach(Server::retire);
        });
    }
}
