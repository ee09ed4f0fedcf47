package lb.proxy.upstream;

import lb.proxy.health.ServerState;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.health.ServerState.Operation;
import lb.proxy.health.UpDown;

/**
 * All that decides on a server's state but its checks. Immutable; replaced under the lock of its backend.
 *
 * @param admin what somebody wants of it
 * @param resolved whether its address is known
 * @param stopping whether it has asked to be left alone, its checks passing
 * @param agentDown whether its agent says that it is down
 * @param tracked the state of the server that it tracks; {@link #FREE} where it tracks none
 * @param ejected whether it is left out for its errors or its slowness
 * @param weight its share of the traffic
 * @param since when its state last changed, or it began to exist
 * @param upDown how long it was down, maintenance included
 */
record Standing(
        Admin admin,
        boolean resolved,
        boolean stopping,
        boolean agentDown,
        ServerState tracked,
        boolean ejected,
        Weight weight,
        long since,
        UpDown upDown) {
    /** Tracks a server that is as well as can be, or none. */
    static final ServerState FREE = new ServerState(Admin.READY, Operation.UP);

    static Standing initial(boolean disabled, boolean resolved, int weight, long now) {
        Admin admin = disabled ? Admin.MAINT : Admin.READY;
        return new Standing(
                admin,
                resolved,
                false,
                false,
                FREE,
                false,
                Weight.of(weight),
                now,
                UpDown.initial(!disabled && resolved, now));
    }

    /** @param passing whether its checks say that it works; true where it has none */
    ServerState state(boolean passing) {
        return state(passing, ejected);
    }

    /** As the servers see it that track it: what live traffic says of it is not about them. */
    ServerState stateForTrackers(boolean passing) {
        return state(passing, false);
    }

    private ServerState state(boolean passing, boolean leftOut) {
        if (isMaintenance()) {
            return new ServerState(Admin.MAINT, Operation.DOWN);
        }
        Admin wanted = tracked.admin() == Admin.DRAIN ? Admin.DRAIN : admin;
        if (!passing || agentDown || leftOut || tracked.operation() == Operation.DOWN) {
            return new ServerState(wanted, Operation.DOWN);
        }
        boolean asksForNothing = stopping || tracked.operation() == Operation.STOPPING;
        return new ServerState(wanted, asksForNothing ? Operation.STOPPING : Operation.UP);
    }

    /** Whether it gets nothing and is not checked: as somebody wants it, or because it is nowhere. */
    boolean isMaintenance() {
        return admin == Admin.MAINT || !resolved || tracked.admin() == Admin.MAINT;
    }

    /** Its name leads somewhere, or nowhere. */
    Standing withResolved(boolean known) {
        return new Standing(admin, known, stopping, agentDown, tracked, ejected, weight, since, upDown);
    }

    Standing withAdmin(Admin wanted) {
        return new Standing(wanted, resolved, stopping, agentDown, tracked, ejected, weight, since, upDown);
    }

    Standing withStopping(boolean asked) {
        return new Standing(admin, resolved, asked, agentDown, tracked, ejected, weight, since, upDown);
    }

    Standing withAgentDown(boolean down) {
        return new Standing(admin, resolved, stopping, down, tracked, ejected, weight, since, upDown);
    }

    Standing withTracked(ServerState other) {
        return new Standing(admin, resolved, stopping, agentDown, other, ejected, weight, since, upDown);
    }

    Standing withEjected(boolean out) {
        return new Standing(admin, resolved, stopping, agentDown, tracked, out, weight, since, upDown);
    }

    Standing withWeight(Weight share) {
        return new Standing(admin, resolved, stopping, agentDown, tracked, ejected, share, since, upDown);
    }

    /** At the start, in this state. */
    Standing beginning(ServerState first, long now) {
        return new Standing(
                admin,
                resolved,
                stopping,
                agentDown,
                tracked,
                ejected,
                weight,
                now,
                UpDown.initial(!first.isDown(), now));
    }

    /** With the times of the server in whose place it comes. */
    Standing withUpDown(UpDown former, boolean up, long now) {
        return new Standing(
                admin, resolved, stopping, agentDown, tracked, ejected, weight, since, former.become(up, now));
    }

    /** Its state has changed to this one. */
    Standing changed(ServerState to, long now) {
        return new Standing(
                admin, resolved, stopping, agentDown, tracked, ejected, weight, now, upDown.become(!to.isDown(), now));
    }
}
