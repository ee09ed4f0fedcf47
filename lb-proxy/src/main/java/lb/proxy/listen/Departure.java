package lb.proxy.listen;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Leads clients away from addresses that are about to leave this node for another one, so that no request is lost: first
 * {@link #drain}, then {@link #holdBack}; then the addresses may go, and {@link #letIn} ends it. Connections to other
 * addresses do not notice.
 *
 * <pre>
 *             drain                            holdBack                    the caller's
 *  ---------------------------------&gt;  --------------------------&gt;  ---------------------------&gt;
 *  answers say Connection: close       SYNs dropped, so the clients   address given up: the SYNs,
 *  new connections served the same     try again in a second; last    repeated, find the next owner
 *  sessions may end                    requests answered, rest closed
 * </pre>
 *
 * <p>{@link #drain} and {@link #holdBack} on one thread, which is no event loop; {@link #letIn} on any.
 */
public final class Departure {
    /** All of {@link #holdBack}: who is not let in has no answer from anybody meanwhile, and asks again after a second. */
    private static final long HOLD_BACK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Of that, for the answers to the last question and for the last packets; log lines may come later. */
    private static final long LAST_WORDS_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** An event loop that does not answer for so long is not waited for. */
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Clients> clients;
    private final Listeners listeners;
    private final LeavingAddresses leaving;

    /** The connections that it is about; the same object each time, by which {@link Clients} knows it. */
    private final Predicate<Channel> reached;

    /** Open until {@link #letIn}. Nothing is told, and no SYN dropped, but by who has found it so under this object's lock. */
    private final CountDownLatch ended = new CountDownLatch(1);

    public Departure(Collection<Frontend> frontends, Listeners listeners, Set<InetAddress> addresses) {
        this.clients = frontends.stream().map(Frontend::clients).toList();
        this.listeners = listeners;
        this.leaving = new LeavingAddresses(addresses);
        this.reached = leaving::areReachedBy;
    }

    /**
     * Each answer is the last of its connection from now on, and says so. Waits until those connected now have come to
     * their ends, or have been idle for a second.
     *
     * @param limit for how long at most
     */
    public void drain(Duration limit) {
        tell(Drain.LAST_ANSWER);
        Map<Channel, EventLoop> there = connected();
        await(DepartureStep.DRAIN, limit.toNanos(), () -> {
            there.keySet().removeIf(client -> !client.isOpen());
            return there;
        });
    }

    /**
     * Lets nobody new in, without a word; waits until nothing has been under way for 20 ms, or for 160 ms at most; then
     * closes what is left. Takes 200 ms at most.
     *
     * @return what that was; empty when {@link #letIn} came before, and nothing was closed
     */
    public Optional<Departed> holdBack() {
        long until = System.nanoTime() + HOLD_BACK_NANOS;
        tell(Drain.LAST_ANSWER);
        List<String> refusals = dropSyns();
        long limit = until - LAST_WORDS_NANOS - System.nanoTime();
        Work.Tally left = await(DepartureStep.HOLD_BACK, limit, this::connected);
        if (!tell(Drain.NOW)) {
            return Optional.empty();
        }
        long now = System.nanoTime();
        long end = now + Math.min(until - now, LAST_WORDS_NANOS);
        clients.forEach(some -> some.awaitNone(end - System.nanoTime(), reached));
        return Optional.of(new Departed(left.requests(), left.sessions(), left.idle(), refusals));
    }

    /**
     * Ends it, also while it goes on: whoever asks for a connection to the addresses is let in and served as ever. To be
     * called once the addresses are gone, or when they stay after all; what was told to those connected is not taken back.
     * A second time does nothing.
     */
    public synchronized void letIn() {
        if (isEnded()) {
            // The addresses may be those of another departure by now.
            return;
        }
        ended.countDown();
        // First, so that nobody who is let in is sent away.
        clients.forEach(some -> some.tellNoMore(reached));
        listeners.takeSyns(leaving);
    }

    private boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** Whether they were told. */
    private synchronized boolean tell(Drain event) {
        if (isEnded()) {
            return false;
        }
        clients.forEach(some -> some.tell(event, reached));
        return true;
    }

    private synchronized List<String> dropSyns() {
        return isEnded() ? List.of() : listeners.dropSyns(leaving);
    }

    private Map<Channel, EventLoop> connected() {
        Map<Channel, EventLoop> found = new HashMap<>();
        clients.forEach(some -> found.putAll(some.open(reached)));
        return found;
    }

    /** What is left when the step is over; the last answers to that may come {@link #LAST_WORDS_NANOS} after its limit. */
    private Work.Tally await(DepartureStep step, long limitNanos, Supplier<Map<Channel, EventLoop>> connections) {
        long began = System.nanoTime();
        long quietSince = began;
        long before = latecomers();
        while (true) {
            long look = System.nanoTime();
            Work.Tally left = ask(connections.get(), began + limitNanos + LAST_WORDS_NANOS);
            long now = System.nanoTime();
            long since = latecomers();
            if (left.isBusy() || since != before) {
                quietSince = now;
                before = since;
            }
            if (step.isOver(left, now - began, now - quietSince, limitNanos)
                    || isEnded()
                    || Thread.currentThread().isInterrupted()) {
                return left;
            }
            pause(step.pause(now - look, now - began, now - quietSince, limitNanos));
        }
    }

    private long latecomers() {
        return clients.stream().mapToLong(Clients::latecomers).sum();
    }

    private void pause(long nanos) {
        try {
            var _ = ended.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks these connections what is under way on them; who answers after that is passed over. */
    private static Work.Tally ask(Map<Channel, EventLoop> connections, long until) {
        Work work = new Work();
        boolean _ = Clients.ask(connections, _ -> work, Math.min(until - System.nanoTime(), ANSWER_NANOS));
        return work.tally();
    }
}
