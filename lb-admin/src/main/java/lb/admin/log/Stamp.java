package lb.admin.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes times of a log line; the text of a second is made once, as most lines share it. One thread. */
final class Stamp {
    /** A date as in HAProxy's lines: {@code 21/Nov/2026:01:29:20}. */
    static final DateTimeFormatter ACCESS = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss", Locale.US);

    /** A date as in RFC 3164 section 4.1.2, the day padded with a blank: {@code Nov  1 01:29:20}. */
    static final DateTimeFormatter SYSLOG = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.US);

    private final DateTimeFormatter format;
    private final ZoneId zone;
    private long second = Long.MIN_VALUE;
    private byte[] text = {};

    Stamp(DateTimeFormatter format, ZoneId zone) {
        this.format = format;
        this.zone = zone;
    }

    /**
     * The text of a moment, without its fraction of a second; the array is not to be changed.
     *
     * @param epochMillis ms since 1970
     */
    byte[] at(long epochMillis) {
        long wanted = Math.floorDiv(epochMillis, 1000L);
        if (wanted != second) {
            text = format.format(Instant.ofEpochSecond(wanted).atZone(zone)).getBytes(StandardCharsets.US_ASCII);
            second = wanted;
        }
        return text;
    }
}
