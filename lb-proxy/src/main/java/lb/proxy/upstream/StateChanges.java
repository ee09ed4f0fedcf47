package lb.proxy.upstream;

import java.util.function.BooleanSupplier;
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
    private final Selection selection;
    private final ServerEvents events;
    private final Object changing = new Object();
    private volatile Usable usable;

    StateChanges(Backend backend, Selection selection, ServerEvents events, long now) {
        this.backend = backend;
        this.selection = selection;
        this.events = events;
        usable =
                Usable.initial(backend.servers(), backend.settings().balancing().allBackups(), now);
        selection.weigh(usable.weights());
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
            selection.weigh(usable.weights());
        }
    }

    /** Ends the time in which servers grow when none does any more, and tells of each that has grown. */
    void growSlowStarts() {
        synchronized (changing) {
            selection.endedSlowStarts().forEach(server -> events.grown(backend.name(), server.name()));
        }
    }

    /**
     * Takes a step of a server's state. Any thread.
     *
     * @param reason as in {@link ServerEvent#reason}
     * @param via as in {@link ServerEvent#via}
     */
    void change(Server server, Runnable step, String reason, String via) {
        ServerControl control = server.control();
        ServerState from;
        ServerState to;
        boolean toldTrackers;
        boolean markedDown;
        boolean changed;
        synchronized (changing) {
            from = control.state();
            ServerState fromForTrackers = control.stateForTrackers();
            boolean wasMarkedDown = control.isMarkedDown();
            int weight = control.weight();
            step.run();
            to = control.state();
            toldTrackers = !control.stateForTrackers().equals(fromForTrackers);
            markedDown = control.isMarkedDown() && !wasMarkedDown;
            changed = !to.equals(from) || control.weight() != weight;
            if (changed) {
                settle(server, from, to, reason, via);
            }
        }
        if (changed) {
            backend.roomMade();
            shutDownBackupSessions(server, from, to);
        }
        if (markedDown && server.settings().life().shutdownSessions()) {
            server.shutDownSessions(EndedBy.SERVER_WENT_DOWN);
        }
        if (changed && !usable.state().up()) {
            backend.nobodyServes();
        }
        if (toldTrackers) {
            control.trackers().forEach(tracker -> tracker.control().trackedChanged());
        }
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

    private void settle(Server server, ServerState from, ServerState to, String reason, String via) {
        boolean before = usable.state().up();
        usable = usable.after(backend.servers(), server.now());
        selection.weigh(usable.weights());
        boolean leaves = from.takesTraffic() && !to.takesTraffic();
        boolean keep = backend.settings().balancing().persisting().whenDown();
        int requeued = leaves && !keep ? selection.release(server) : 0;
        if (!to.equals(from)) {
            events.changed(new ServerEvent(
                    backend.name(),
                    server.name(),
                    server.settings().share().backup(),
                    from,
                    to,
                    reason,
                    via,
                    usable.active().size(),
                    usable.backup().size(),
                    before && !usable.state().up(),
                    server.sessions().current(),
                    requeued,
                    server.line().length()));
        }
    }

    private void shutDownBackupSessions(Server server, ServerState from, ServerState to) {
        if (server.settings().life().shutdownBackupSessions() && to.takesTraffic() && !from.takesTraffic()) {
            backend.servers().stream()
                    .filter(other -> other.settings().share().backup())
                    .forEach(backup -> backup.shutDownSessions(EndedBy.ACTIVE_SERVER_CAME_BACK));
        }
    }
}
