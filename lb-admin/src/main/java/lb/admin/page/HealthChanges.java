package lb.admin.page;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import lb.admin.stats.StateWord;
import lb.proxy.health.ServerEvent;

/** The last changes of servers' states, for the page. Any thread; does not wait. */
public final class HealthChanges {
    private static final int MOST_KEPT = 50;

    /**
     * A change.
     *
     * @param at when
     * @param server as {@code backend/server}
     * @param state in HAProxy's word
     * @param why empty where somebody asked for it
     */
    record Change(Instant at, String server, String state, String why) {}

    private final Deque<Change> last = new ArrayDeque<>();

    /** A server has changed now. */
    public void add(ServerEvent event) {
        Change change = new Change(
                Instant.now(), event.backend() + "/" + event.server(), StateWord.of(event.to()), event.reason());
        synchronized (last) {
            last.addFirst(change);
            if (last.size() > MOST_KEPT) {
                last.removeLast();
            }
        }
    }

    /** The last ones, the last first. */
    List<Change> last() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }
}
