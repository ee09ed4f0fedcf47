package lb.admin.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration before its substitutions are put in, as a tree of keys that tells which others each refers to. The library
 * shows such a tree only as text, of its own writing: quoted keys and strings, no comments, no includes, and a key that has
 * several values stands as often, the oldest first. One thread.
 */
final class Unresolved {
    private final String text;
    private int at;

    private Unresolved(String text) {
        this.text = text;
    }

    /** Returns the top of the tree. */
    static Node of(ConfigObject raw) {
        var reader = new Unresolved(raw.render(ConfigRenderOptions.concise()));
        var top = new Node(List.of());
        reader.value(top, top.define());
        return top;
    }

    /** A key, with every value that it is given, in their order; what stands in an object is of the keys below. */
    static final class Node {
        private final List<String> path;
        private final Map<String, Node> children = new LinkedHashMap<>();
        private final List<Definition> definitions = new ArrayList<>();

        private Node(List<String> path) {
            this.path = path;
        }

        List<String> path() {
            return path;
        }

        Map<String, Node> children() {
            return children;
        }

        List<Definition> definitions() {
            return definitions;
        }

        private Node child(String name) {
            return children.computeIfAbsent(
                    name,
                    key -> new Node(Stream.concat(path.stream(), Stream.of(key)).toList()));
        }

        private Definition define() {
            var definition = new Definition();
            definitions.add(definition);
            return definition;
        }
    }

    /** One value: how much text it is by itself, and the paths of its substitutions, those in lists among them. */
    static final class Definition {
        private final List<List<String>> references = new ArrayList<>();
        private long written;
        private boolean adds;
        private boolean object;

        List<List<String>> references() {
            return references;
        }

        /** In characters. */
        long written() {
            return written;
        }

        /** Whether anything stands there beside substitutions. */
        boolean adds() {
            return adds;
        }

        /** Whether it has keys; what stands in a list has none that a path leads to. */
        boolean object() {
            return object;
        }
    }

    /** @param node whose value it is, null for an element of a list, which no path leads to */
    private void value(@Nullable Node node, Definition definition) {
        var start = at;
        var elsewhere = 0L;
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case ',', '}', ']' -> {
                    definition.written += at - start - elsewhere;
                    return;
                }
                case '{' -> {
                    var before = at;
                    members(node, definition);
                    definition.adds = true;
                    definition.object |= node != null;
                    elsewhere += at - before;
                }
                case '[' -> {
                    var before = at;
                    list(definition);
                    definition.adds = true;
                    elsewhere += at - before;
                }
                case '$' -> substitution(definition);
                case '"' -> {
                    string();
                    definition.adds = true;
                }
                default -> {
                    at++;
                    definition.adds = true;
                }
            }
        }
        definition.written += at - start - elsewhere;
    }

    private void members(@Nullable Node node, Definition definition) {
        at++;
        while (at < text.length() && text.charAt(at) != '}') {
            if (text.charAt(at) == ',') {
                at++;
                continue;
            }
            var before = at;
            var key = string();
            at++; // the colon
            var child = node == null ? null : node.child(key);
            var value = child == null ? definition : child.define();
            value.written += at - before;
            value(child, value);
        }
        at++;
    }

    private void list(Definition definition) {
        at++;
        while (at < text.length() && text.charAt(at) != ']') {
            if (text.charAt(at) == ',') {
                at++;
                definition.written++;
            } else {
                value(null, definition);
            }
        }
        at++;
    }

    /** Passes over a string in quotes and returns what is between them. */
    private String string() {
        var start = ++at;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        var end = Math.min(at, text.length());
        at = end + 1;
        var between = text.substring(Math.min(start, end), end);
        return between.indexOf('\\') < 0 ? between : unescaped(between);
    }

    private static String unescaped(String between) {
        return ConfigUtil.splitPath('"' + between + '"').getFirst();
    }

    private void substitution(Definition definition) {
        at++;
        if (at == text.length() || text.charAt(at) != '{') {
            return;
        }
        var start = ++at;
        while (at < text.length() && text.charAt(at) != '}') {
            if (text.charAt(at) == '"') {
                string();
            } else {
                at++;
            }
        }
        var path = text.substring(Math.min(start, text.length()), Math.min(at, text.length()));
        at++;
        var optional = path.startsWith("?");
        definition.references.add(ConfigUtil.splitPath(optional ? path.substring(1) : path));
    }
}
