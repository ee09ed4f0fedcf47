package lb.admin.haproxy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.ServerOptions.Value;
import lb.admin.problem.Place;

/** What {@code option httpchk} and {@code http-check} say: one request, and what its response has to be. One thread. */
final class HttpCheckRules {
    private final Map<String, Value> request = new LinkedHashMap<>();
    private final Map<String, Value> headers = new LinkedHashMap<>();
    private final Map<String, Value> expected = new LinkedHashMap<>();
    private final Map<String, Value> connection = new LinkedHashMap<>();
    private final Set<String> kinds = new LinkedHashSet<>();
    private boolean own;

    /** The first rule of a section's own takes the place of those that it inherits. */
    void begin(boolean isOwn) {
        if (isOwn && !own) {
            own = true;
            headers.clear();
            expected.clear();
            connection.clear();
            kinds.clear();
        }
    }

    /** What is asked for: {@code method}, {@code path}, {@code version}, {@code host} or {@code body}. */
    void request(String key, String value, Place at) {
        request.put(key, new Value(value, at));
    }

    void header(String name, String value, Place at) {
        if (name.equalsIgnoreCase("host")) {
            request("host", value, at);
        } else if (!name.equalsIgnoreCase("connection") && !name.equalsIgnoreCase("content-length")) {
            headers.put(name, new Value(value, at));
        }
    }

    /** Notes what is expected; whether there was none of this kind yet. */
    boolean expect(String key, Value value) {
        return expected.putIfAbsent(key, value) == null;
    }

    /** Whether something is expected already, and not in the same sense. */
    boolean contradicts(boolean not) {
        return !expected.isEmpty() && expected.containsKey("not") != not;
    }

    /** Whether a rule is the second of its kind, of which one is allowed. */
    boolean isSecond(String kind) {
        return !kinds.add(kind);
    }

    /** Of the connection: {@code port}, {@code send-proxy} or {@code disable-on-404}. */
    void connection(String key, Object value, Place at) {
        connection.put(key, new Value(value, at));
    }

    void write(Draft check, Place at) {
        check.set("method", text("method", "OPTIONS"), at);
        check.set("version", text("version", "1.0"), at);
        request.forEach((key, value) -> check.set(key, value.value(), value.place()));
        headers.forEach(
                (name, value) -> check.object("headers", value.place()).set(name, value.value(), value.place()));
        connection.forEach((key, value) -> check.set(key, value.value(), value.place()));
        expected.forEach((key, value) -> check.object("expect", value.place()).set(key, value.value(), value.place()));
    }

    private String text(String key, String standard) {
        Value value = request.get(key);
        return value == null ? standard : value.value().toString();
    }
}
