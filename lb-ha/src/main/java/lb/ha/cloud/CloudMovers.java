package lb.ha.cloud;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lb.ha.NanoClock;

/**
 * The movers of this node: one thread, {@code lb-cloud}, for what they decide, and a virtual thread for each request that
 * they wait for.
 */
public final class CloudMovers implements AutoCloseable {
    private static final long LONGEST_WAIT_NANOS = 3_600_000_000_000L;

    /** A clean stop waits for nobody: what is under way may still happen, or not. */
    private static final long STOP_MILLIS = 1_000;

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final NanoClock clock;
    private final CloudEvents events;
    private final List<RunningMover> movers;

    /** By virtual router, whether a contest waits in the queue: any advert of anybody's is one. */
    private final Map<String, AtomicBoolean> contests;

    private final Thread thread;
    private volatile List<MoverStatus> status;

    private CloudMovers(
            List<AssignedMover> movers,
            CloudEvents events,
            RandomGenerator random,
            NanoClock clock,
            InstantSource wallClock) {
        this.clock = clock;
        this.events = events;
        BackOff backOff = new BackOff(random);
        this.movers = IntStream.range(0, movers.size())
                .mapToObj(index -> new RunningMover(
                        movers.get(index),
                        backOff,
                        new Published(),
                        clock.nanoTime(),
                        wallClock,
                        (ticket, answer) -> messages.add(new Answer(index, ticket, answer))))
                .toList();
        this.contests = movers.stream()
                .map(AssignedMover::virtualRouter)
                .distinct()
                .collect(Collectors.toUnmodifiableMap(Function.identity(), name -> new AtomicBoolean()));
        this.status = current();
        this.thread = Thread.ofPlatform().name("lb-cloud").daemon().unstarted(this::run);
    }

    private sealed interface Message {}

    private record News(String virtualRouter, MoveEvent event) implements Message {}

    private record Contest(String virtualRouter, AtomicBoolean queued) implements Message {}

    private record Answer(int mover, long ticket, MoveEvent event) implements Message {}

    private record Stop() implements Message {}

    /**
     * Starts them: each is checked at once.
     *
     * @param random spreads what is asked again
     */
    public static CloudMovers start(
            List<AssignedMover> movers,
            CloudEvents events,
            RandomGenerator random,
            NanoClock clock,
            InstantSource wallClock) {
        CloudMovers started = new CloudMovers(movers, events, random, clock, wallClock);
        started.thread.start();
        return started;
    }

    /** This node has become master. Any thread; never waits. */
    public void elected(String virtualRouter) {
        messages.add(new News(virtualRouter, new MoveEvent.Elected()));
    }

    /** Another node claimed to be master too, and this one goes on being it. Any thread; never waits. */
    public void contested(String virtualRouter) {
        AtomicBoolean queued = contests.get(virtualRouter);
        if (queued != null && queued.compareAndSet(false, true)) {
            messages.add(new Contest(virtualRouter, queued));
        }
    }

    /** This node is master no more: what is being asked for is given up. Any thread; never waits. */
    public void lost(String virtualRouter) {
        messages.add(new News(virtualRouter, new MoveEvent.Lost()));
    }

    /** What is known of each, in the order given. Any thread; never waits. */
    public List<MoverStatus> status() {
        return status;
    }

    /** Ends what is being asked for, and the thread. Any thread; waits for a second at most. */
    @Override
    public void close() {
        messages.add(new Stop());
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            Message message = next();
            if (message instanceof Stop) {
                movers.forEach(RunningMover::cancel);
                return;
            }
            try {
                handle(message);
            } catch (Throwable e) {
                // An Error, too: nothing would be moved any more without this thread.
                events.failed("a fault in lb itself, in what moves addresses by a cloud: " + e);
            }
            status = current();
        }
    }

    /** Waits for a message, or until something is due. */
    private Message next() {
        long now = clock.nanoTime();
        long wait = LONGEST_WAIT_NANOS;
        for (RunningMover mover : movers) {
            Long due = mover.due();
            if (due != null) {
                wait = Math.min(wait, Math.max(0, due - now));
            }
        }
        try {
            Message message = messages.poll(wait, TimeUnit.NANOSECONDS);
            return message == null ? new News("", new MoveEvent.TimeReached()) : message;
        } catch (InterruptedException e) {
            return new Stop();
        }
    }

    private void handle(Message message) {
        long now = clock.nanoTime();
        switch (message) {
            case News(String virtualRouter, MoveEvent event) -> tell(virtualRouter, event, now);
            case Contest(String virtualRouter, AtomicBoolean queued) -> {
                queued.set(false);
                tell(virtualRouter, new MoveEvent.Contested(), now);
            }
            case Answer(int mover, long ticket, MoveEvent event) ->
                movers.get(mover).answered(ticket, event, now);
            case Stop _ -> {}
        }
        movers.forEach(mover -> mover.take(new MoveEvent.TimeReached(), now));
    }

    private void tell(String virtualRouter, MoveEvent event, long now) {
        movers.stream()
                .filter(mover -> mover.virtualRouter().equals(virtualRouter))
                .forEach(mover -> mover.take(event, now));
    }

    /** Whoever is told of a change finds it in {@link #status}, too. */
    private final class Published implements CloudEvents {
        @Override
        public void told(String sentence) {
            status = current();
            events.told(sentence);
        }

        @Override
        public void failed(String sentence) {
            status = current();
            events.failed(sentence);
        }
    }

    private List<MoverStatus> current() {
        return movers.stream().map(RunningMover::status).toList();
    }
}
