package lb.admin.nodes;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import lb.admin.stats.StatsCsv;
import lb.admin.stats.StatsCsvReader;
import lb.proxy.stats.StatsRow;

/**
 * What nodes tell each other of themselves, as bytes: a JSON object, deflated.
 *
 * <pre>
 *  { "version": "0.2.0", "up_seconds": 5025, "stopping": false, "now": "2026-11-22T09:00:00Z",
 *    "vrrp": { … }    as "show vrrp json" has it
 *    "csv": "# pxname,svname,…"    as /stats;csv has it }
 * </pre>
 *
 * <p>Versions may differ: what is not known is passed over, what is missing is empty. Only {@code now} is needed, and {@code since}
 * of each virtual IP.
 */
final class ReportCodec {
    /** Of JSON. As much as 50,000 servers need. */
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private ReportCodec() {}

    /**
     * Writes it.
     *
     * @param vrrp what {@code show vrrp json} says
     */
    static byte[] write(
            String version, Duration up, boolean stopping, Instant now, JsonObject vrrp, List<StatsRow> rows) {
        JsonObject all = new JsonObject();
        all.addProperty("version", version);
        all.addProperty("up_seconds", up.toSeconds());
        all.addProperty("stopping", stopping);
        all.addProperty("now", now.toString());
        all.add("vrrp", vrrp);
        all.addProperty("csv", StatsCsv.of(rows));
        var bytes = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(all.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /**
     * Reads it. Whoever sent the bytes, this takes memory for {@link #MOST_BYTES} of text and the rows of
     * {@link StatsCsvReader}, and time for reading them once.
     */
    static NodeReport read(ByteBuffer bytes) throws ReportException {
        byte[] json = inflated(bytes);
        try {
            return new ReportReader(new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8))
                    .read();
        } catch (IOException e) {
            // Gson adds a line with an address of its own.
            String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new ReportException("it is not well-formed JSON: " + ReportReader.shortened(first));
        } catch (IllegalArgumentException e) {
            throw new ReportException(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] inflated(ByteBuffer bytes) throws ReportException {
        byte[] packed = new byte[bytes.remaining()];
        bytes.get(bytes.position(), packed);
        try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            byte[] json = in.readNBytes(MOST_BYTES + 1);
            if (json.length > MOST_BYTES) {
                throw new ReportException("it is longer than " + MOST_BYTES + " bytes");
            }
            return json;
        } catch (IOException e) {
            throw new ReportException("it is not compressed as expected: " + e.getMessage());
        }
    }
}
