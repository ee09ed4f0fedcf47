package lb.proxy.listen;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import lb.proxy.limit.BufferLimit;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.limit.SessionRate;
import lb.proxy.stats.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * How many connections of clients may be open at one time and how many may come in a second: of one frontend, or of the
 * process, which also minds the memory that they hold. Exact across event loops but for that. Any thread.
 */
public final class Admission {
    private final Sessions open = new Sessions();
    private volatile int mostOpen;
    private final ReachedLimit full;
    private volatile @Nullable SessionRate rate;
    private final ReachedLimit tooFast;
    private final @Nullable BufferLimit buffers;

    /** Gates that wait for room: each is woken once. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    private Admission(
            int mostOpen,
            ReachedLimit full,
            int perSecond,
            ReachedLimit tooFast,
            @Nullable BufferLimit buffers,
            long now) {
        this.buffers = buffers;
        this.mostOpen = mostOpen;
        this.full = full;
        this.rate = perSecond == 0 ? null : new SessionRate(perSecond, now);
        this.tooFast = tooFast;
    }

    /**
     * That of the process.
     *
     * @param mostOpen connections at a time, 1 or more
     * @param perSecond new ones in a second; 0 for no limit
     * @param now in ns, of the clock of every later {@code now}
     */
    public static Admission ofProcess(int mostOpen, int perSecond, long now) {
        return ofProcess(mostOpen, perSecond, null, now);
    }

    /**
     * The same with a limit of memory.
     *
     * @param buffers null for none
     */
    public static Admission ofProcess(int mostOpen, int perSecond, @Nullable BufferLimit buffers, long now) {
        return new Admission(
                mostOpen,
                new ReachedLimit(Limit.PROCESS_CONNECTIONS, "", Integer.toString(mostOpen)),
                perSecond,
                new ReachedLimit(Limit.PROCESS_SESSION_RATE, "", Integer.toString(perSecond)),
                buffers,
                now);
    }

    /** That of the frontends that only answer pages, which are there to be looked at when all else is full. */
    public static Admission ofPages(int mostOpen, long now) {
        return new Admission(
                mostOpen,
                new ReachedLimit(Limit.PAGE_CONNECTIONS, "", Integer.toString(mostOpen)),
                0,
                new ReachedLimit(Limit.PROCESS_SESSION_RATE, "", "0"),
                null,
                now);
    }

    /** That of a frontend, with the same parameters. */
    public static Admission ofFrontend(String frontend, int mostOpen, int perSecond, long now) {
        return new Admission(
                mostOpen,
                new ReachedLimit(Limit.FRONTEND_CONNECTIONS, frontend, Integer.toString(mostOpen)),
                perSecond,
                new ReachedLimit(Limit.FRONTEND_SESSION_RATE, frontend, Integer.toString(perSecond)),
                null,
                now);
    }

    /** Connections open now, and at most. */
    public Sessions open() {
        return open;
    }

    /** Connections that may be open at one time. */
    public int mostOpen() {
        return mostOpen;
    }

    /**
     * Another limit from now on: who is in stays.
     *
     * @param most 1 or more
     */
    public void limitOpen(int most) {
        full.becomes(Integer.toString(most));
        mostOpen = most;
        wake();
    }

    /**
     * Another limit of new connections in a second from now on.
     *
     * @param perSecond 0 for none
     */
    public void limitRate(int perSecond, long now) {
        tooFast.becomes(Integer.toString(perSecond));
        rate = perSecond == 0 ? null : new SessionRate(perSecond, now);
    }

    /** New connections that may come in a second; 0 for no limit. */
    public int perSecond() {
        SessionRate asked = rate;
        return asked == null ? 0 : asked.limit();
    }

    /** Whether as many are open as may be, or these have all the memory that there is. */
    public boolean isFull() {
        return open.current() >= mostOpen || hasNoBuffers();
    }

    /** While nobody is there the memory is somebody else's, and waiting would be for ever. */
    private boolean hasNoBuffers() {
        return buffers != null && buffers.isFull() && open.current() > 0;
    }

    /** Whether the memory of buffers is looked at. */
    public boolean mindsBuffers() {
        return buffers != null;
    }

    /** Looks whether the memory is enough for more; to be called again and again, by one thread. */
    public void lookAtBuffers() {
        if (buffers != null && buffers.look()) {
            wake();
        }
    }

    /** How often its limits were reached, those that there are. */
    public List<ReachedLimit> reached() {
        List<ReachedLimit> limits = new ArrayList<>(3);
        if (mostOpen < Integer.MAX_VALUE) {
            limits.add(full);
        }
        if (rate != null) {
            limits.add(tooFast);
        }
        if (buffers != null) {
            limits.add(buffers.reached());
        }
        return limits;
    }

    /** Somebody found it full. That memory is short is counted where it is seen. */
    void foundFull() {
        if (open.current() >= mostOpen || !hasNoBuffers()) {
            full.reached();
        }
    }

    ReachedLimit tooFast() {
        return tooFast;
    }

    /** Takes room for one more if there is some; {@link #left} follows exactly once. */
    boolean tryEnter() {
        return !hasNoBuffers() && open.tryBegin(mostOpen);
    }

    /** One that entered has gone. */
    void left() {
        open.ended();
        if (!waiting.isEmpty()) {
            wake();
        }
    }

    /** Calls back once there may be room: perhaps at once, perhaps in vain, and on any thread. */
    void whenRoom(Runnable callback) {
        waiting.add(callback);
        if (!isFull()) {
            // Room was made before anybody could see us wait.
            wake();
        }
    }

    /** All of them: the one with room to take may have nobody who wants in. */
    private void wake() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    /** Takes a place in this second: 0, or after how many ns to ask again. */
    long takeTurn(long now) {
        SessionRate asked = rate;
        return asked == null ? 0 : asked.admit(now);
    }

    /** After how many ns the next may come; 0 or less for now. */
    long untilTurn(long now) {
        SessionRate asked = rate;
        return asked == null ? 0 : asked.untilNext(now);
    }
}
