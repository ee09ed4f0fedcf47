package lb.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for the same, in the order of their coming.
 *
 * <pre>
 *   | last | … | second | first | --&gt; served; anyone may leave from where he is
 * </pre>
 *
 * Only under the lock of its {@link Queues}, but for {@link #isEmpty}, {@link #length} and {@link #longest}.
 *
 * @param <S> what is waited for
 */
final class WaitingLine<S> {
    private final boolean ofOneServer;
    private final AtomicInteger length = new AtomicInteger();
    private volatile int longest;
    private long grants;
    private @Nullable Place<S> first;
    private @Nullable Place<S> last;

    /** @param ofOneServer whether all in it wait for one server, and not for any */
    WaitingLine(boolean ofOneServer) {
        this.ofOneServer = ofOneServer;
    }

    boolean isOfOneServer() {
        return ofOneServer;
    }

    boolean isEmpty() {
        return length.get() == 0;
    }

    /** How many wait. */
    int length() {
        return length.get();
    }

    /** The most that ever had to wait at one time. */
    int longest() {
        return longest;
    }

    /** The most that had to wait are those who do now. */
    void forgetLongest() {
        longest = length.get();
    }

    /** How many were served. */
    long grants() {
        return grants;
    }

    @Nullable
    Place<S> first() {
        return first;
    }

    /** Joins at the end. */
    void join(Place<S> place) {
        insert(place, null);
    }

    /** Takes all of another line in but those who stay, each at his place by the order of coming; gives their number. */
    int takeIn(WaitingLine<S> other) {
        return take(other, false);
    }

    /** The same of really all. */
    void takeAll(WaitingLine<S> other) {
        var _ = take(other, true);
    }

    private int take(WaitingLine<S> other, boolean all) {
        int taken = 0;
        Place<S> before = first;
        Place<S> next;
        for (Place<S> place = other.first; place != null; place = next) {
            next = place.behind;
            if (place.stays && !all) {
                continue;
            }
            while (before != null && before.number < place.number) {
                before = before.behind;
            }
            other.leave(place);
            insert(place, before);
            taken++;
        }
        return taken;
    }

    private void insert(Place<S> place, @Nullable Place<S> before) {
        place.joined(this);
        place.behind = before;
        place.ahead = before == null ? last : before.ahead;
        link(place, place);
        length.incrementAndGet();
    }

    /** Those who are there now do wait: nobody could serve them at once. */
    void measure() {
        int now = length.get();
        if (now > longest) {
            longest = now;
        }
    }

    /** Goes without having been served. */
    void leave(Place<S> place) {
        unlink(place);
        place.left(this, grants + 1);
    }

    /** Takes out the first, who is served. */
    Place<S> serveFirst() {
        Place<S> served = first;
        if (served == null) {
            throw new IllegalStateException("nobody waits");
        }
        unlink(served);
        grants++;
        served.left(this, grants);
        return served;
    }

    private void unlink(Place<S> place) {
        link(place, null);
        length.decrementAndGet();
    }

    /** Has the neighbours of a place see it, or, with null, each other. */
    private void link(Place<S> place, @Nullable Place<S> seen) {
        if (place.ahead == null) {
            first = seen == null ? place.behind : seen;
        } else {
            place.ahead.behind = seen == null ? place.behind : seen;
        }
        if (place.behind == null) {
            last = seen == null ? place.ahead : seen;
        } else {
            place.behind.ahead = seen == null ? place.ahead : seen;
        }
    }
}
