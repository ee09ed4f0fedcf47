package lb.proxy.upstream;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import lb.proxy.health.Strength;
import lb.proxy.health.UpDown;

/**
 * Which servers of a backend are usable at one moment.
 *
 * @param allBackups whether all backups serve while no active server is usable, and not the first alone
 * @param active the active servers
 * @param backup the backups
 * @param state the backend's own: up while a server is usable
 * @param strength how much of the backend that is; asked for more often than it changes
 */
record Usable(boolean allBackups, List<Server> active, List<Server> backup, UpDown state, Strength strength) {

    /** Those of a backend that has just come to exist. */
    static Usable initial(List<Server> servers, boolean allBackups, long now) {
        return of(servers, allBackups, up -> UpDown.initial(up, now));
    }

    /** The same, with all backups or the first alone. */
    Usable with(boolean all) {
        return new Usable(all, active, backup, state, strength);
    }

    /** Those of now, when a server has changed. */
    Usable after(List<Server> servers, long now) {
        return of(servers, allBackups, up -> state.become(up, now));
    }

    /** The weight of each server now: 0 for those that do not serve. */
    ToIntFunction<Server> weights() {
        Set<Server> serving = new HashSet<>(serving());
        return server -> serving.contains(server) ? server.control().weight() : 0;
    }

    /** Sum of the weights of those that serve. */
    int weight() {
        return serving().stream().mapToInt(server -> server.control().weight()).sum();
    }

    private static Strength strength(List<Server> all, List<Server> usable) {
        List<Server> weighty = all.stream()
                .filter(server -> server.settings().share().weight() > 0)
                .toList();
        List<Server> counted = weighty.stream()
                .filter(server -> !server.settings().share().backup())
                .toList();
        List<Server> sharing = counted.isEmpty() ? weighty : counted;
        Set<Server> serving = new HashSet<>(usable);
        List<Server> counting = sharing.stream().filter(serving::contains).toList();
        return new Strength(counting.size(), sharing.size(), weight(counting), weight(sharing));
    }

    private static int weight(List<Server> servers) {
        return servers.stream()
                .mapToInt(server -> server.settings().share().weight())
                .sum();
    }

    /** The active ones, or else the first backup, or all of them. */
    List<Server> serving() {
        if (!active.isEmpty() || allBackups) {
            return active.isEmpty() ? backup : active;
        }
        return backup.subList(0, Math.min(1, backup.size()));
    }

    private static Usable of(List<Server> servers, boolean allBackups, Function<Boolean, UpDown> state) {
        List<Server> usable = servers.stream().filter(Server::usable).toList();
        return new Usable(
                allBackups,
                usable.stream()
                        .filter(server -> !server.settings().share().backup())
                        .toList(),
                usable.stream()
                        .filter(server -> server.settings().share().backup())
                        .toList(),
                state.apply(!usable.isEmpty()),
                strength(servers, usable));
    }
}
