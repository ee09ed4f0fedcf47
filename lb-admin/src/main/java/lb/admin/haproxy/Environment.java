package lb.admin.haproxy;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Environment variables as lines of the file see them: those of the process, changed by {@code setenv} and its kind in lines
 * before. One thread.
 */
final class Environment {
    private final Map<String, String> variables;

    Environment(Map<String, String> process) {
        variables = new HashMap<>(process);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** {@code setenv}. */
    void set(String name, String value) {
        variables.put(name, value);
    }

    /** {@code presetenv}: where it is not set. */
    void preset(String name, String value) {
        variables.putIfAbsent(name, value);
    }

    /** {@code unsetenv}. */
    void unset(Collection<String> names) {
        variables.keySet().removeAll(names);
    }

    /** {@code resetenv}: all but some are forgotten. */
    void keepOnly(Collection<String> names) {
        variables.keySet().retainAll(names);
    }
}
