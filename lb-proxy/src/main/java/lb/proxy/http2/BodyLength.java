package lb.proxy.http2;

import org.jspecify.annotations.Nullable;

/** Whether the DATA of a message is as much as its content-length says (RFC 9113 section 8.1.1). */
final class BodyLength {
    private long left;
    private boolean known;

    /**
     * A message begins.
     *
     * @param bytes that its DATA has to be together, 0 for one that has no body; -1 for any
     */
    void begin(long bytes) {
        known = bytes >= 0;
        left = bytes;
    }

    /** So many bytes have come, without padding. */
    @Nullable
    Violation add(int bytes) {
        left -= bytes;
        return known && left < 0 ? Violation.CONTENT_LENGTH_AGAINST_DATA : null;
    }

    /** The stream has ended, with DATA or with trailers. */
    @Nullable
    Violation end() {
        return known && left != 0 ? Violation.CONTENT_LENGTH_AGAINST_DATA : null;
    }
}
