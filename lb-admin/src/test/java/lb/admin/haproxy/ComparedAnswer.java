package lb.admin.haproxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What came back for something that was sent.
 *
 * @param status 0 for a connection that was closed, or a line that is no response
 * @param fields of its head: names in small letters, values in their order behind each other; without what tells of a time
 */
record ComparedAnswer(int status, TreeMap<String, String> fields, String body) {
    /** Pages that a proxy makes itself have words of their own, and what follows from that; these are written down elsewhere. */
    private static final Set<String> OF_PAGES = Set.of("content-length", "content-type", "cache-control");

    /** Which of the servers it comes from; empty for none. */
    String server() {
        return body.lines()
                .findFirst()
                .map(line -> line.replaceAll(":.*", ""))
                .filter(word -> Stream.of("one", "two", "three").anyMatch(word::equals))
                .orElse("");
    }

    /** As a script says it. */
    String shown() {
        return status == 0 ? (body.isEmpty() ? "-" : body) : (status + " " + server()).strip();
    }

    static ComparedAnswer line(InputStream in) throws IOException {
        String line = read(in);
        return new ComparedAnswer(0, new TreeMap<>(), line.strip());
    }

    /** A response with what came before it (1xx). */
    static ComparedAnswer response(InputStream in, boolean head) throws IOException {
        TreeMap<String, String> fields = new TreeMap<>();
        String first = read(in);
        if (first.isEmpty()) {
            return new ComparedAnswer(0, fields, "");
        }
        int status = Integer.parseInt(first.split(" ")[1]);
        for (String line = read(in).stripTrailing(); !line.isEmpty(); line = read(in).stripTrailing()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            fields.merge(name, line.substring(colon + 1).strip(), (one, two) -> one + " & " + two);
        }
        if (status < 200 && status != 101) {
            return response(in, head);
        }
        String body = head || status == 204 || status == 304 || status == 101 ? "" : body(in, fields);
        fields.remove("date");
        fields.computeIfPresent("set-cookie", (_, value) -> value.replaceAll("(?i)expires=[^;]*", "expires=T"));
        return new ComparedAnswer(status, fields, body);
    }

    private static String body(InputStream in, TreeMap<String, String> fields) throws IOException {
        String length = fields.get("content-length");
        if (fields.containsKey("transfer-encoding")) {
            StringBuilder body = new StringBuilder();
            for (int size = -1; size != 0; ) {
                String line = read(in).strip();
                size = line.isEmpty() ? 0 : Integer.parseInt(line.replaceAll(";.*", ""), 16);
                body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
                read(in);
            }
            return body.toString();
        }
        byte[] bytes = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static InputStream buffered(InputStream in) {
        return new BufferedInputStream(in);
    }

    /** A line with its end; empty when nothing comes any more. */
    private static String read(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.isEmpty() || line.charAt(line.length() - 1) != '\n') {
            int next = in.read();
            if (next < 0) {
                break;
            }
            line.append((char) next);
        }
        return line.toString();
    }

    /** Whether both made it themselves. */
    private boolean isPage(ComparedAnswer ours) {
        return status >= 400 && server().isEmpty() && ours.server().isEmpty();
    }

    /** What differs, in words. */
    List<String> differencesFrom(ComparedAnswer ours, Map<String, String> allowed) {
        ArrayList<String> found = new ArrayList<>();
        if (status != ours.status && !allowed.containsKey("status")) {
            found.add("status: HAProxy %d, lb %d".formatted(status, ours.status));
        }
        TreeSet<String> names = new TreeSet<>(fields.keySet());
        names.addAll(ours.fields.keySet());
        for (String name : names) {
            String their = fields.getOrDefault(name, "(none)");
            String our = ours.fields.getOrDefault(name, "(none)");
            boolean ofPage = isPage(ours) && OF_PAGES.contains(name);
            if (!their.equals(our) && !ofPage && !allowed.containsKey(name)) {
                found.add("%s: HAProxy %s, lb %s".formatted(name, their, our));
            }
        }
        if (!body.equals(ours.body) && !isPage(ours) && !allowed.containsKey("body")) {
            found.add("body: HAProxy\n%s\nlb\n%s".formatted(body.indent(4), ours.body.indent(4)));
        }
        return found;
    }
}
