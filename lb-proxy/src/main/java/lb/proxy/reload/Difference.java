package lb.proxy.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What differs among things of one kind, each list in the order of its file.
 *
 * @param added those that there were not
 * @param removed those that are no more
 * @param changed those that are otherwise than before
 */
public record Difference(List<String> added, List<String> removed, List<String> changed) {
    public Difference {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /**
     * That of two states.
     *
     * @param before name to what it was
     * @param after name to what it is
     */
    static <T> Difference of(Map<String, T> before, Map<String, T> after) {
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        after.forEach((name, is) -> {
            T was = before.get(name);
            if (was == null) {
                added.add(name);
            } else if (!was.equals(is)) {
                changed.add(name);
            }
        });
        List<String> removed = before.keySet().stream()
                .filter(name -> !after.containsKey(name))
                .toList();
        return new Difference(added, removed, changed);
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }
}
