package lb.proxy.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server comes and goes.
 *
 * @param disabled whether it is in maintenance at the start, until somebody makes it ready
 * @param slowStart for how long it gets a growing share of its weight and limit after it came back; zero for not at all
 * @param shutdownSessions whether its sessions end when it goes down or into maintenance
 * @param shutdownBackupSessions whether the sessions of the backups end when it comes up
 * @param track the server whose state it takes over; it has no checks of its own then. Null for none
 */
public record ServerLife(
        boolean disabled,
        Duration slowStart,
        boolean shutdownSessions,
        boolean shutdownBackupSessions,
        @Nullable TrackedServer track) {
    /** There from the start, at once, and leaves its sessions to themselves. */
    public static final ServerLife STANDARD = new ServerLife(false, Duration.ZERO, false, false);

    /** With a state of its own. */
    public ServerLife(boolean disabled, Duration slowStart, boolean shutdownSessions, boolean shutdownBackupSessions) {
        this(disabled, slowStart, shutdownSessions, shutdownBackupSessions, null);
    }

    /** The same, with the state of this server. */
    public ServerLife withTrack(@Nullable TrackedServer other) {
        return new ServerLife(disabled, slowStart, shutdownSessions, shutdownBackupSessions, other);
    }
}
