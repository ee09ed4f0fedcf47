package lb.ha.lifeline;

import java.util.HashMap;
import java.util.Map;
import lb.ha.Witness.Said;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * What a peer has said of its virtual routers over one connection, and how far that can be relied upon. Pure, and never
 * changed once made: times are those of {@link lb.ha.NanoClock}.
 *
 * <p>That a peer is no master is relied upon only
 *
 * <ul>
 *   <li>while it is fresh: the peer has answered a hello that was sent within the last two intervals, and within a second;
 *   <li>when it has said so for a second: until then adverts of its time as master may be on their way, or wait to be read,
 *       the one of priority 0 among them.
 * </ul>
 */
final class Statements {
    /** For a peer that has said nothing. */
    static final Statements NONE = new Statements(Map.of(), null, 0);

    static final long SETTLED = 1_000_000_000;
    static final long STALE = 1_000_000_000;

    private final Map<String, Statement> statements;
    private final @Nullable Long answered;
    private final long fresh;

    /** @param since when it was first said, without another word since then */
    private record Statement(boolean master, long since) {}

    private Statements(Map<String, Statement> statements, @Nullable Long answered, long fresh) {
        this.statements = statements;
        this.answered = answered;
        this.fresh = fresh;
    }

    /** A connection of which nothing has been heard yet. */
    static Statements with(long helloInterval) {
        return new Statements(Map.of(), null, Math.min(STALE, 2 * helloInterval));
    }

    /** The peer has said this. */
    Statements heard(Hello hello, long now) {
        Map<String, Statement> next = HashMap.newHashMap(hello.routers().size());
        for (Router router : hello.routers()) {
            boolean master = router.state() == VrrpState.MASTER;
            Statement before = statements.get(router.name());
            next.put(router.name(), before != null && before.master == master ? before : new Statement(master, now));
        }
        return new Statements(next, answered, fresh);
    }

    /** The peer has answered a hello that was sent then: what it has said so far was so at that time, or later. */
    Statements answered(long sentAt) {
        return new Statements(statements, sentAt, fresh);
    }

    /** What can be relied upon. */
    Said of(String virtualRouter, long now) {
        Statement statement = statements.get(virtualRouter);
        if (statement == null || answered == null || now - answered >= fresh) {
            return Said.NOTHING;
        }
        if (statement.master) {
            return Said.MASTER;
        }
        return now - statement.since >= SETTLED ? Said.NO_MASTER : Said.NOTHING;
    }
}
