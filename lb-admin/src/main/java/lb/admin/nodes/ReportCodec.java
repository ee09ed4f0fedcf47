package lb.admin.nodes;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import lb.admin.nodes.NodeReport.VirtualIp;
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
 * <p>Versions may differ: what is not known is passed over, what is missing is empty.
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

    /** Reads it. Whoever sent the bytes, this takes bounded time and memory. */
    static NodeReport read(ByteBuffer bytes) throws ReportException {
        try {
            JsonObject all = JsonParser.parseString(inflated(bytes)).getAsJsonObject();
            return new NodeReport(
                    text(all, "version"),
                    Duration.ofSeconds(Math.max(0, number(all, "up_seconds"))),
                    all.has("stopping") && all.get("stopping").getAsBoolean(),
                    time(all, "now"),
                    StatsCsvReader.rows(text(all, "csv")),
                    virtualIps(all));
        } catch (IllegalArgumentException
                | IllegalStateException
                | ClassCastException
                | UnsupportedOperationException
                | JsonParseException
                | DateTimeException e) {
            throw new ReportException(String.valueOf(e.getMessage()));
        }
    }

    private static String inflated(ByteBuffer bytes) throws ReportException {
        byte[] packed = new byte[bytes.remaining()];
        bytes.get(bytes.position(), packed);
        try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            byte[] json = in.readNBytes(MOST_BYTES + 1);
            if (json.length > MOST_BYTES) {
                throw new ReportException("it is longer than " + MOST_BYTES + " bytes");
            }
            return new String(json, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ReportException("it is not compressed as expected: " + e.getMessage());
        }
    }

    private static List<VirtualIp> virtualIps(JsonObject all) {
        List<VirtualIp> found = new ArrayList<>();
        JsonObject vrrp = all.has("vrrp") ? all.getAsJsonObject("vrrp") : new JsonObject();
        for (JsonElement element : array(vrrp, "virtual_ips")) {
            JsonObject it = element.getAsJsonObject();
            boolean usable = !it.has("usable") || it.get("usable").getAsBoolean();
            String reason = text(it, "unusable_reason");
            found.add(new VirtualIp(
                    text(it, "name"),
                    StreamSupport.stream(array(it, "addresses").spliterator(), false)
                            .map(JsonElement::getAsString)
                            .collect(Collectors.joining(", ")),
                    text(it, "state"),
                    time(it, "since"),
                    text(it, "why"),
                    Math.clamp(number(it, "effective_priority"), 0, 255),
                    usable ? "" : reason.isEmpty() ? "it cannot serve" : reason));
        }
        return found;
    }

    private static JsonArray array(JsonObject of, String key) {
        return of.has(key) ? of.getAsJsonArray(key) : new JsonArray();
    }

    private static String text(JsonObject of, String key) {
        return of.has(key) && !of.get(key).isJsonNull() ? of.get(key).getAsString() : "";
    }

    private static long number(JsonObject of, String key) {
        String text = text(of, key);
        return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
    }

    /** Within the years that people write. */
    private static Instant time(JsonObject of, String key) {
        Instant time = Instant.parse(text(of, key));
        if (time.isBefore(Instant.EPOCH) || time.getEpochSecond() > 253_402_300_799L) {
            throw new IllegalArgumentException("a time of " + time);
        }
        return time;
    }
}
