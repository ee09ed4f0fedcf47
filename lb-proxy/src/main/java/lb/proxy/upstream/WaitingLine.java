package lb.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who waits until there is room: first come, first served, across all event loops.
 *
 * <pre>
 *   enter --&gt; | last | … | second | first | --&gt; granted, as soon as there is room
 *                 leave: from any place
 * </pre>
 *
 * <p>Nobody who comes later may take room while somebody waits ({@link #isEmpty} says so), and whoever makes room calls
 * {@link #serve}. Both look after they have made their own step visible, so that one of them sees the other: no wake is
 * lost.
 *
 * <p>Any thread. The lock is taken only while somebody waits.
 *
 * @param <R> what is waited for
 */
final class WaitingLine<R> {
    /** One who waits: his place, from {@link #enter} until he is granted something or leaves. */
    static final class Place<R> {
        private final Consumer<R> granted;
        private @Nullable Place<R> ahead;
        private @Nullable Place<R> behind;
        private boolean waiting;
        private long grantsBefore;
        private int position;

        /** @param granted called once, perhaps under the lock of the line and on another thread: it hands over only */
        Place(Consumer<R> granted) {
            this.granted = granted;
        }

        /** How many were served, himself included, from his coming to his going ({@code %bq}). After he has gone. */
        int position() {
            return position;
        }
    }

    private final Supplier<@Nullable R> room;
    private @Nullable Place<R> first;
    private @Nullable Place<R> last;
    private long grants;
    private int longest;
    private final AtomicInteger length = new AtomicInteger();

    /** @param room takes some room if there is any, else gives null; called under the lock */
    WaitingLine(Supplier<@Nullable R> room) {
        this.room = room;
    }

    /** Whether nobody waits, so that who comes now may look for room himself. */
    boolean isEmpty() {
        return length.get() == 0;
    }

    /** How many wait. */
    int length() {
        return length.get();
    }

    /** The most that ever waited at one time. */
    synchronized int longest() {
        return longest;
    }

    /** Joins at the end; what is free by then is granted at once. */
    synchronized void enter(Place<R> place) {
        place.waiting = true;
        place.grantsBefore = grants;
        place.ahead = last;
        place.behind = null;
        if (last == null) {
            first = place;
        } else {
            last.behind = place;
        }
        last = place;
        length.incrementAndGet();
        serve();
        longest = Math.max(longest, length.get());
    }

    /** Goes without having been served. False if he was granted something just before, which is then his to give back. */
    synchronized boolean leave(Place<R> place) {
        if (!place.waiting) {
            return false;
        }
        unlink(place);
        place.position = (int) (grants - place.grantsBefore) + 1;
        return true;
    }

    /** Grants what room there is, in order. To be called after room was made, unless the line is empty. */
    synchronized void serve() {
        for (Place<R> next = first; next != null; next = first) {
            R free = room.get();
            if (free == null) {
                return;
            }
            unlink(next);
            grants++;
            next.position = (int) (grants - next.grantsBefore);
            next.granted.accept(free);
        }
    }

    private void unlink(Place<R> place) {
        Place<R> ahead = place.ahead;
        Place<R> behind = place.behind;
        if (ahead == null) {
            first = behind;
        } else {
            ahead.behind = behind;
        }
        if (behind == null) {
            last = ahead;
        } else {
            behind.ahead = ahead;
        }
        place.waiting = false;
        place.ahead = null;
        place.behind = null;
        length.decrementAndGet();
    }
}
