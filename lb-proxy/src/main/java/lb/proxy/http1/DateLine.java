package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date field of our own responses (RFC 9110 sections 5.6.7 and 6.6.1), made once a second. On one event loop. */
final class DateLine {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "'Date: 'EEE, dd MMM yyyy HH:mm:ss 'GMT\r\n'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private long second = Long.MIN_VALUE;
    private byte[] line = {};

    /**
     * The whole line for a moment; not to be written to.
     *
     * @param epochMillis ms since 1970
     */
    byte[] at(long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1000);
        if (now != second) {
            second = now;
            line = FORMAT.format(Instant.ofEpochSecond(now)).getBytes(US_ASCII);
        }
        return line;
    }
}
