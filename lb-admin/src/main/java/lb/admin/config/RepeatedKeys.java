package lb.admin.config;

import java.util.HashMap;
import java.util.Map;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys that have two values in one file: HOCON lets the later one take the place of the earlier without a word,
 * which is what a line copied and not renamed looks like. Objects are merged, so they may stand as often as anybody
 * likes; and a later value with a substitution, or after {@code +=}, is meant to build on the earlier. One thread.
 */
final class RepeatedKeys {
    private static final int END = -1;

    private final SourceText source;
    private final String text;
    private final Problems problems;
    private int at;
    private int line = 1;

    private RepeatedKeys(SourceText source, Problems problems) {
        this.source = source;
        this.text = source.text();
        this.problems = problems;
    }

    /** @param source must be HOCON: it was parsed before */
    static void refuse(SourceText source, Problems problems) {
        var scan = new RepeatedKeys(source, problems);
        scan.blank(true);
        if (scan.peek() == '[') {
            return;
        }
        if (scan.peek() == '{') {
            scan.next();
        }
        scan.members(new Node(null, ""));
    }

    /** What a value is made of. */
    private record Definition(int line, boolean object, boolean substitution, boolean appended) {
        boolean takesThePlaceOf(Definition before) {
            var merged = object && (before.object || before.substitution);
            return !merged && !substitution && !appended;
        }
    }

    /** A key of the file, or an element of a list. */
    private static final class Node {
        private final @Nullable Node parent;
        private final String name;
        private final Map<String, Node> children = new HashMap<>();
        private @Nullable Definition definition;

        Node(@Nullable Node parent, String name) {
            this.parent = parent;
            this.name = name;
        }

        Node child(String key) {
            return children.computeIfAbsent(key, name -> new Node(this, name));
        }

        String path() {
            var path = new StringBuilder(name);
            for (var above = parent; above != null && !above.name.isEmpty(); above = above.parent) {
                path.insert(0, above.name + ".");
            }
            return path.toString().replace(".[]", "[]");
        }
    }

    private void define(Node node, Definition now) {
        var before = node.definition;
        if (before != null && now.takesThePlaceOf(before)) {
            problems.error(
                    new Place(source.shown(), now.line()),
                    Value.shortened(node.path()) + " stands in line " + before.line() + " already (expected: once)");
        }
        // Of an object, the first place is where it begins.
        if (before == null || !before.object() || !now.object()) {
            node.definition = now;
        }
    }

    /** The keys and values up to the end of an object, or of the file. */
    private void members(Node object) {
        while (true) {
            skipSeparators();
            if (peek() == END) {
                return;
            }
            if (peek() == '}') {
                next();
                return;
            }
            if (atInclude()) {
                skipToEndOfValue();
            } else {
                member(object);
            }
        }
    }

    private void member(Node object) {
        var start = line;
        var node = key(object, start);
        var appended = peek() == '+';
        if (appended) {
            next();
        }
        if (peek() == '=' || peek() == ':') {
            next();
        }
        var value = value(node, start, appended);
        define(node, value);
    }

    /** Reads a key such as {@code a."b.c".d}; whatever stands above its last part is an object. */
    private Node key(Node object, int start) {
        var node = object;
        var part = new StringBuilder();
        while (true) {
            var c = peek();
            if (c == END || c == '=' || c == ':' || c == '{' || (c == '+' && peek(1) == '=')) {
                return node.child(part.toString().strip());
            }
            if (c == '"') {
                part.append(quoted());
            } else if (c == '.') {
                next();
                node = node.child(part.toString().strip());
                define(node, new Definition(start, true, false, false));
                part.setLength(0);
            } else if (!skipComment()) {
                part.append((char) next());
            }
        }
    }

    /** Reads a value to its end; what stands in an object is of the node. */
    private Definition value(Node node, int start, boolean appended) {
        var object = false;
        var substitution = false;
        blank(true);
        while (true) {
            blank(false);
            switch (peek()) {
                case END, '\n', ',', '}', ']' -> {
                    return new Definition(start, object, substitution, appended);
                }
                case '{' -> {
                    next();
                    members(node);
                    object = true;
                }
                case '[' -> list(node);
                case '"' -> quoted();
                case '$' -> {
                    next();
                    if (peek() == '{') {
                        substitution = true;
                        skipPast('}');
                    }
                }
                default -> next();
            }
        }
    }

    /** Each element is a place of its own, where the same keys may stand again. */
    private void list(Node node) {
        next();
        while (true) {
            skipSeparators();
            if (peek() == END) {
                return;
            }
            if (peek() == ']') {
                next();
                return;
            }
            var before = at;
            value(new Node(node, "[]"), line, false);
            if (at == before) {
                next();
            }
        }
    }

    /** Reads a string in quotes, or in three of them, and returns what is between. */
    private String quoted() {
        if (text.startsWith("\"\"\"", at)) {
            var close = text.indexOf("\"\"\"", at + 3);
            var end = close < 0 ? text.length() : close + 3;
            // More quotes at the end belong to the text.
            while (end < text.length() && text.charAt(end) == '"') {
                end++;
            }
            var start = at;
            while (at < end) {
                next();
            }
            return text.substring(Math.min(start + 3, end), Math.max(start + 3, end - 3));
        }
        next();
        var start = at;
        while (peek() != END && peek() != '"') {
            if (next() == '\\') {
                next();
            }
        }
        var between = text.substring(start, Math.min(at, text.length()));
        next();
        return between;
    }

    private boolean atInclude() {
        if (!text.startsWith("include", at)) {
            return false;
        }
        var after = at + "include".length();
        while (after < text.length() && (text.charAt(after) == ' ' || text.charAt(after) == '\t')) {
            after++;
        }
        var word = after;
        while (word < text.length() && Character.isLetter(text.charAt(word))) {
            word++;
        }
        return text.startsWith("\"", after) || (word > after && text.startsWith("(", word));
    }

    private void skipToEndOfValue() {
        value(new Node(null, ""), line, false);
    }

    private void skipSeparators() {
        blank(true);
        while (peek() == ',') {
            next();
            blank(true);
        }
    }

    /** Skips spaces and comments, and the ends of lines when told so. */
    private void blank(boolean lines) {
        while (true) {
            var c = peek();
            if (c != END && (c == '\n' ? lines : Character.isWhitespace(c) || c == '\u00a0')) {
                next();
            } else if (!skipComment()) {
                return;
            }
        }
    }

    private boolean skipComment() {
        if (peek() != '#' && !text.startsWith("//", at)) {
            return false;
        }
        while (peek() != END && peek() != '\n') {
            next();
        }
        return true;
    }

    private void skipPast(char last) {
        while (peek() != END && peek() != last) {
            next();
        }
        next();
    }

    private int peek() {
        return peek(0);
    }

    private int peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : END;
    }

    private int next() {
        var c = peek();
        if (c == END) {
            return END;
        }
        at++;
        if (c == '\n') {
            line++;
        }
        return c;
    }
}
