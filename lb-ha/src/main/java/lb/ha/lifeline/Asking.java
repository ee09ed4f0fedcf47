package lb.ha.lifeline;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import lb.ha.lifeline.Answer.Told;
import lb.ha.lifeline.Answer.Untold;
import lb.ha.lifeline.Answer.Why;
import lb.ha.lifeline.Frame.Piece;
import lb.ha.lifeline.Frame.Question;
import org.jspecify.annotations.Nullable;

/**
 * One question to a peer, and what has come of its answer. The next piece is asked for when one has come: no more than one is
 * ever under way, so that a hello waits for two of {@link FrameCodec#LONGEST_PIECE} bytes at most. Time is a parameter.
 *
 * <pre>
 *  asks                         is asked
 *    QUESTION n, from 0    ──▶  its figures are made
 *                          ◀──  ANSWER n, of 20,000, from 0: 8,192 bytes
 *    QUESTION n, from 8192 ──▶
 *                          ◀──  ANSWER n, of 20,000, from 8192: 8,192 bytes
 *    QUESTION n, from 16384 ─▶
 *                          ◀──  ANSWER n, of 20,000, from 16384: 3,616 bytes
 * </pre>
 */
final class Asking {
    /** A longer answer is none. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Who waits; null while nothing is under way. */
    private @Nullable Consumer<Answer> to;

    private long number;
    private long until;
    private ByteBuffer come = NOTHING;
    private boolean begun;

    /** Begins a question; one that is under way ends without an answer. */
    Question begin(Consumer<Answer> who, long now) {
        end(new Untold(Why.LATE));
        to = who;
        number++;
        until = now + PATIENCE;
        return new Question(number, 0);
    }

    /** A piece has come. Returns what is to be asked next, null for nothing. */
    @Nullable
    Question heard(Piece piece) {
        if (to == null || piece.number() != number) {
            // Of a question that was given up.
            return null;
        }
        if (piece.whole() == Piece.TOO_LONG || piece.whole() > MOST_BYTES) {
            end(new Untold(Why.TOO_MUCH));
            return null;
        }
        if (!begun) {
            begun = true;
            come = ByteBuffer.allocate(piece.whole());
        }
        int length = piece.bytes().remaining();
        boolean fits = piece.whole() == come.capacity()
                && piece.from() == come.position()
                && length <= come.remaining()
                && (length > 0 || come.capacity() == 0);
        if (!fits) {
            end(new Untold(Why.BROKEN));
            return null;
        }
        come.put(piece.bytes().duplicate());
        if (come.hasRemaining()) {
            return new Question(number, come.position());
        }
        end(new Told(come.flip()));
        return null;
    }

    /** Ends what is under way without an answer. */
    void giveUp(Why why) {
        end(new Untold(why));
    }

    void judge(long now) {
        if (to != null && now - until >= 0) {
            end(new Untold(Why.LATE));
        }
    }

    /** When {@link #judge} wants to be called at the latest. */
    long deadline(long otherwise) {
        return to == null ? otherwise : until;
    }

    private void end(Answer answer) {
        Consumer<Answer> who = to;
        to = null;
        begun = false;
        come = NOTHING;
        if (who != null) {
            who.accept(answer);
        }
    }
}
