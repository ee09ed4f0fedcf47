package lb.ha;

import java.time.Duration;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.vrrp.VrrpState;

/**
 * By how much health lowers the priority of one virtual router on this node; pure. Nodes that see the same things see them
 * one after the other, and must not hand the addresses to and fro for that: so what speaks for the node that has them
 * counts at once, and what speaks against it after it has stood for a while.
 *
 * <pre>
 *                                          master      else
 *  better than before                      at once     settles
 *  worse, in what others may see as well   settles     at once
 *  worse, in what this node alone has      at once     at once
 * </pre>
 *
 * <p>So each change of owner for the sake of what settles takes that time at least.
 */
final class PriorityDrop {
    private final Settling own;
    private final Settling shared;
    private int whenUnusable;

    PriorityDrop(VirtualRouterSettings settings) {
        own = new Settling();
        shared = new Settling();
        become(settings);
    }

    /** Goes by those settings from now on; what it has heard stands. */
    void become(VirtualRouterSettings settings) {
        whenUnusable = settings.whenUnusable() instanceof LowerPriority(int by) ? by : 0;
        Duration settle = settings.tracking().settle();
        own.nanos = settle.toNanos();
        shared.nanos = settle.toNanos();
    }

    /** Hears what stands now. Returns the points, 0 or more. */
    int on(Verdict verdict, VrrpState state, long now) {
        boolean master = state == VrrpState.MASTER;
        int ownNow = (verdict.usable() ? 0 : whenUnusable) + verdict.lowered();
        return own.on(ownNow, !master && ownNow < own.value, now)
                + shared.on(verdict.poorer(), master == verdict.poorer() > shared.value, now);
    }

    /** As last told. */
    int points() {
        return own.value + shared.value;
    }

    /** When it has to be told again at the latest. */
    long deadline(long fallback) {
        return own.deadline(shared.deadline(fallback));
    }

    /** A value that follows another one, at once or when that has been different for a while. */
    private static final class Settling {
        private long nanos;
        private int value;
        private boolean waiting;
        /** Of the values since then the one that is least different. */
        private int next;

        private long since;

        int on(int now, boolean settles, long time) {
            if (!settles || now == value) {
                value = now;
                waiting = false;
                return value;
            }
            boolean lower = now < value;
            if (!waiting || lower != next < value) {
                begin(now, time);
            }
            next = lower ? Math.max(next, now) : Math.min(next, now);
            if (time - since >= nanos) {
                value = next;
                waiting = false;
                if (value != now) {
                    begin(now, time);
                }
            }
            return value;
        }

        private void begin(int now, long time) {
            waiting = true;
            next = now;
            since = time;
        }

        long deadline(long fallback) {
            return waiting ? VirtualRouter.earlier(fallback, since + nanos) : fallback;
        }
    }
}
