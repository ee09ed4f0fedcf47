package lb.ha.track;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lb.ha.NanoClock;
import lb.ha.linux.Descriptor;
import lb.ha.linux.PollSet;
import lb.ha.linux.SystemCallException;
import lb.ha.linux.Wakeup;
import lb.ha.settings.TrackedProcesses;

/**
 * Whether enough of some processes run. The list of processes is read once at the start, and then only every second while they
 * are too few or too many, and every five while they are not: the end of one is told by the kernel, to the descriptors that are
 * watched in between (pidfd_open(2)).
 */
final class ProcessLook implements Look {
    /** Of so many the end is noticed at once: more of one name are workers, of which the next look finds the rest. */
    static final int MOST_WATCHED = 64;

    /** A name may be another after an exec, which nobody tells. */
    private static final long SELDOM = TimeUnit.SECONDS.toNanos(5);

    private final TrackedProcesses wanted;
    private final ProcessList list;
    private final NanoClock clock;
    private final Wakeup wakeup;
    private final PollSet poll = new PollSet(MOST_WATCHED + 1);
    private final List<Descriptor> watched = new ArrayList<>();
    private boolean first = true;
    /** What is told. */
    private boolean enough;
    /** What was seen last, since when. */
    private boolean seen;

    private long since;
    /** Whether the end of each process that counts will be told. */
    private boolean told;

    ProcessLook(TrackedProcesses wanted, ProcessList list, NanoClock clock) throws SystemCallException {
        this.wanted = wanted;
        this.list = list;
        this.clock = clock;
        this.wakeup = new Wakeup();
        poll.put(0, wakeup);
    }

    /** Those of this machine. */
    static Look of(TrackedProcesses wanted, NanoClock clock) {
        try {
            return new ProcessLook(wanted, ProcessList.ofMachine(), clock);
        } catch (SystemCallException e) {
            return () -> {
                throw new IOException("cannot watch " + wanted + ": " + e.getMessage(), e);
            };
        }
    }

    @Override
    public int see() throws IOException {
        List<Integer> found = list.matching(wanted);
        watch(found);
        boolean now = wanted.isEnough(found.size());
        long at = clock.nanoTime();
        if (first || now != seen) {
            seen = now;
            since = at;
        }
        if (first || (seen != enough && at - since >= delay())) {
            enough = seen;
        }
        first = false;
        return enough ? 0 : 1;
    }

    private long delay() {
        return (seen ? wanted.upDelay() : wanted.downDelay()).toNanos();
    }

    private void watch(List<Integer> processes) {
        watched.forEach(Descriptor::close);
        watched.clear();
        told = processes.size() <= MOST_WATCHED;
        for (int process : processes.subList(0, Math.min(MOST_WATCHED, processes.size()))) {
            try {
                watched.add(Descriptor.process(process));
            } catch (SystemCallException e) {
                // It has ended already, or this kernel cannot watch: the next look is soon then.
                told = false;
            }
        }
        for (int place = 0; place < MOST_WATCHED; place++) {
            poll.put(place + 1, place < watched.size() ? watched.get(place) : null);
        }
    }

    @Override
    public boolean awaitNext(long nanos, CountDownLatch closing) {
        boolean quiet = seen && told && wanted.most() == Integer.MAX_VALUE;
        long wait = quiet ? SELDOM : nanos;
        if (seen != enough) {
            wait = Math.min(wait, since + delay() - clock.nanoTime());
        }
        poll.await(wait);
        wakeup.clear();
        return closing.getCount() == 0;
    }

    @Override
    public void wake() {
        wakeup.wake();
    }

    @Override
    public void close() {
        watched.forEach(Descriptor::close);
        watched.clear();
        wakeup.close();
    }
}
