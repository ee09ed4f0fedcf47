package lb.proxy.upstream;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One who waits in the {@link Queues}, from his coming until he is granted something or leaves. Its fields are the queues'
 * own, but for what is said to be known after he has gone.
 *
 * @param <S> what is waited for
 */
final class Place<S> {
    final Consumer<S> granted;

    /** The line in which he waits; null while he waits in none. */
    @Nullable
    WaitingLine<S> line;

    @Nullable
    Place<S> ahead;

    @Nullable
    Place<S> behind;

    /** When he came, among all. */
    long number;

    /** Whether he waits on for a server that goes. */
    boolean stays;

    private long grantsBefore;
    private int serverPosition;
    private int backendPosition;

    /** @param granted called once, perhaps under the lock of the queues and on another thread: it hands over only */
    Place(Consumer<S> granted) {
        this.granted = granted;
    }

    /** How many the server's own queue has served, himself included, from his coming to his going; 0 if he was never in it. */
    int serverPosition() {
        return serverPosition;
    }

    /** The same of the backend's queue. */
    int backendPosition() {
        return backendPosition;
    }

    void joined(WaitingLine<S> joined) {
        line = joined;
        grantsBefore = joined.grants();
    }

    /** @param after how many that line has served by now, himself included */
    void left(WaitingLine<S> left, long after) {
        int position = (int) (after - grantsBefore);
        if (left.isOfOneServer()) {
            serverPosition = position;
        } else {
            backendPosition = position;
        }
        line = null;
        ahead = null;
        behind = null;
    }
}
