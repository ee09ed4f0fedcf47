package lb.admin.runtime;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import lb.admin.page.NodeFacts;
import lb.proxy.ProcessFigures;
import lb.proxy.limit.Descriptors;
import lb.proxy.stats.ValueType;
import org.jspecify.annotations.Nullable;

/** What the process is, as HAProxy's {@code show info} tells it: as lines, typed, and as JSON. What is not known is left out. */
final class Info {
    /** The only process there is. */
    private static final int PROCESS = 1;

    private static final @Nullable String RELEASE_DATE = releaseDate();

    private final Map<InfoField, Object> values = new EnumMap<>(InfoField.class);

    private Info() {}

    /** @param figures null until the proxy has started */
    static Info of(NodeFacts node, @Nullable ProcessFigures figures, long droppedLogs, Instant now) {
        Info info = new Info();
        long uptime = Math.max(0, Duration.between(node.startedAt(), now).toSeconds());
        info.put(InfoField.NAME, "lb");
        info.put(InfoField.VERSION, node.version());
        if (RELEASE_DATE != null) {
            info.put(InfoField.RELEASE_DATE, RELEASE_DATE);
        }
        info.put(InfoField.NBPROC, PROCESS);
        info.put(InfoField.PROCESS_NUM, PROCESS);
        info.put(InfoField.PID, node.pid());
        info.put(
                InfoField.UPTIME,
                "%dd %dh%02dm%02ds".formatted(uptime / 86_400, uptime / 3600 % 24, uptime / 60 % 60, uptime % 60));
        info.put(InfoField.UPTIME_SEC, uptime);
        if (Descriptors.limit() != Descriptors.UNLIMITED) {
            info.put(InfoField.ULIMIT_N, Descriptors.limit());
        }
        if (figures != null) {
            info.put(figures);
        }
        info.put(InfoField.NODE, node.name());
        info.put(InfoField.DROPPED_LOGS, droppedLogs);
        info.put(InfoField.START_TIME_SEC, node.startedAt().getEpochSecond());
        return info;
    }

    private void put(ProcessFigures figures) {
        put(InfoField.NBTHREAD, figures.threads());
        put(InfoField.MAXCONN, figures.maxConnections());
        put(InfoField.HARD_MAXCONN, figures.hardMaxConnections());
        put(InfoField.CURR_CONNS, figures.connections());
        put(InfoField.CUM_CONNS, figures.totalConnections());
        put(InfoField.CUM_REQ, figures.totalRequests());
        put(InfoField.CURR_SSL_CONNS, figures.tlsConnections());
        put(InfoField.CUM_SSL_CONNS, figures.totalTlsConnections());
        put(InfoField.MAXPIPES, figures.maxPipes());
        put(InfoField.PIPES_USED, figures.pipes());
        put(InfoField.CONN_RATE, figures.connectionRate());
        put(InfoField.MAX_CONN_RATE, figures.greatestConnectionRate());
        put(InfoField.SESS_RATE, figures.connectionRate());
        put(InfoField.SESS_RATE_LIMIT, figures.connectionRateLimit());
        put(InfoField.MAX_SESS_RATE, figures.greatestConnectionRate());
        put(
                InfoField.TASKS,
                figures.connections() + figures.serverSessions() + figures.listeners() + figures.queuedTasks());
        put(InfoField.RUN_QUEUE, figures.queuedTasks());
        put(InfoField.IDLE_PCT, figures.idlePercent());
        put(InfoField.LISTENERS, figures.listeners());
        put(InfoField.STOPPING, 0);
        put(InfoField.FAILED_RESOLUTIONS, figures.failedResolutions());
        put(InfoField.TOTAL_BYTES_OUT, figures.bytesOut());
        put(InfoField.BYTES_OUT_RATE, figures.bytesOutRate());
    }

    private void put(InfoField field, Object value) {
        values.put(field, value);
    }

    /** HAProxy's way of writing a day; null in classes that no build has put together. */
    private static @Nullable String releaseDate() {
        Properties release = new Properties();
        try (InputStream in = Info.class.getResourceAsStream("release.properties")) {
            if (in != null) {
                release.load(in);
            }
        } catch (IOException e) {
            return null;
        }
        String date = release.getProperty("date", "");
        return date.matches("\\d{4}-\\d\\d-\\d\\dT.*") ? date.substring(0, 10).replace('-', '/') : null;
    }

    /** {@code Name: value}, a line for each. */
    String lines() {
        StringBuilder out = new StringBuilder();
        values.forEach((field, value) ->
                out.append(field.label()).append(": ").append(value).append('\n'));
        return out.toString();
    }

    /** {@code position.name.process:tags:type:value}, a line for each. */
    String typed() {
        StringBuilder out = new StringBuilder();
        values.forEach((field, value) -> out.append(field.position())
                .append('.')
                .append(field.label())
                .append('.')
                .append(PROCESS)
                .append(':')
                .append(field.meaning().letters())
                .append(':')
                .append(type(field))
                .append(':')
                .append(value)
                .append('\n'));
        return out.toString();
    }

    private static String type(InfoField field) {
        return field.type().name().toLowerCase(Locale.ROOT);
    }

    /** An array with an object for each. */
    String json() {
        JsonArray all = new JsonArray();
        values.forEach((field, value) -> {
            JsonObject name = new JsonObject();
            name.addProperty("pos", field.position());
            name.addProperty("name", field.label());
            JsonObject tags = new JsonObject();
            tags.addProperty("origin", field.meaning().origin().word());
            tags.addProperty("nature", field.meaning().nature().word());
            tags.addProperty("scope", field.meaning().scope().word());
            JsonObject typed = new JsonObject();
            typed.addProperty("type", type(field));
            if (field.type() == ValueType.STR) {
                typed.addProperty("value", value.toString());
            } else {
                typed.addProperty("value", (Number) value);
            }
            JsonObject one = new JsonObject();
            one.add("field", name);
            one.addProperty("processNum", PROCESS);
            one.add("tags", tags);
            one.add("value", typed);
            all.add(one);
        });
        return all + "\n";
    }
}
