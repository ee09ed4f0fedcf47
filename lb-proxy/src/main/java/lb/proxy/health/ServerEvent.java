package lb.proxy.health;

/**
 * A server has become usable or unusable.
 *
 * @param backend the backend's name
 * @param server the server's name
 * @param backup whether it serves only while no other server of the backend is usable
 * @param up whether it is usable now
 * @param reason what decided, in HAProxy's words, such as {@code Layer4 connection problem, info: "Connection refused",
 *     check duration: 0ms}
 * @param activeServersLeft usable servers of the backend that are no backups
 * @param backupServersLeft usable backups of the backend
 * @param sessions sessions that are open on it now
 * @param queued how many wait for a server of the backend with room
 */
public record ServerEvent(
        String backend,
        String server,
        boolean backup,
        boolean up,
        String reason,
        int activeServersLeft,
        int backupServersLeft,
        int sessions,
        int queued) {}
