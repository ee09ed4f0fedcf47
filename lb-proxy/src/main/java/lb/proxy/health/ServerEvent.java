package lb.proxy.health;

/**
 * The state of a server has changed.
 *
 * @param backend the backend's name
 * @param server the server's name
 * @param backup whether it serves only while no other server of the backend is usable
 * @param from its state before, another than {@code to}
 * @param to its state now
 * @param reason what decided, in HAProxy's words, such as {@code Layer4 connection problem, info: "Connection refused",
 *     check duration: 0ms}; empty where somebody asked for it
 * @param via the server, as {@code backend/server}, whose state it takes over, where that has changed; otherwise empty
 * @param activeServersLeft usable servers of the backend that are no backups
 * @param backupServersLeft usable backups of the backend
 * @param lastServer whether the backend was usable and is no more
 * @param sessions sessions that are open on it now
 * @param requeued how many waited for this very server, and wait for any now
 * @param queued how many wait for a server of the backend with room
 */
public record ServerEvent(
        String backend,
        String server,
        boolean backup,
        ServerState from,
        ServerState to,
        String reason,
        String via,
        int activeServersLeft,
        int backupServersLeft,
        boolean lastServer,
        int sessions,
        int requeued,
        int queued) {

    /** Whether the backend has lost a server that took traffic, other than to drain it or as it asked for. */
    public boolean isLoss() {
        return from.takesTraffic() && to.isDown();
    }
}
