package lb.ha.lifeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import lb.ha.Witness.Said;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.vrrp.VrrpState;

/** {@link Statements} that come late, in their order. */
public final class SimulatedStatements {
    private final Deque<Coming> coming = new ArrayDeque<>();
    private Statements statements;

    private record Coming(Hello hello, long at) {}

    public SimulatedStatements(Duration helloInterval) {
        statements = Statements.with(helloInterval.toNanos());
    }

    /** Said now, and heard then, or when what was said before is. */
    public void send(String virtualRouter, VrrpState state, long at) {
        long arrives = coming.isEmpty() ? at : Math.max(at, coming.getLast().at);
        coming.add(
                new Coming(new Hello(1, 1, 0, List.of(new Router(virtualRouter, state, 100, true)), false), arrives));
    }

    /** A hello that was sent then has been answered. */
    public void answers(long sentAt) {
        statements = statements.answered(sentAt);
    }

    public Said of(String virtualRouter, long now) {
        while (!coming.isEmpty() && coming.getFirst().at <= now) {
            Coming next = coming.removeFirst();
            statements = statements.heard(next.hello, next.at);
        }
        return statements.of(virtualRouter, now);
    }
}
