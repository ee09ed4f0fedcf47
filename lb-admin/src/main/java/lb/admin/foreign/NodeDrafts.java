package lb.admin.foreign;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.admin.foreign.Draft.Member;
import lb.admin.problem.Place;

/**
 * The configurations of several nodes as one for all of them: what all say stands once, a priority is told for each, and what
 * else one of them says stands in its {@code override}.
 */
public final class NodeDrafts {
    private static final String NODES = "nodes";

    private final List<String> names;
    private final Draft whole;

    private NodeDrafts(List<String> names, Draft whole) {
        this.names = names;
        this.whole = whole;
    }

    /**
     * Puts them together.
     *
     * @param parts by the name of the node; each has that one alone among its {@code nodes}
     * @param whole gets what comes of them
     */
    public static void merge(Map<String, Draft> parts, Draft whole) {
        NodeDrafts merged = new NodeDrafts(List.copyOf(parts.keySet()), whole);
        parts.forEach(merged::putNode);
        merged.merge(List.copyOf(parts.values()), whole, List.of());
    }

    private void putNode(String name, Draft part) {
        Member nodes = part.members().get(NODES);
        Place place = nodes == null ? new Place("", 0) : nodes.place();
        Draft node = whole.object(NODES, place).object(name, place);
        if (nodes != null && nodes.value() instanceof Draft all && all.get(name).orElse(null) instanceof Draft own) {
            own.keys().forEach(key -> node.move(key, own));
        }
    }

    /** @param all what each node has at this path */
    private void merge(List<Draft> all, Draft into, List<String> path) {
        Set<String> keys = new LinkedHashSet<>();
        all.forEach(one -> keys.addAll(one.keys()));
        for (String key : keys) {
            if (path.isEmpty() && key.equals(NODES)) {
                continue;
            }
            boolean everywhere = all.stream().allMatch(one -> one.has(key));
            if (everywhere && all.stream().allMatch(one -> one.sameAt(key, all.getFirst()))) {
                into.move(key, all.getFirst());
            } else if (everywhere && path.size() == 2 && key.equals("priority")) {
                putPriorities(all, into);
            } else if (everywhere && all.stream().allMatch(one -> one.get(key).orElseThrow() instanceof Draft)) {
                mergeBelow(key, all, into, path);
            } else {
                override(key, all, path);
            }
        }
    }

    private void mergeBelow(String key, List<Draft> all, Draft into, List<String> path) {
        Member first = member(all.getFirst(), key);
        first.comments().forEach(into::comment);
        Draft below = into.object(key, first.place());
        List<Draft> inner = new ArrayList<>();
        for (Draft one : all) {
            inner.add((Draft) member(one, key).value());
        }
        merge(inner, below, Draft.below(path, key));
        if (below.isEmpty()) {
            into.remove(key);
        }
    }

    private static Member member(Draft draft, String key) {
        Member member = draft.members().get(key);
        if (member == null) {
            throw new IllegalStateException("there is no " + key);
        }
        return member;
    }

    private void putPriorities(List<Draft> all, Draft into) {
        Draft priorities =
                into.object("priority", member(all.getFirst(), "priority").place());
        for (int i = 0; i < names.size(); i++) {
            Member own = member(all.get(i), "priority");
            own.comments().forEach(priorities::comment);
            priorities.set(names.get(i), own.value(), own.place());
        }
    }

    private void override(String key, List<Draft> all, List<String> path) {
        for (int i = 0; i < names.size(); i++) {
            if (all.get(i).has(key)) {
                Place place = member(all.get(i), key).place();
                Draft at =
                        whole.object(NODES, place).object(names.get(i), place).object("override", place);
                for (String step : path) {
                    at = at.object(step, place);
                }
                at.move(key, all.get(i));
            }
        }
    }
}
