package lb.admin.haproxy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lb.admin.problem.Place;

/**
 * What a {@code default-server} or {@code server} line says, by HAProxy's words, each with its line; a later one takes the
 * place of an earlier one. Words that take something back are not kept. One thread.
 */
final class ServerOptions {
    /**
     * An option.
     *
     * @param value true, a string or a whole number, as our configuration writes it
     */
    record Value(Object value, Place place) {}

    private final Map<String, Value> values = new LinkedHashMap<>();

    ServerOptions copy() {
        ServerOptions copy = new ServerOptions();
        copy.values.putAll(values);
        return copy;
    }

    void put(String name, Object value, Place place) {
        values.put(name, new Value(value, place));
    }

    void remove(String name) {
        values.remove(name);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<Value> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Its value as a string; empty where it is not there. */
    String text(String name) {
        return get(name).map(one -> one.value().toString()).orElse("");
    }
}
