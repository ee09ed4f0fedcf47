package lb.proxy.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import lb.proxy.settings.CookieSettings;

/**
 * The dates behind the value of a persistence cookie of ours, as HAProxy writes them, so that both may stand before the
 * same clients.
 *
 * <pre>
 *   web1|awHPk|awHPM
 *       |     first given: where there is a max-life
 *       last used: where there is a max-idle or a max-life
 *   each: units of 4 s since 1970, five digits of 6 bits, the highest first, A-Z a-z 0-9 + /
 * </pre>
 *
 * Reused for the cookies of one connection; on its event loop.
 */
public final class CookieDates {
    /** What they say. */
    public enum Verdict {
        /** It counts. */
        VALID,
        /** It was not used for longer than the max-idle. */
        IDLE,
        /** It was given longer ago than the max-life. */
        OLD
    }

    /** The most bytes that dates make a value longer by. */
    static final int LENGTH = 12;

    private static final int DIGITS = 5;
    private static final int NONE = -1;
    private static final int UNIT_SECONDS = 4;

    /** One from farther ahead is no clock that is a little wrong. */
    private static final long MOST_AHEAD_SECONDS = 24 * 3600;

    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(US_ASCII);

    private int last = NONE;
    private int first = NONE;
    private int valueEnd;
    private boolean dated;

    /**
     * Reads those of a value.
     *
     * @param seconds now, since 1970
     */
    public Verdict read(CookieSettings settings, ByteBuf in, int start, int end, long seconds) {
        int bar = in.indexOf(start, end, (byte) '|');
        valueEnd = bar < 0 ? end : bar;
        dated = bar >= 0;
        last = NONE;
        first = NONE;
        if (bar >= 0) {
            int second = in.indexOf(bar + 1, end, (byte) '|');
            last = number(in, bar + 1, second < 0 ? end : second);
            first = second < 0 ? NONE : number(in, second + 1, end);
        }
        if (isOver(last, settings.maxIdle().toSeconds(), seconds)) {
            return Verdict.IDLE;
        }
        return isOver(first, settings.maxLife().toSeconds(), seconds) ? Verdict.OLD : Verdict.VALID;
    }

    private static boolean isOver(int date, long most, long seconds) {
        long age = seconds - (long) date * UNIT_SECONDS;
        return date != NONE && most > 0 && (age > most || age < -MOST_AHEAD_SECONDS);
    }

    /** Five digits, and perhaps something behind them that does not count. */
    private static int number(ByteBuf in, int start, int end) {
        if (end - start < DIGITS) {
            return NONE;
        }
        int number = 0;
        for (int i = start; i < start + DIGITS; i++) {
            int digit = digit(in.getByte(i));
            if (digit < 0) {
                return NONE;
            }
            number = number << 6 | digit;
        }
        return number;
    }

    private static int digit(byte letter) {
        for (int digit = 0; digit < ALPHABET.length; digit++) {
            if (ALPHABET[digit] == letter) {
                return digit;
            }
        }
        return -1;
    }

    /** Where the value ends that was read last, without its dates. */
    public int valueEnd() {
        return valueEnd;
    }

    /** Whether the client should get the cookie anew though it counts: its dates are not those that it should have now. */
    public boolean areStale(CookieSettings settings, long seconds) {
        boolean idle = !settings.maxIdle().isZero();
        boolean life = !settings.maxLife().isZero();
        if (!idle && !life) {
            return dated;
        }
        return last == NONE || units(seconds) > last || life != (first != NONE);
    }

    /** There are none: the next ones are of a cookie that is new. */
    public void clear() {
        last = NONE;
        first = NONE;
        dated = false;
    }

    /** Appends those of now; that of the first time is what was read, if anything was. */
    public void write(CookieSettings settings, ByteBuf out, long seconds) {
        boolean life = !settings.maxLife().isZero();
        if (!life && settings.maxIdle().isZero()) {
            return;
        }
        write(units(seconds), out);
        if (life) {
            write(first == NONE ? units(seconds) : first, out);
        }
    }

    private static void write(int number, ByteBuf out) {
        out.writeByte('|');
        for (int shift = 6 * (DIGITS - 1); shift >= 0; shift -= 6) {
            out.writeByte(ALPHABET[number >>> shift & 0x3F]);
        }
    }

    private static int units(long seconds) {
        return (int) ((seconds + UNIT_SECONDS - 1) / UNIT_SECONDS) & 0x3FFF_FFFF;
    }
}
