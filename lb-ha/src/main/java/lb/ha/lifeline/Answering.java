package lb.ha.lifeline;

import java.nio.ByteBuffer;
import java.time.Duration;
import lb.ha.lifeline.Frame.Piece;
import lb.ha.lifeline.Frame.Question;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is told, piece by piece as it asks for them ({@link Asking} draws it). One answer at a time is made, and
 * kept until it has all been told, the peer asks anew, or for two seconds. Time is a parameter.
 */
final class Answering {
    /** Whoever asks more often is not answered: making figures takes work. */
    private static final long LEAST_PAUSE = Duration.ofMillis(200).toNanos();

    private static final long KEPT = Duration.ofSeconds(2).toNanos();

    /** What is not made by then never will be: its maker has failed. */
    private static final long LONGEST_MAKING = Duration.ofSeconds(10).toNanos();

    /** Of the last question. */
    private long number;

    /** When the last question was taken; null before any. */
    private @Nullable Long askedAt;

    /** Whether that question waits for the answer that is being made. */
    private boolean awaited;

    /** For which question figures are being made, and since when; null while none are. */
    private @Nullable Making making;

    private record Making(long number, long since) {}

    private byte @Nullable [] answer;

    /** What follows from a question. */
    sealed interface Step {}

    /** The figures are wanted: {@link #made} is to be called with them. */
    record Make(long number) implements Step {}

    /** This is to be sent. */
    record Send(Piece piece) implements Step {}

    /** Nothing. */
    record Nothing() implements Step {}

    /** The peer asks. */
    Step heard(Question question, long now) {
        if (question.from() > 0) {
            byte[] told = answer;
            return told == null || question.number() != number || question.from() >= told.length
                    ? new Nothing()
                    : piece(told, question.from());
        }
        Long before = askedAt;
        if (making == null && before != null && now - before < LEAST_PAUSE) {
            return new Nothing();
        }
        number = question.number();
        askedAt = now;
        awaited = true;
        answer = null;
        if (making != null) {
            // They will be new enough.
            return new Nothing();
        }
        making = new Making(number, now);
        return new Make(number);
    }

    /** What was asked for is made. */
    Step made(long of, byte[] bytes) {
        if (making == null || of != making.number()) {
            return new Nothing();
        }
        making = null;
        if (!awaited) {
            return new Nothing();
        }
        awaited = false;
        if (bytes.length > Asking.MOST_BYTES) {
            return new Send(new Piece(number, Piece.TOO_LONG, 0, ByteBuffer.allocate(0)));
        }
        answer = bytes;
        return piece(bytes, 0);
    }

    private Send piece(byte[] told, int from) {
        int length = Math.min(told.length - from, FrameCodec.LONGEST_PIECE);
        if (from + length == told.length) {
            answer = null;
        }
        return new Send(new Piece(number, told.length, from, ByteBuffer.wrap(told, from, length)));
    }

    /** The connection is another one. What is being made, and when it was asked for, holds for all of them. */
    void forget() {
        awaited = false;
        answer = null;
    }

    void judge(long now) {
        if (answer != null && askedAt != null && now - askedAt >= KEPT) {
            answer = null;
        }
        if (making != null && now - making.since() >= LONGEST_MAKING) {
            making = null;
        }
    }
}
