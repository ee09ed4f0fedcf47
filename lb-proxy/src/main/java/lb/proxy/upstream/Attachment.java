package lb.proxy.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Where a session stands among those that end with a server. One object serves its owner's whole life: attaching it again
 * allocates nothing.
 */
public final class Attachment {
    final AttachedSession session;

    // Only under the lock of the list that it is in.
    @Nullable
    Attachment previous;

    @Nullable
    Attachment next;

    boolean attached;

    /** How often it was attached. */
    int time;

    /** One that is attached to nothing yet. */
    public Attachment(AttachedSession session) {
        this.session = session;
    }

    /** Whether it is attached, and was not attached anew since that time. On the event loop of its session. */
    public boolean isOf(int asked) {
        // Without the lock: others do not write.
        return attached && time == asked;
    }
}
