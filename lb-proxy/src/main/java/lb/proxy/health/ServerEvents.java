package lb.proxy.health;

/** Who wants to know of changes in the servers' states. */
@FunctionalInterface
public interface ServerEvents {
    /** A server has changed. Any thread, mostly an event loop: must not block and must not throw. */
    void changed(ServerEvent event);

    /** A server has another address; not told of one that had none. Any thread, as above. */
    default void moved(AddressChange change) {}

    /** A server has ended its slow start: it gets all that it should. Any thread, as above. */
    default void grown(String backend, String server) {}
}
