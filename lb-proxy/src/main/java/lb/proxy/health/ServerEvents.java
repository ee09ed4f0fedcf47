package lb.proxy.health;

/** Who wants to know of changes in the servers' health. */
@FunctionalInterface
public interface ServerEvents {
    /** A server has changed. Called on the event loop that checks it: must not block and must not throw. */
    void changed(ServerEvent event);
}
