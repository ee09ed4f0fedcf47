package lb.admin.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import lb.admin.config.Unresolved.Definition;
import lb.admin.config.Unresolved.Node;
import org.jspecify.annotations.Nullable;

/**
 * How large a configuration becomes when its substitutions are put in, known before they are: a few lines that double each
 * other would take all memory, and time that nobody can stop the library from taking. What is counted is an upper bound of
 * both: every value that a key is ever given, each with all that its substitutions bring, as often as they do, since the
 * library looks again for what it did not find. One thread.
 */
final class Growth {
    /** As much as all files may have together: what is brought counts as if it were written out. */
    static final long MOST_CHARACTERS = 4 << 20;

    /** What a substitution costs the library beside the text that it brings, in characters. */
    private static final long OF_A_SUBSTITUTION = 128;

    /** How often the library looks for the earlier value where nothing is added to it, level by level. */
    private static final int OF_NOTHING_NEW = 10;

    /** Values that build on earlier ones of their key, objects counted twice; the library puts in all others again for each. */
    private static final int MOST_BUILT_ON = 200;

    /** The same where each only adds text to its key, as lists do that grow line by line: those of other keys are left alone. */
    private static final int MOST_ADDED = 2_000;

    /** For each of those the library goes twice through all earlier ones of its key: 500 of one key take half a second. */
    private static final long MOST_ADDING = 500L * 500 * 500;

    /** Of looking up: a step for each value of the key so far, and for each key beside those that a path leads through. */
    private static final long MOST_STEPS = 10_000_000;

    /** Paths through other keys that are gone after, and their parts. */
    private static final int MOST_PATHS = 50_000;

    private static final int LONGEST_PATH = 100;

    private final Node top;
    private final Map<String, String> environment;
    private final boolean included;
    private final Map<Node, Long> whole = new HashMap<>();
    private final Map<List<String>, Long> reached = new HashMap<>();
    private final Set<Object> open = new HashSet<>();
    private Node now;
    private int builtOn;
    private int added;
    private long adding;
    private long steps;

    private Growth(Node top, Map<String, String> environment, boolean included) {
        this.top = top;
        this.environment = environment;
        this.included = included;
        now = top;
    }

    /**
     * What cannot be put in.
     *
     * @param path of the key where that is known first; empty for the whole
     */
    record Excess(List<String> path, String message) {}

    /** Stops the counting. */
    private static final class ExcessException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Excess excess;

        ExcessException(List<String> path, String message) {
            super(message, null, false, false);
            this.excess = new Excess(path, message);
        }
    }

    /**
     * Counts.
     *
     * @param environment what substitutions bring that no key has
     * @param included whether files were included, whose substitutions may be of paths from their own top
     * @return null where everything can be put in
     */
    static @Nullable Excess of(ConfigObject raw, Map<String, String> environment, boolean included) {
        try {
            var growth = new Growth(Unresolved.of(raw), environment, included);
            growth.whole(growth.top);
            return null;
        } catch (ExcessException e) {
            return e.excess;
        }
    }

    /** All of a key: its values and what stands below it. */
    private long whole(Node node) {
        var known = whole.get(node);
        if (known != null) {
            return known;
        }
        if (!open.add(node)) {
            throw cycle(node.path());
        }
        var before = now;
        now = node;
        var size = 0L;
        for (var child : node.children().values()) {
            size = plus(size, whole(child));
        }
        var values = 0;
        for (var definition : node.definitions()) {
            var brought = definition.written();
            var builds = false;
            values++;
            for (var reference : definition.references()) {
                brought = plus(brought, OF_A_SUBSTITUTION);
                step(node, (isAdded(definition, node) ? 0 : OF_A_SUBSTITUTION * values) + beside(reference));
                if (isWithin(reference, node.path())) {
                    builds = true;
                    var earlier = plus(size, inherited(node.path()));
                    brought = plus(brought, definition.adds() ? earlier : times(OF_NOTHING_NEW, earlier));
                } else {
                    brought = plus(brought, reached(reference));
                }
            }
            if (builds) {
                step(node, (long) values * beside(node.path()));
                build(node, definition, values);
            }
            // What builds on the earlier value takes its place.
            size = builds ? brought : plus(size, brought);
        }
        if (size > MOST_CHARACTERS) {
            throw new ExcessException(
                    node.path(),
                    "%s would grow to %s characters when substitutions are put in (expected: %,d at most)"
                            .formatted(
                                    node == top ? "the whole" : shown(node.path()),
                                    size == Long.MAX_VALUE ? "more than 10^18" : "%,d".formatted(size),
                                    MOST_CHARACTERS));
        }
        open.remove(node);
        now = before;
        whole.put(node, size);
        return size;
    }

    private static boolean isAdded(Definition definition, Node node) {
        return !definition.object() && definition.references().equals(List.of(node.path()));
    }

    /** One more value of a key that builds on its earlier ones. */
    private void build(Node node, Definition definition, int values) {
        if (isAdded(definition, node)) {
            added++;
            // The sum of it is the number of values to the third.
            adding = plus(adding, 3L * values * values);
        } else {
            builtOn += definition.object() ? 2 : 1;
        }
        if (builtOn > 0 ? builtOn + added > MOST_BUILT_ON : added > MOST_ADDED || adding > MOST_ADDING) {
            throw new ExcessException(
                    node.path(),
                    ("%s builds on its earlier value (+= or ${…}), as too many values up to here do (expected: %d at most, objects"
                                    + " counted twice; where each only adds to a list or a text, %,d, and 500 of one key)")
                            .formatted(shown(node.path()), MOST_BUILT_ON, MOST_ADDED));
        }
    }

    /** What a substitution brings. */
    private long reached(List<String> path) {
        var known = reached.get(path);
        if (known != null) {
            return known;
        }
        if (reached.size() > MOST_PATHS || path.size() > LONGEST_PATH) {
            throw new ExcessException(
                    path.subList(0, 1),
                    "%s leads through too many other substitutions".formatted(shown(path.subList(0, 1))));
        }
        if (!open.add(path)) {
            throw cycle(path);
        }
        var size = inherited(path);
        var node = find(path);
        if (node != null) {
            size = plus(size, whole(node));
        } else {
            var variable = environment.get(ConfigUtil.joinPath(path));
            size = plus(size, variable == null ? 0 : variable.length());
            if (included && path.size() > 1) {
                size = plus(size, reached(path.subList(1, path.size())));
            }
        }
        open.remove(path);
        reached.put(path, size);
        return size;
    }

    /** What a path has from substitutions that stand for a key above it. */
    private long inherited(List<String> path) {
        var size = 0L;
        var node = top;
        for (var depth = 1; depth < path.size(); depth++) {
            node = node.children().get(path.get(depth - 1));
            if (node == null) {
                break;
            }
            var rest = path.subList(depth, path.size());
            for (Definition definition : node.definitions()) {
                for (var reference : definition.references()) {
                    size = plus(size, plus(OF_A_SUBSTITUTION, through(node, reference, rest)));
                }
            }
        }
        return size;
    }

    private long through(Node node, List<String> reference, List<String> rest) {
        if (reference.equals(node.path())) {
            return 0;
        }
        var path = Stream.concat(reference.stream(), rest.stream()).toList();
        if (isWithin(reference, node.path())) {
            // A part of itself in its place: an earlier value's.
            var inside = find(path);
            return inside == null ? 0 : whole(inside);
        }
        return reached(path);
    }

    private int beside(List<String> path) {
        var keys = 0;
        var node = top;
        for (var part : path) {
            keys += node.children().size();
            node = node.children().get(part);
            if (node == null) {
                break;
            }
        }
        return keys;
    }

    private void step(Node node, long count) {
        steps = plus(steps, count);
        if (steps > MOST_STEPS) {
            throw new ExcessException(
                    node.path(),
                    shown(node.path())
                            + ": the substitutions up to here take too long to put in (expected: fewer, of keys"
                            + " with fewer values, or in smaller sections)");
        }
    }

    private static boolean isWithin(List<String> path, List<String> above) {
        return path.size() >= above.size() && path.subList(0, above.size()).equals(above);
    }

    private @Nullable Node find(List<String> path) {
        var node = top;
        for (var part : path) {
            node = node.children().get(part);
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    private ExcessException cycle(List<String> path) {
        return new ExcessException(now.path(), "${" + shown(path) + "} leads back to itself");
    }

    private static String shown(List<String> path) {
        return Value.shortened(ConfigUtil.joinPath(path));
    }

    private static long times(int factor, long size) {
        return size > Long.MAX_VALUE / factor ? Long.MAX_VALUE : factor * size;
    }

    private static long plus(long one, long other) {
        var sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
