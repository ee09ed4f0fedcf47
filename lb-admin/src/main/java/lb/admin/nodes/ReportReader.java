package lb.admin.nodes;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import lb.admin.nodes.NodeReport.VirtualIp;
import lb.admin.stats.StatsCsvReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a report ({@link ReportCodec} draws it) member by member, so that nothing of what is not known is
 * kept: a tree of small objects takes fifty times the memory of its text.
 */
final class ReportReader {
    /** Of virtual IPs, and of addresses of each. */
    private static final int MOST_ELEMENTS = 1_000;

    /** The last of the years that people write. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private static final int LONGEST_SHOWN = 100;

    private final JsonReader in;

    ReportReader(Reader json) {
        this.in = new JsonReader(json);
    }

    /** Takes one member, whose name has been read. */
    @FunctionalInterface
    private interface Member {
        void read(String name) throws IOException, ReportException;
    }

    /** What has been read of it so far. */
    private static final class Found {
        private String version = "";
        private long up;
        private boolean stopping;
        private @Nullable Instant now;
        private String csv = "";
        private List<VirtualIp> virtualIps = List.of();
    }

    /**
     * All of it.
     *
     * @throws IOException with a sentence, where it is not well-formed
     * @throws IllegalArgumentException with a sentence, for the figures
     */
    NodeReport read() throws IOException, ReportException {
        Found found = new Found();
        object("the whole", name -> {
            switch (name) {
                case "version" -> found.version = text(name);
                case "up_seconds" -> found.up = number(name);
                case "stopping" -> found.stopping = flag(name);
                case "now" -> found.now = time(name);
                case "csv" -> found.csv = text(name);
                case "vrrp" -> found.virtualIps = vrrp(name);
                default -> in.skipValue();
            }
        });
        return new NodeReport(
                found.version,
                Duration.ofSeconds(found.up),
                found.stopping,
                needed("now", found.now),
                StatsCsvReader.rows(found.csv),
                found.virtualIps);
    }

    private List<VirtualIp> vrrp(String vrrp) throws IOException, ReportException {
        List<VirtualIp> found = new ArrayList<>();
        object(quoted(vrrp), name -> {
            if (name.equals("virtual_ips")) {
                found.clear();
                list(name, "virtual IPs", () -> found.add(virtualIp(name)));
            } else {
                in.skipValue();
            }
        });
        return found;
    }

    /** What has been read of a virtual IP so far. */
    private static final class FoundIp {
        private String name = "";
        private String addresses = "";
        private String state = "";
        private @Nullable Instant since;
        private String why = "";
        private int priority;
        private boolean usable = true;
        private String reason = "";
    }

    private VirtualIp virtualIp(String list) throws IOException, ReportException {
        FoundIp it = new FoundIp();
        object(quoted(list), name -> {
            switch (name) {
                case "name" -> it.name = text(name);
                case "addresses" -> {
                    StringJoiner all = new StringJoiner(", ");
                    list(name, "addresses", () -> all.add(text(name)));
                    it.addresses = all.toString();
                }
                case "state" -> it.state = text(name);
                case "since" -> it.since = time(name);
                case "why" -> it.why = text(name);
                case "effective_priority" -> it.priority = Math.clamp(number(name), 0, 255);
                case "usable" -> it.usable = flag(name);
                case "unusable_reason" -> it.reason = text(name);
                default -> in.skipValue();
            }
        });
        String unusable = it.usable ? "" : it.reason.isEmpty() ? "it cannot serve" : it.reason;
        return new VirtualIp(it.name, it.addresses, it.state, needed("since", it.since), it.why, it.priority, unusable);
    }

    private void object(String what, Member member) throws IOException, ReportException {
        expect(what, "an object", JsonToken.BEGIN_OBJECT);
        in.beginObject();
        while (in.hasNext()) {
            member.read(in.nextName());
        }
        in.endObject();
    }

    /** Takes one element. */
    @FunctionalInterface
    private interface Element {
        void read() throws IOException, ReportException;
    }

    private void list(String name, String ofWhat, Element element) throws IOException, ReportException {
        expect(quoted(name), "a list", JsonToken.BEGIN_ARRAY);
        in.beginArray();
        int count = 0;
        while (in.hasNext()) {
            count++;
            if (count > MOST_ELEMENTS) {
                throw new ReportException("it tells of more than " + MOST_ELEMENTS + " " + ofWhat);
            }
            element.read();
        }
        in.endArray();
    }

    private String text(String name) throws IOException, ReportException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return "";
        }
        expect(quoted(name), "a text", JsonToken.STRING, JsonToken.NUMBER);
        return in.nextString();
    }

    private boolean flag(String name) throws IOException, ReportException {
        expect(quoted(name), "true or false", JsonToken.BOOLEAN);
        return in.nextBoolean();
    }

    /** 0 for what is none. */
    private long number(String name) throws IOException, ReportException {
        String text = text(name);
        return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
    }

    private Instant time(String name) throws IOException, ReportException {
        String text = text(name);
        try {
            Instant time = Instant.parse(text);
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw noTime(name, "\"" + shortened(text) + "\"");
    }

    private static Instant needed(String name, @Nullable Instant time) throws ReportException {
        if (time == null) {
            throw noTime(name, "missing");
        }
        return time;
    }

    private static ReportException noTime(String name, String found) {
        return new ReportException(quoted(name) + " is " + found + " (expected: a time such as 2026-11-22T09:00:00Z)");
    }

    private void expect(String what, String expected, JsonToken... tokens) throws IOException, ReportException {
        JsonToken found = in.peek();
        if (!List.of(tokens).contains(found)) {
            throw new ReportException(what + " is " + inWords(found) + " (expected: " + expected + ")");
        }
    }

    private static String inWords(JsonToken token) {
        return switch (token) {
            case BEGIN_ARRAY -> "a list";
            case BEGIN_OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> "missing";
        };
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    /** What a node sent, as far as a sentence can hold it. */
    static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
