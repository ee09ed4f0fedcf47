package lb.admin.nodes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Another node, what it last told, and whether it is being asked. Any thread but the lifeline's. */
final class AskedNode {
    /** After which a question that nobody has ended is given up: the lifeline has ended. */
    private static final long GIVEN_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** An older report misleads: its node is dead. */
    private static final Duration LONGEST_SHOWN = Duration.ofMinutes(5);

    private final String name;
    private @Nullable NodeReport report;
    private long reportedAt;
    private String trouble = "It has not answered yet.";
    private CompletableFuture<Void> question = CompletableFuture.completedFuture(null);
    private @Nullable Long askedAt;

    AskedNode(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /**
     * Asks it, unless it was asked a short while ago.
     *
     * @param asks does so, and comes to {@link #told} or {@link #untold} later
     * @return completes when the answer is there
     */
    synchronized CompletableFuture<Void> ask(long now, Consumer<AskedNode> asks) {
        Long before = askedAt;
        long least = question.isDone() ? OtherNodes.KEPT_NANOS : GIVEN_UP_NANOS;
        if (before == null || now - before >= least) {
            askedAt = now;
            question.complete(null);
            question = new CompletableFuture<>();
            asks.accept(this);
        }
        return question;
    }

    synchronized void told(NodeReport now, long at) {
        report = now;
        reportedAt = at;
        trouble = "";
        question.complete(null);
    }

    /** @param why a sentence */
    synchronized void untold(String why) {
        trouble = why;
        question.complete(null);
    }

    synchronized OtherNode shown(long now) {
        Duration age = Duration.ofNanos(report == null ? 0 : now - reportedAt);
        boolean old = age.compareTo(LONGEST_SHOWN) > 0;
        boolean late = !question.isDone() && age.toNanos() > OtherNodes.KEPT_NANOS;
        String said = trouble.isEmpty() && late ? "It has not answered within a second." : trouble;
        return new OtherNode(name, old ? null : report, age, said);
    }
}
