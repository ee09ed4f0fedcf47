package lb.admin.boot;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import lb.ha.linux.RealTime;
import lb.ha.settings.VirtualRouterSettings;

/** Gives the threads of virtual IPs real-time priority, where the system permits it. */
final class RealTimeThreads {
    /** Least there is: what the kernel itself runs so, and what a person has put higher, stays before them. */
    private static final int LIFELINE = 1;

    private static final int ADVERTS = 2;

    /** Adverts that are faster than the wake-ups of an ordinary thread on busy processors. */
    private static final Duration FAST = Duration.ofMillis(50);

    private static final Set<String> LIFELINE_THREADS = Set.of("lb-lifeline", "lb-inquiry", "lb-handover", "lb-hold");

    private RealTimeThreads() {}

    /**
     * Does it, once these threads run.
     *
     * @param notice told what is not permitted
     * @param warning the same where adverts need it
     */
    static void raise(List<VirtualRouterSettings> routers, Consumer<String> notice, Consumer<String> warning) {
        boolean fast =
                routers.stream().anyMatch(router -> router.advertInterval().compareTo(FAST) < 0);
        Consumer<String> told = fast ? warning : notice;
        // While the collector works everything stands still, and its work is the VM thread's.
        String refusal =
                RealTime.raise(name -> name.equals("VM Thread") || name.startsWith("GC Thread#"), LIFELINE, true);
        if (refusal == null) {
            refusal = RealTime.raise(LIFELINE_THREADS::contains, LIFELINE, false);
        }
        if (refusal == null) {
            refusal = RealTime.raise("lb-ha"::equals, ADVERTS, false);
        }
        if (refusal != null) {
            told.accept("adverts and timers may be late while processors are busy: real-time priority " + refusal
                    + (fast ? "; adverts below 50 ms should have it" : ""));
        }
        String swapped = RealTime.lockMemory();
        if (swapped != null) {
            notice.accept("memory may be swapped out, which can cost an address: locking it " + swapped);
        }
    }
}
