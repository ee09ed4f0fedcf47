package lb.proxy.http2;

import org.jspecify.annotations.Nullable;

/** The numbers of the streams of one connection (RFC 9113 section 5.1.1), which are all a client's: odd, and always higher. */
final class StreamNumbers {
    /** Enough for what a peer may have sent before it learned that its streams were reset. */
    private static final int REMEMBERED = 128;

    private int last;

    /** The higher end of the numbers that were left out last: those from {@link #skippedFrom} to before this one. */
    private int skippedTo;

    private int skippedFrom;
    private int[] reset = {};
    private int resets;

    /** A client's HEADERS on a stream that is not known; tells what is wrong with it, or null. */
    @Nullable
    Violation opened(int stream) {
        if ((stream & 1) == 0 || stream <= last) {
            return Violation.STREAM_NUMBER;
        }
        if (stream > last + 2 || last == 0) {
            skippedFrom = last + 1;
            skippedTo = stream;
        }
        last = stream;
        return null;
    }

    /**
     * Whether a stream that is not known was left out when a higher one was opened, so that it was never one. Only of the numbers
     * that were left out last is it known; others seem to be those of streams that have ended.
     */
    boolean wasSkipped(int stream) {
        return stream >= skippedFrom && stream < skippedTo;
    }

    /** The number of the next stream that we open, as a client; 0 when there is none left. */
    int next() {
        if (last >= Integer.MAX_VALUE - 1) {
            return 0;
        }
        last = last == 0 ? 1 : last + 2;
        return last;
    }

    /** Whether a stream was never opened; one that is not known any more is closed. */
    boolean isIdle(int stream) {
        return (stream & 1) == 0 || stream > last;
    }

    /** We have reset a stream: what was on its way is to be ignored, though the stream itself may be forgotten. */
    void reset(int stream) {
        if (reset.length == 0) {
            reset = new int[REMEMBERED];
        }
        reset[resets++ & (REMEMBERED - 1)] = stream;
    }

    /** Whether we have reset it, not too many others ago. */
    boolean wasReset(int stream) {
        for (int one : reset) {
            if (one == stream) {
                return true;
            }
        }
        return false;
    }

    /** The highest that was opened, as GOAWAY tells it; 0 for none. */
    int last() {
        return last;
    }
}
