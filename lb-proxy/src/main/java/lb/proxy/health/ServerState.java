package lb.proxy.health;

/**
 * What a server is meant for, and what it is able to do: the two are independent of each other.
 *
 * @param admin what somebody wants of it
 * @param operation what was found out about it; in maintenance always {@code DOWN}
 */
public record ServerState(Admin admin, Operation operation) {
    /** What an administrator, an agent or the configuration wants of a server. */
    public enum Admin {
        /** It serves. */
        READY,
        /** It gets nothing new, but for clients that belong to it. It is still checked. */
        DRAIN,
        /** It gets nothing, and is not checked. */
        MAINT
    }

    /** What a server is able to do. */
    public enum Operation {
        UP,
        /** It has asked for nothing new, but for clients that belong to it (HAProxy's {@code NOLB}). */
        STOPPING,
        DOWN
    }

    /** Whether it gets new traffic, if its weight is not 0. */
    public boolean takesTraffic() {
        return admin == Admin.READY && operation == Operation.UP;
    }

    /** Whether it gets at least what belongs to it: by a cookie or a stick table, or its own connections. */
    public boolean takesItsOwn() {
        return admin != Admin.MAINT && operation != Operation.DOWN;
    }

    /** Whether it counts as down: its downtime passes. */
    public boolean isDown() {
        return !takesItsOwn();
    }
}
