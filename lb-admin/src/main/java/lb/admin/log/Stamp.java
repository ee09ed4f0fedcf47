package lb.admin.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Writes times of a log line; the text of a second is made once, as many lines share it. One thread. */
final class Stamp {
    /** A date as in HAProxy's lines: {@code 21/Nov/2026:01:29:20}. */
    static final DateTimeFormatter ACCESS = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss", Locale.US);

    /** A date as in RFC 3164 section 4.1.2, the day padded with a blank: {@code Nov  1 01:29:20}. */
    static final DateTimeFormatter SYSLOG = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.US);

    /** A date with its distance from GMT: {@code 21/Nov/2026:01:29:20 +0100}. */
    static final DateTimeFormatter WITH_ZONE = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.US);

    /** A date as in RFC 3339, without its zone: {@code 2026-11-21T01:29:20}. */
    static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.US);

    /** The distance from GMT as in RFC 3339: {@code +01:00}. */
    static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("xxx", Locale.US);

    /** Slow exchanges began in other seconds than the quick ones that end beside them: a minute of them is kept. */
    private static final int KEPT = 64;

    private final DateTimeFormatter format;
    private final ZoneId zone;
    private final long[] seconds = new long[KEPT];
    private final byte[][] texts = new byte[KEPT][];

    Stamp(DateTimeFormatter format, ZoneId zone) {
        this.format = format;
        this.zone = zone;
        Arrays.fill(seconds, Long.MIN_VALUE);
    }

    /**
     * The text of a moment, without its fraction of a second; the array is not to be changed.
     *
     * @param epochMillis ms since 1970
     */
    byte[] at(long epochMillis) {
        long wanted = Math.floorDiv(epochMillis, 1000L);
        int place = (int) wanted & (KEPT - 1);
        byte[] text = texts[place];
        if (seconds[place] != wanted) {
            text = format.format(Instant.ofEpochSecond(wanted).atZone(zone)).getBytes(StandardCharsets.US_ASCII);
            texts[place] = text;
            seconds[place] = wanted;
        }
        return text;
    }

    /** Adds the text of a moment, and its milliseconds behind a point. */
    void addWithMillis(long epochMillis, LineBuffer line) {
        line.add(at(epochMillis)).add('.').addMillis(Math.floorMod(epochMillis, 1000));
    }
}
