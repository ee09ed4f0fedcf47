package lb.proxy.limit;

/** What can be reached, what happens then, and which key says how much it is. */
public enum Limit {
    /** Connections of clients, in the whole process. */
    PROCESS_CONNECTIONS("max-connections", "", "further connections wait until others end"),
    /** Connections of clients of one frontend. */
    FRONTEND_CONNECTIONS("max-connections", "frontend", "further connections wait until others end"),
    /** Connections to frontends that only answer pages; no key changes it. */
    PAGE_CONNECTIONS("", "", "further ones wait until others end"),
    /** New connections in a second, in the whole process. */
    PROCESS_SESSION_RATE("max-session-rate", "", "further connections wait for their turn"),
    /** New connections in a second, of one frontend. */
    FRONTEND_SESSION_RATE("max-session-rate", "frontend", "further connections wait for their turn"),
    /** Handshakes of QUIC under way at one address and event loop; no key changes it. */
    QUIC_HANDSHAKES("", "frontend", "further clients are turned away until some are over"),
    /** Bytes of a request's head. */
    REQUEST_HEAD("http.max-head", "", "the request is refused with 431, or 414 for its first line"),
    /** Fields of a request's head. */
    REQUEST_FIELDS("http.max-fields", "", "the request is refused with 431"),
    /** Bytes of a response's head. */
    RESPONSE_HEAD("http.max-head", "", "the client gets 502 instead of the response"),
    /** Fields of a response's head. */
    RESPONSE_FIELDS("http.max-fields", "", "the client gets 502 instead of the response"),
    /** Milliseconds of waiting for a server with room. */
    QUEUE_TIME("timeouts.queue", "backend", "a client that waited so long for a server with room is turned away"),
    /** Clients that keep their servers by their addresses. */
    STICKY_CLIENTS("sticky.size", "backend", "who has not come back for the longest is forgotten, and balanced anew"),
    /** Memory that the buffers of connections hold, in the whole process. */
    BUFFERS("max-buffers", "", "further connections wait until others have been served"),
    /** Memory outside of the heap, in which buffers are. */
    DIRECT_MEMORY("", "", "connections that need more are ended"),
    /** Time of an event loop for passwords that are kept as hashes; no key changes it. */
    PASSWORD_HASHES("", "", "others are taken for wrong until there is time"),
    /** File descriptors of the process. */
    DESCRIPTORS("", "", "connections fail, or wait, until others end");

    private final String key;
    private final String owner;
    private final String consequence;

    Limit(String key, String owner, String consequence) {
        this.key = key;
        this.owner = owner;
        this.consequence = consequence;
    }

    /**
     * The line that tells of it.
     *
     * @param proxy name of the frontend or backend, empty for the process
     * @param value what it is set to, with its unit
     */
    String sentence(String proxy, String value) {
        if (this == DESCRIPTORS) {
            return "the process has no file descriptor left (it may have " + value + "): " + consequence
                    + "; raise the limit of the process (LimitNOFILE= of its unit, or ulimit -n), or lower max-connections";
        }
        if (this == DIRECT_MEMORY) {
            return "the memory for buffers is used up (the JVM may have " + value + "): " + consequence
                    + "; give it more (-XX:MaxDirectMemorySize), or set max-buffers below it";
        }
        if (this == QUIC_HANDSHAKES) {
            return "frontend \"" + proxy + "\": " + value + " handshakes of QUIC are under way at one address: "
                    + consequence;
        }
        if (this == PAGE_CONNECTIONS) {
            return "all of the " + value + " connections for looking at the statistics are open: " + consequence;
        }
        if (this == PASSWORD_HASHES) {
            return "new passwords held against hashes have taken " + value + " of the time of an event loop: "
                    + consequence + "; a hash of fewer rounds takes less (password-hash)";
        }
        if (owner.isEmpty()) {
            return "the limit " + key + " = " + value + " is reached: " + consequence + "; to change it: " + key;
        }
        return owner + " \"" + proxy + "\": the limit " + key + " = " + value + " is reached: " + consequence
                + "; to change it: " + owner + "s." + proxy + "." + key;
    }

    /** Its name in the metrics, such as {@code frontend_connections}. */
    public String metricName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
