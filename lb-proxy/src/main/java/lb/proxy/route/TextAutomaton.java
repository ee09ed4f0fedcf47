package lb.proxy.route;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many texts of which one has to be found anywhere in another, or as whole words of it: the automaton of Aho and Corasick
 * (Efficient string matching, CACM 18, 1975), which looks at each byte once, however many texts there are. Immutable.
 *
 * <pre>
 *  of "/api/" and "pi":    0 -/-&gt; 1 -a-&gt; 2 -p-&gt; 3 -i-&gt; 4 -/-&gt; 5*      * a text ends here
 *                          0 -p-&gt; 6 -i-&gt; 7*                          4 falls back to 7, 5 to 1
 * </pre>
 */
final class TextAutomaton implements TextPattern {
    private static final int ROOT = 0;
    private static final int NONE = -1;

    private final boolean ignoreCase;

    /** What words lie between; null where a text may lie anywhere. */
    private final @Nullable String delimiters;

    private final Edges edges;

    /** By node: the one of the longest end of what has been read that is another node's beginning. */
    private final int[] fallback;

    /** By node: the length of the text that ends there; 0 for none. */
    private final int[] length;

    /** By node: the next one that is reached by falling back and where a text ends; {@link #NONE} for none. */
    private final int[] shorter;

    /**
     * Builds one.
     *
     * @param texts in small letters where case does not count; none of them empty
     * @param delimiters what words lie between, where only words are looked for; null for anywhere
     */
    TextAutomaton(List<byte[]> texts, @Nullable String delimiters, boolean ignoreCase) {
        this.delimiters = delimiters;
        this.ignoreCase = ignoreCase;
        int most = 1 + texts.stream().mapToInt(text -> text.length).sum();
        edges = new Edges(most);
        int[] parent = new int[most];
        byte[] letter = new byte[most];
        int[] ends = new int[most];
        int nodes = 1;
        for (byte[] text : texts) {
            int node = ROOT;
            for (byte value : text) {
                int next = edges.next(node, value);
                if (next == NONE) {
                    next = nodes++;
                    edges.put(node, value, next);
                    parent[next] = node;
                    letter[next] = value;
                }
                node = next;
            }
            ends[node] = text.length;
        }
        length = Arrays.copyOf(ends, nodes);
        fallback = new int[nodes];
        shorter = new int[nodes];
        shorter[ROOT] = NONE;
        for (int node : byDepth(parent, nodes)) {
            fallback[node] = parent[node] == ROOT ? ROOT : step(fallback[parent[node]], letter[node]);
            int back = fallback[node];
            shorter[node] = length[back] > 0 ? back : shorter[back];
        }
    }

    /** All nodes but the root, those nearer to it first, as each needs what is known of nearer ones. */
    private static int[] byDepth(int[] parent, int nodes) {
        int[] depth = new int[nodes];
        int deepest = 0;
        for (int node = 1; node < nodes; node++) {
            // A node has a greater number than its parent.
            depth[node] = depth[parent[node]] + 1;
            deepest = Math.max(deepest, depth[node]);
        }
        int[] place = new int[deepest + 2];
        for (int node = 1; node < nodes; node++) {
            place[depth[node] + 1]++;
        }
        for (int i = 1; i < place.length; i++) {
            place[i] += place[i - 1];
        }
        int[] sorted = new int[nodes - 1];
        for (int node = 1; node < nodes; node++) {
            sorted[place[depth[node]]++] = node;
        }
        return sorted;
    }

    private int step(int from, byte value) {
        int node = from;
        while (true) {
            int next = edges.next(node, value);
            if (next != NONE) {
                return next;
            }
            if (node == ROOT) {
                return ROOT;
            }
            node = fallback[node];
        }
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

    /** From node and byte to node: open addressing, at most half full. */
    private static final class Edges {
        private final int mask;
        private final int shift;

        /** Node and byte, plus 1; 0 where a cell is empty. */
        private final long[] keys;

        private final int[] targets;

        Edges(int most) {
            int size = Integer.highestOneBit(most) * 4;
            mask = size - 1;
            shift = Long.numberOfLeadingZeros(mask);
            keys = new long[size];
            targets = new int[size];
        }

        void put(int node, byte value, int target) {
            int cell = cell(key(node, value));
            keys[cell] = key(node, value);
            targets[cell] = target;
        }

        int next(int node, byte value) {
            int cell = cell(key(node, value));
            return keys[cell] == 0 ? NONE : targets[cell];
        }

        private static long key(int node, byte value) {
            return ((long) node << Byte.SIZE | (value & 0xff)) + 1;
        }

        /** That of the key, or the empty one where it would be. */
        private int cell(long key) {
            // Multiplied by the golden ratio: the highest bits depend on all of them.
            int cell = (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> shift);
            while (keys[cell] != 0 && keys[cell] != key) {
                cell = cell + 1 & mask;
            }
            return cell;
        }
    }
}
