package lb.proxy.route;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many texts of which one has to be found anywhere in another, or as whole words of it: the automaton of Aho and Corasick
 * (Efficient string matching, CACM 18, 1975), which looks at each byte once, however many texts there are. Nodes are numbered
 * level by level, and those of one parent by their bytes, so that a parent knows its children by the first: 17 bytes for a node.
 * Immutable.
 *
 * <pre>
 *  of "/api" and "pi":   0 -/-&gt; 1 -a-&gt; 3 -p-&gt; 5 -i-&gt; 6*      * a text ends here
 *                        0 -p-&gt; 2 -i-&gt; 4*                     5 falls back to 2, 6 to 4
 * </pre>
 */
final class TextAutomaton implements TextPattern {
    private static final int ROOT = 0;
    private static final int NONE = -1;

    private final boolean ignoreCase;

    /** What words lie between; null where a text may lie anywhere. */
    private final @Nullable String delimiters;

    /** By node: its last byte. */
    private byte[] letter;

    /** By node: its first child; behind the last of its children lie those of the next node. */
    private int[] children;

    /** By node: the one of the longest end of what has been read that is another node's beginning. */
    private int[] fallback;

    /** By node: the length of the text that ends there; 0 for none. */
    private int[] length;

    /** By node: the next one that is reached by falling back and where a text ends; {@link #NONE} for none. */
    private int[] shorter;

    /**
     * Builds one.
     *
     * @param given in small letters where case does not count; none of them empty
     * @param delimiters what words lie between, where only words are looked for; null for anywhere
     */
    TextAutomaton(List<byte[]> given, @Nullable String delimiters, boolean ignoreCase) {
        this.delimiters = delimiters;
        this.ignoreCase = ignoreCase;
        byte[][] texts = given.stream().sorted(Arrays::compareUnsigned).toArray(byte[][]::new);
        int most = 2 + given.stream().mapToInt(text -> text.length).sum();
        letter = new byte[most];
        children = new int[most];
        fallback = new int[most];
        length = new int[most];
        shorter = new int[most];
        shorter[ROOT] = NONE;
        int nodes = build(texts);
        letter = Arrays.copyOf(letter, nodes);
        children = Arrays.copyOf(children, nodes + 1);
        fallback = Arrays.copyOf(fallback, nodes);
        length = Arrays.copyOf(length, nodes);
        shorter = Arrays.copyOf(shorter, nodes);
    }

    /** Makes the nodes of sorted texts, and tells how many they are. */
    private int build(byte[][] texts) {
        // The texts that begin as a node does lie behind each other.
        int[] from = new int[children.length];
        int[] to = new int[children.length];
        to[ROOT] = texts.length;
        int nodes = 1;
        int node = ROOT;
        for (int depth = 0; node < nodes; depth++) {
            for (int levelEnd = nodes; node < levelEnd; node++) {
                children[node] = nodes;
                int at = from[node];
                while (at < to[node] && texts[at].length == depth) {
                    at++;
                }
                while (at < to[node]) {
                    int child = nodes++;
                    byte value = texts[at][depth];
                    from[child] = at;
                    letter[child] = value;
                    length[child] = texts[at].length == depth + 1 ? depth + 1 : 0;
                    while (at < to[node] && texts[at][depth] == value) {
                        at++;
                    }
                    to[child] = at;
                    int back = node == ROOT ? ROOT : step(fallback[node], value);
                    fallback[child] = back;
                    shorter[child] = length[back] > 0 ? back : shorter[back];
                }
            }
        }
        children[nodes] = nodes;
        return nodes;
    }

    private int step(int from, byte value) {
        int node = from;
        while (true) {
            int next = child(node, value);
            if (next != NONE) {
                return next;
            }
            if (node == ROOT) {
                return ROOT;
            }
            node = fallback[node];
        }
    }

    private int child(int node, byte value) {
        int low = children[node];
        int high = children[node + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Byte.compareUnsigned(letter[middle], value);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return NONE;
    }

    @Override
    public boolean matches(ByteBuf in, int start, int end) {
        int node = ROOT;
        for (int at = start; at < end; at++) {
            byte value = in.getByte(at);
            node = step(node, ignoreCase ? (byte) Ascii.lower(value) : value);
            int found = length[node] > 0 ? node : shorter[node];
            if (found != NONE && (delimiters == null || isWord(delimiters, found, in, start, at + 1, end))) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the texts that end here is a word. */
    private boolean isWord(String between, int longest, ByteBuf in, int start, int stop, int end) {
        if (stop < end && between.indexOf(in.getByte(stop)) < 0) {
            return false;
        }
        for (int found = longest; found != NONE; found = shorter[found]) {
            int first = stop - length[found];
            if (first == start || between.indexOf(in.getByte(first - 1)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
