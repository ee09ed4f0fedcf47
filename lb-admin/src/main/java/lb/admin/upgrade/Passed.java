package lb.admin.upgrade;

/**
 * A descriptor that goes from one process to the other.
 *
 * @param descriptor of the process that has the object
 * @param what it is
 * @param name which of its kind: the interface of a listener, the address of a runtime socket
 */
public record Passed(int descriptor, What what, String name) {
    /** What a descriptor is. New ones come behind; one that is not known is closed. */
    public enum What {
        /** A socket that listens for a frontend. */
        LISTENER,

        /** That of a runtime socket. */
        RUNTIME,

        /** The lock of the node. */
        LOCK,

        /** A socket of a frontend of mode udp. */
        DATAGRAMS
    }
}
