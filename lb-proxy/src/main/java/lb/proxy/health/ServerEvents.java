package lb.proxy.health;

/** Who wants to know of changes in the servers' states. */
@FunctionalInterface
public interface ServerEvents {
    /** A server has changed. Any thread, mostly an event loop: must not block and must not throw. */
    void changed(ServerEvent event);
}
