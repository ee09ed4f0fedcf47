package lb.proxy.settings;

import java.time.Duration;

/**
 * How a server comes and goes.
 *
 * @param disabled whether it is in maintenance at the start, until somebody makes it ready
 * @param slowStart for how long it gets a growing share of its weight and limit after it came back; zero for not at all
 * @param minConnections what its limit begins at while its backend has little to do, below the limit; 0 where the limit
 *     is always the same
 * @param shutdownSessions whether its sessions end when it goes down or into maintenance
 * @param shutdownBackupSessions whether the sessions of the backups end when it comes up
 */
public record ServerLife(
        boolean disabled,
        Duration slowStart,
        int minConnections,
        boolean shutdownSessions,
        boolean shutdownBackupSessions) {
    /** There from the start, at once, and leaves its sessions to themselves. */
    public static final ServerLife STANDARD = new ServerLife(false, Duration.ZERO, 0, false, false);
}
