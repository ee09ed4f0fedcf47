package lb.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import lb.proxy.exchange.EndedBy;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerEvents;
import lb.proxy.health.ServerState;

/**
 * The states of a backend's servers, changed one at a time: who is usable is settled before anybody is told. The lock is
 * never on the path of traffic, and never held while another backend's is taken.
 */
final class StateChanges {
    private final Backend backend;
    private final ServerEvents events;
    private final Object changing = new Object();
    private volatile Usable usable;

    StateChanges(Backend backend, ServerEvents events, long now) {
        this.backend = backend;
        this.events = events;
        usable =
                Usable.initial(backend.servers(), backend.settings().balancing().allBackups(), now);
        selection().weigh(usable.weights());
    }

    private Selection selection() {
        return backend.selection();
    }

    /** Which servers are usable. Any thread. */
    Usable usable() {
        return usable;
    }

    /** The servers, as they are now, are those at the start: nobody is told. Before any traffic. */
    void beginAnew(long now) {
        synchronized (changing) {
            usable = Usable.initial(
                    backend.servers(), backend.settings().balancing().allBackups(), now);
            selection().weigh(usable.weights());
        }
    }

    /**
     * The backend has other servers from now on: nobody is told.
     *
     * @param step makes them its own, under the lock
     */
    void become(Runnable step, long now) {
        synchronized (changing) {
            step.run();
            usable = usable.with(backend.settings().balancing().allBackups()).after(backend.servers(), now);
            selection().weigh(usable.weights());
        }
    }

    /** Ends the time in which servers grow when none does any more, and tells of each that has grown. */
    void growSlowStarts() {
        synchronized (changing) {
            selection().endedSlowStarts().forEach(server -> events.grown(backend.name(), server.name()));
        }
    }

    /** What a step has made of a server. */
    private record Changed(
            Server server,
            ServerState from,
            ServerState to,
            boolean weighed,
            boolean toldTrackers,
            boolean markedDown) {
        boolean counts() {
            return weighed || !to.equals(from);
        }

        boolean leaves() {
            return from.takesTraffic() && !to.takesTraffic();
        }
    }

    /**
     * Takes a step of the state of each of these servers, and settles once who is usable then: each of the events tells what there is after
     * all of the steps. Any thread.
     *
     * @param reason as in {@link ServerEvent#reason}
     * @param via as in {@link ServerEvent#via}
     */
    void change(List<Server> servers, Consumer<ServerControl> step, String reason, String via) {
        List<Changed> all = new ArrayList<>(servers.size());
        List<Changed> changed;
        synchronized (changing) {
            servers.forEach(server -> all.add(stepped(server, step)));
            changed = all.stream().filter(Changed::counts).toList();
            if (!changed.isEmpty()) {
                settle(changed, reason, via);
            }
        }
        if (!changed.isEmpty()) {
            backend.roomMade();
            changed.forEach(one -> shutDownBackupSessions(one.server, one.from, one.to));
        }
        for (Changed one : all) {
            if (one.markedDown && one.server.settings().life().shutdownSessions()) {
                one.server.shutDownSessions(EndedBy.SERVER_WENT_DOWN);
            }
        }
        if (!changed.isEmpty() && !usable.state().up()) {
            backend.nobodyServes();
        }
        for (Changed one : all) {
            if (one.toldTrackers) {
                one.server
                        .control()
                        .trackers()
                        .forEach(tracker -> tracker.control().trackedChanged());
            }
        }
    }

    private static Changed stepped(Server server, Consumer<ServerControl> step) {
        ServerControl control = server.control();
        ServerState from = control.state();
        ServerState fromForTrackers = control.stateForTrackers();
        boolean wasMarkedDown = control.isMarkedDown();
        int weight = control.weight();
        step.accept(control);
        return new Changed(
                server,
                from,
                control.state(),
                control.weight() != weight,
                !control.stateForTrackers().equals(fromForTrackers),
                control.isMarkedDown() && !wasMarkedDown);
    }

    /**
     * Takes a step, if none but who takes it can be told of it: no state follows from it.
     *
     * @return whether it was taken
     */
    boolean note(BooleanSupplier step) {
        synchronized (changing) {
            return step.getAsBoolean();
        }
    }

    private void settle(List<Changed> changed, String reason, String via) {
        boolean before = usable.state().up();
        usable = usable.after(backend.servers(), changed.getFirst().server.now());
        selection().weigh(usable.weights());
        boolean keep = backend.settings().balancing().persisting().whenDown();
        boolean none = before && !usable.state().up();
        for (Changed one : changed) {
            int requeued = one.leaves() && !keep ? selection().release(one.server) : 0;
            if (!one.to.equals(one.from)) {
                // That nobody serves any more is told once.
                events.changed(event(one, reason, via, none && one.equals(changed.getLast()), requeued));
            }
        }
    }

    private ServerEvent event(Changed one, String reason, String via, boolean last, int requeued) {
        return new ServerEvent(
                backend.name(),
                one.server.name(),
                one.server.settings().share().backup(),
                one.from,
                one.to,
                reason,
                via,
                usable.active().size(),
                usable.backup().size(),
                last,
                one.server.sessions().current(),
                requeued,
                one.server.line().length());
    }

    private void shutDownBackupSessions(Server server, ServerState from, ServerState to) {
        if (server.settings().life().shutdownBackupSessions() && to.takesTraffic() && !from.takesTraffic()) {
            backend.servers().stream()
                    .filter(other -> other.settings().share().backup())
                    .forEach(backup -> backup.shutDownSessions(EndedBy.ACTIVE_SERVER_CAME_BACK));
        }
    }
}
