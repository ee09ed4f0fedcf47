package lb.proxy.proxyprotocol;

/** What the bytes at the beginning of a connection are. */
public sealed interface Parsed {
    /** So far the beginning of a header; nothing was taken. */
    record Incomplete() implements Parsed {
        static final Incomplete INSTANCE = new Incomplete();
    }

    /** A header, which was taken; the next byte is the client's own. */
    record Complete(ProxyHeader header) implements Parsed {}

    /**
     * No header, whatever may follow; nothing was taken.
     *
     * @param reason in words, without what was received
     */
    record Malformed(String reason) implements Parsed {}
}
