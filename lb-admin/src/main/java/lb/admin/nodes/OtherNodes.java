package lb.admin.nodes;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lb.ha.NanoClock;
import lb.ha.Warnings;
import lb.ha.lifeline.Answer;
import lb.ha.lifeline.Figures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the other nodes tell of themselves, asked while somebody looks; and what they are told of this one.
 *
 * <p>Both are made and read on the thread {@code lb-figures}. It stands between the lifeline's thread, which only passes
 * bytes and must wake no virtual thread ({@link Figures}), and the virtual threads of pages.
 */
public final class OtherNodes implements Figures, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("lb.stats");

    /** An answer serves everybody who looks within this time. */
    static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The lifeline says after a second that there is no answer; one that has ended says nothing. */
    private static final long PATIENCE_MILLIS = 1_300;

    /** Who asks other nodes. */
    @FunctionalInterface
    public interface Link {
        /** As {@link lb.ha.lifeline.Lifeline#ask}. */
        void ask(String node, Consumer<Answer> to);
    }

    private final List<AskedNode> nodes;
    private final Supplier<byte[]> own;
    private final NanoClock clock;

    /** On {@code lb-figures} only. */
    private final Warnings faults;

    /** Without a lock, so that whoever adds to it wakes this thread and no other. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final Thread thread;
    private volatile @Nullable Link link;
    private volatile boolean closed;

    /**
     * Knows nothing yet; {@link #start} begins.
     *
     * @param names of the other nodes
     * @param own what they are told of this one
     */
    public OtherNodes(List<String> names, Supplier<byte[]> own, NanoClock clock) {
        this(names, own, LOG::warn, clock);
    }

    OtherNodes(List<String> names, Supplier<byte[]> own, Consumer<String> warned, NanoClock clock) {
        this.nodes = names.stream().map(AskedNode::new).toList();
        this.own = own;
        this.clock = clock;
        this.faults = new Warnings("figures", warned, clock);
        this.thread = Thread.ofPlatform().daemon().name("lb-figures").unstarted(this::run);
    }

    /** Begins to answer. */
    public OtherNodes start() {
        thread.start();
        return this;
    }

    /** By which others are asked, from now on. */
    public void askBy(Link by) {
        link = by;
    }

    /** Others are asked no more: the lifeline is about to end, and would not answer. */
    public void askNoMore() {
        link = null;
    }

    @Override
    public void asked(String node, Consumer<byte[]> answer) {
        // Where it fails, whoever asks waits in vain, and says so.
        later(() -> attempt("this node", () -> answer.accept(own.get()), () -> {}));
    }

    /**
     * The other nodes, in the order of the configuration, asked now where the last answer is older than a second. Virtual
     * threads; waits for 1.3 s at most.
     */
    public List<OtherNode> look() {
        List<CompletableFuture<?>> under = nodes.stream()
                .<CompletableFuture<?>>map(node -> node.ask(clock.nanoTime(), this::ask))
                .toList();
        try {
            CompletableFuture.allOf(under.toArray(CompletableFuture[]::new))
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What is known is shown, with its age.
        }
        long now = clock.nanoTime();
        return nodes.stream().map(node -> node.shown(now)).toList();
    }

    private void ask(AskedNode node) {
        later(() -> {
            Link by = link;
            if (by == null) {
                node.untold("This node is only starting, or about to end.");
            } else {
                attempt(
                        whose(node),
                        () -> by.ask(node.name(), answer -> later(() -> heard(node, answer))),
                        () -> node.untold("It cannot be asked: a fault in lb itself."));
            }
        });
    }

    private void heard(AskedNode node, Answer answer) {
        attempt(
                whose(node),
                () -> take(node, answer),
                () -> node.untold("What it tells cannot be read: a fault in lb itself."));
    }

    private static String whose(AskedNode node) {
        return "node \"" + node.name() + "\"";
    }

    /** Does it; not even a lack of memory ends the thread, with which everything would wait. */
    private void attempt(String whose, Runnable does, Runnable otherwise) {
        try {
            does.run();
        } catch (RuntimeException | Error e) {
            LOG.debug("a fault in lb itself: figures of {}", whose, e);
            faults.tell(whose, "a fault in lb itself: those of " + whose + ": " + e);
            otherwise.run();
        }
    }

    private void take(AskedNode node, Answer answer) {
        switch (answer) {
            case Answer.Told told -> {
                try {
                    node.told(ReportCodec.read(told.bytes()), clock.nanoTime());
                } catch (ReportException e) {
                    node.untold("What it tells cannot be read: " + e.getMessage() + ".");
                }
            }
            case Answer.Untold(Answer.Why why) ->
                node.untold(
                        switch (why) {
                            case NOT_CONNECTED -> "There is no connection with it.";
                            case PAUSED -> "It does not answer.";
                            case TELLS_NOTHING -> "Its version of lb does not tell its figures.";
                            case LATE -> "It has not answered within a second.";
                            case TOO_MUCH -> "It has more figures than go over a lifeline (4 MiB).";
                            case BROKEN -> "What it sends does not fit together.";
                        });
        }
    }

    private void later(Runnable task) {
        tasks.add(task);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            Runnable next = tasks.poll();
            if (next == null) {
                LockSupport.park(this);
                continue;
            }
            next.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
