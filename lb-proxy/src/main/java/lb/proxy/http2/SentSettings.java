package lb.proxy.http2;

import org.jspecify.annotations.Nullable;

/**
 * SETTINGS that we have sent: they hold for the peer when it has acknowledged them (RFC 9113 section 6.5.3), which it may not
 * leave undone.
 */
final class SentSettings {
    private final long patience;
    private int awaited;
    private long since;

    /** @param patience nanoseconds that the peer has for its acknowledgement */
    SentSettings(long patience) {
        this.patience = patience;
    }

    /** One frame was sent. */
    void sent(long now) {
        if (awaited++ == 0) {
            since = now;
        }
    }

    /** The peer has acknowledged the oldest frame; tells what is wrong with that, or null. */
    @Nullable
    Violation acknowledged(long now) {
        if (awaited == 0) {
            return Violation.ACK_UNASKED;
        }
        awaited--;
        since = now;
        return null;
    }

    /** Whether some are not acknowledged yet. */
    boolean isAwaited() {
        return awaited > 0;
    }

    /** Why the connection must end, or null: the peer has not acknowledged what was sent so long ago. */
    @Nullable
    Violation overdue(long now) {
        return awaited > 0 && now - since >= patience ? Violation.SETTINGS_OVERDUE : null;
    }
}
