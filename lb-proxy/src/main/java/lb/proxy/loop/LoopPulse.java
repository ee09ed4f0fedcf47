package lb.proxy.loop;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Whether event loops turn: each is given a small task now and then, and one that does not come to it stands still. Asked by
 * one thread, which must not be one of them.
 */
public final class LoopPulse {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * So many periods in a row without an answer. They are counted when asked, so that a pause of the whole process, in which
     * nobody asks, is no standstill of a loop.
     */
    private static final int MOST_MISSED = 4;

    private final List<Probe> probes;
    private long askAt;

    /**
     * @param loops what runs tasks on each loop, in its turn
     * @param now {@link System#nanoTime}
     */
    public LoopPulse(List<? extends Executor> loops, long now) {
        this.probes = loops.stream().map(Probe::new).toList();
        this.askAt = now;
    }

    /** The task of one loop. */
    private static final class Probe implements Runnable {
        private final Executor loop;
        private int missed;
        private volatile boolean answered = true;

        private Probe(Executor loop) {
            this.loop = loop;
        }

        @Override
        public void run() {
            answered = true;
        }

        private void ask() {
            if (!answered) {
                missed++;
                return;
            }
            missed = 0;
            answered = false;
            loop.execute(this);
        }
    }

    /** Which loop has not turned for two seconds, in words; empty when all turn. Never waits. */
    public String standstill(long now) {
        if (now - askAt >= 0) {
            askAt = now + PERIOD_NANOS;
            probes.forEach(Probe::ask);
        }
        for (int i = 0; i < probes.size(); i++) {
            Probe probe = probes.get(i);
            if (!probe.answered && probe.missed >= MOST_MISSED) {
                return "event loop " + i + " does not turn";
            }
        }
        return "";
    }
}
