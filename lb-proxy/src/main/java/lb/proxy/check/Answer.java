package lb.proxy.check;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a server has said, and how often it was judged: one that drips in is judged piece by piece at first, and then only
 * as it has grown by an eighth, so that no server can have an expression tried without end. Not for several threads.
 */
final class Answer {
    private static final int EAGER_JUDGEMENTS = 32;
    private static final int GROWTH_PART = 8;

    private final Received received = new Received();
    private int judgements;
    private int judgedLength;

    void append(ByteBuf bytes) {
        received.append(bytes);
    }

    /** No more will come. */
    void end() {
        received.end();
    }

    boolean ended() {
        return received.ended();
    }

    /** Forgets it, as something new is said. */
    void forget() {
        received.clear();
        judgedAnew();
    }

    /** What it means; null while more is needed. */
    @Nullable
    Finding judge(Step.Expect expect) {
        if (received.isEmpty()) {
            return received.ended() ? expect.empty() : null;
        }
        boolean grown = received.length() - judgedLength > judgedLength / GROWTH_PART;
        return judgements < EAGER_JUDGEMENTS || grown || received.ended() ? judgeNow(expect) : null;
    }

    /** The same when there is no more time; null when it is not enough. */
    @Nullable
    Finding judgeLast(Step.Expect expect) {
        return received.length() > judgedLength ? judgeNow(expect) : null;
    }

    private @Nullable Finding judgeNow(Step.Expect expect) {
        judgements++;
        judgedLength = received.length();
        Finding finding = expect.expectation().judge(received);
        if (finding != null) {
            judgedAnew();
        }
        return finding;
    }

    private void judgedAnew() {
        judgements = 0;
        judgedLength = 0;
    }
}
