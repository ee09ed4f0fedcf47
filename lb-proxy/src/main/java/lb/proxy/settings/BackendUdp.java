package lb.proxy.settings;

/**
 * What is known of the replies of a backend of mode udp.
 *
 * @param replies datagrams that answer each one of a client: a session ends when all are there, and a server that leaves
 *     one out is late after the server time-out; 0 where none is expected and {@link #UNKNOWN} where it depends, both end
 *     with the client's time-out
 */
public record BackendUdp(int replies) {
    /** Any number of replies. */
    public static final int UNKNOWN = -1;

    /** Nothing is known of them. */
    public static final BackendUdp STANDARD = new BackendUdp(UNKNOWN);
}
