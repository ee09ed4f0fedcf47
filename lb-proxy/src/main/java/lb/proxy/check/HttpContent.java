package lb.proxy.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Header and body of a response, as far as they have come (RFC 9112 sections 5 to 7). They are looked at for a check only,
 * so a body may end early: with the connection, or where 16 KiB are full.
 */
final class HttpContent {
    private final Received answer;
    private final int start;
    private @Nullable List<Field> fields;
    private int bodyStart;
    private boolean incomplete;

    private record Field(String name, String value) {}

    /** @param start after the status line */
    HttpContent(Received answer, int start) {
        this.answer = answer;
        this.start = start;
    }

    /** Whether what was asked for has not all come, nor ended. */
    boolean incomplete() {
        return incomplete;
    }

    /** What was found in the part that has come is certain: the rest would change nothing. */
    void enough(boolean certain) {
        if (certain) {
            incomplete = false;
        }
    }

    /** Whether one of the fields of this name, in any case, has such a value. */
    boolean hasField(String name, Predicate<String> value) {
        for (Field field : fields()) {
            if (field.name().equalsIgnoreCase(name) && value.test(field.value())) {
                return true;
            }
        }
        return false;
    }

    /** As much of the body as has come, without the sizes of its chunks. */
    String body() {
        List<Field> all = fields();
        if (incomplete) {
            return "";
        }
        String rest = answer.text(bodyStart, answer.length());
        if (hasField(
                "Transfer-Encoding", value -> value.toLowerCase(Locale.ROOT).endsWith("chunked"))) {
            return unchunked(rest);
        }
        for (Field field : all) {
            if (field.name().equalsIgnoreCase("Content-Length") && field.value().matches("[0-9]{1,9}")) {
                int length = Integer.parseInt(field.value());
                incomplete = rest.length() < length && !answer.ended();
                return rest.substring(0, Math.min(length, rest.length()));
            }
        }
        incomplete = !answer.ended();
        return rest;
    }

    private String unchunked(String rest) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int end = rest.indexOf('\n', at);
            if (end < 0) {
                incomplete = !answer.ended();
                return body.toString();
            }
            String size = rest.substring(at, end).split("[;\\s]", 2)[0];
            if (!size.matches("[0-9A-Fa-f]{1,6}")) {
                return body.toString();
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                return body.toString();
            }
            int from = end + 1;
            int to = Math.min(rest.length(), from + length);
            body.append(rest, from, to);
            int next = rest.indexOf('\n', to);
            if (next < 0) {
                incomplete = !answer.ended();
                return body.toString();
            }
            at = next + 1;
        }
    }

    private List<Field> fields() {
        if (fields == null) {
            fields = read();
        }
        return fields;
    }

    private List<Field> read() {
        List<Field> read = new ArrayList<>();
        int at = start;
        while (true) {
            int end = answer.indexOf('\n', at);
            if (end < 0) {
                // A header that never ends is one that ends here.
                bodyStart = answer.length();
                incomplete = !answer.ended();
                return read;
            }
            String line = answer.text(at, end).strip();
            at = end + 1;
            if (line.isEmpty()) {
                bodyStart = at;
                return read;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                read.add(new Field(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
    }
}
