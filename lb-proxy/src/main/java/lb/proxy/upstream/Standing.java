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
 * @param ejected whether it is left out for its errors or its slowness
 * @param weight its share of the traffic now, 0 to 256
 * @param since when its state last changed, or it began to exist
 * @param upDown how long it was down, maintenance included
 */
record Standing(
        Admin admin,
        boolean resolved,
        boolean stopping,
        boolean agentDown,
        boolean ejected,
        int weight,
        long since,
        UpDown upDown) {
    static Standing initial(boolean disabled, boolean resolved, int weight, long now) {
        Admin admin = disabled ? Admin.MAINT : Admin.READY;
        return new Standing(
                admin, resolved, false, false, false, weight, now, UpDown.initial(!disabled && resolved, now));
    }

    /** @param passing whether its checks say that it works; true where it has none */
    ServerState state(boolean passing) {
        if (isMaintenance()) {
            return new ServerState(Admin.MAINT, Operation.DOWN);
        }
        Operation operation =
                !passing || agentDown || ejected ? Operation.DOWN : stopping ? Operation.STOPPING : Operation.UP;
        return new ServerState(admin, operation);
    }

    /** Whether it gets nothing and is not checked: as somebody wants it, or because it is nowhere. */
    boolean isMaintenance() {
        return admin == Admin.MAINT || !resolved;
    }

    /** Its name leads somewhere, or nowhere. */
    Standing withResolved(boolean known) {
        return new Standing(admin, known, stopping, agentDown, ejected, weight, since, upDown);
    }

    Standing withAdmin(Admin wanted) {
        return new Standing(wanted, resolved, stopping, agentDown, ejected, weight, since, upDown);
    }

    Standing withStopping(boolean asked) {
        return new Standing(admin, resolved, asked, agentDown, ejected, weight, since, upDown);
    }

    Standing withAgentDown(boolean down) {
        return new Standing(admin, resolved, stopping, down, ejected, weight, since, upDown);
    }

    Standing withEjected(boolean out) {
        return new Standing(admin, resolved, stopping, agentDown, out, weight, since, upDown);
    }

    Standing withWeight(int share) {
        return new Standing(admin, resolved, stopping, agentDown, ejected, share, since, upDown);
    }

    /** Its state has changed to this one. */
    Standing changed(ServerState to, long now) {
        return new Standing(
                admin, resolved, stopping, agentDown, ejected, weight, now, upDown.become(!to.isDown(), now));
    }
}
