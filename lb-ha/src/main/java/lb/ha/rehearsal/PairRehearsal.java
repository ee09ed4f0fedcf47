package lb.ha.rehearsal;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import lb.ha.MasterDeath;
import lb.ha.NanoClock;
import lb.ha.vrrp.VrrpState;

/**
 * Two nodes in memory: one yields and takes the addresses back, both with a hand-over, then it falls silent and is told to be
 * dead. A node that did its first hand-over took 30 ms longer for it than for the next one (measured, two processors), half of
 * that while nobody was served.
 */
public final class PairRehearsal {
    /** For each step, on a machine that is busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(1);

    private PairRehearsal() {}

    /**
     * Does it, for half a second or so.
     *
     * @throws IllegalStateException when a step does not come to its end
     * @throws InterruptedException when interrupted; nothing is left of it then
     */
    public static void hold() throws InterruptedException {
        Wire wire = new Wire();
        try (MemoryNode one = MemoryNode.start(1, wire);
                MemoryNode other = MemoryNode.start(2, wire)) {
            one.know(other);
            other.know(one);
            await("an election", () -> one.isOwner() && other.status().state() == VrrpState.BACKUP);
            one.leave();
            await("a yield", () -> other.isOwner() && !one.isOwner());
            one.resume();
            await("a return", () -> one.isOwner() && !other.isOwner());
            long lost = NanoClock.SYSTEM.nanoTime();
            wire.silence(one);
            other.masterDied(new MasterDeath(other.status().name(), lost, true, "rehearsed"));
            await("a death", other::isOwner);
        }
    }

    private static void await(String what, BooleanSupplier done) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - until >= 0) {
                throw new IllegalStateException(what + " was not over after " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(LOOK);
        }
    }
}
