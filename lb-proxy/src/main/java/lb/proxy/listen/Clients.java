package lb.proxy.listen;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.UnixChannel;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** The client connections of a frontend that are open now. Any thread. */
public final class Clients {
    /** So that an event loop is not held for longer than some tenths of a millisecond. */
    private static final int ASKED_AT_ONCE = 1000;

    private final Map<Channel, EventLoop> open = new ConcurrentHashMap<>();
    private final AtomicLong latecomers = new AtomicLong();

    /** What those still to come are told, too; empty while nothing is about to end. */
    private volatile List<Told> told = List.of();

    private record Told(Drain event, Predicate<Channel> whom) {}

    /** A client that is let in; it stays until its connection is closed. On its event loop, before it is registered there. */
    void add(Channel client, EventLoop loop) {
        open.put(client, loop);
        client.closeFuture().addListener(_ -> open.remove(client));
        for (Told before : told) {
            if (before.whom.test(client)) {
                // It was accepted just before the listener closed, or its address is about to leave.
                latecomers.incrementAndGet();
                tell(client, loop, before.event);
            }
        }
    }

    /** Tells all of them, and those still to come. */
    public void tell(Drain event) {
        tell(event, Clients::everybody);
    }

    /** Tells these, and those still to come, instead of what the same were told before. */
    void tell(Drain event, Predicate<Channel> whom) {
        replace(whom, List.of(new Told(event, whom)));
        open(whom).forEach((client, loop) -> tell(client, loop, event));
    }

    /** Those still to come are told nothing any more; those who are there have been told. */
    void tellNoMore(Predicate<Channel> whom) {
        replace(whom, List.of());
    }

    private synchronized void replace(Predicate<Channel> whom, List<Told> instead) {
        List<Told> all = new ArrayList<>(told);
        all.removeIf(before -> before.whom.equals(whom));
        all.addAll(instead);
        told = List.copyOf(all);
    }

    /** How many have come that were told something because of those before them. */
    long latecomers() {
        return latecomers.get();
    }

    /** Those of them that are open now, with their event loops. */
    Map<Channel, EventLoop> open(Predicate<Channel> whom) {
        Map<Channel, EventLoop> found = new HashMap<>();
        open.forEach((client, loop) -> {
            if (whom.test(client)) {
                found.put(client, loop);
            }
        });
        return found;
    }

    /** Where those come from that have such a descriptor of this process, by its number. */
    public Map<Integer, SocketAddress> byDescriptor(IntPredicate which) {
        Map<Integer, SocketAddress> found = new HashMap<>();
        open.forEach((client, _) -> {
            SocketAddress from = client.remoteAddress();
            if (client instanceof UnixChannel unix && which.test(unix.fd().intValue()) && from != null) {
                found.put(unix.fd().intValue(), from);
            }
        });
        return found;
    }

    /**
     * Asks these connections, on their event loops, by an event for each, and waits for all, or that long. Not on an event
     * loop.
     *
     * @return whether all have answered
     */
    static boolean ask(Map<Channel, EventLoop> connections, Function<Channel, Object> event, long limitNanos) {
        Map<EventLoop, List<Channel>> byLoop = new HashMap<>();
        connections.forEach((client, loop) ->
                byLoop.computeIfAbsent(loop, _ -> new ArrayList<>()).add(client));
        CountDownLatch answers = new CountDownLatch(byLoop.values().stream()
                .mapToInt(all -> (all.size() + ASKED_AT_ONCE - 1) / ASKED_AT_ONCE)
                .sum());
        byLoop.forEach((loop, all) -> {
            for (int from = 0; from < all.size(); from += ASKED_AT_ONCE) {
                List<Channel> some = all.subList(from, Math.min(all.size(), from + ASKED_AT_ONCE));
                ask(loop, some, event, answers);
            }
        });
        try {
            return answers.await(limitNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void ask(
            EventLoop loop, List<Channel> some, Function<Channel, Object> event, CountDownLatch answers) {
        try {
            loop.execute(() -> {
                some.forEach(client -> client.pipeline().fireUserEventTriggered(event.apply(client)));
                answers.countDown();
            });
        } catch (RejectedExecutionException e) {
            // The loops have ended, and have closed them.
            answers.countDown();
        }
    }

    /** Waits until none is left, or that long. Not on an event loop. */
    public void awaitNone(long limitNanos) {
        awaitNone(limitNanos, Clients::everybody);
    }

    /** The same, of these. */
    void awaitNone(long limitNanos, Predicate<Channel> whom) {
        long until = System.nanoTime() + limitNanos;
        for (Channel client : open(whom).keySet()) {
            long left = until - System.nanoTime();
            if (left <= 0 || !client.closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    private static boolean everybody(Channel client) {
        return true;
    }

    private static void tell(Channel client, EventLoop loop, Drain event) {
        try {
            // As a task of its own, it comes after the registration.
            loop.execute(() -> client.pipeline().fireUserEventTriggered(event));
        } catch (RejectedExecutionException e) {
            // The loops have ended, and have closed it.
        }
    }
}
