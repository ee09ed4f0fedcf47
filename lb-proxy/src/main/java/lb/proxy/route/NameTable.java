package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * Host names and {@code *.} wildcards, each with a number, looked up by bytes in place: a name itself before the longest
 * wildcard that covers it. The hash goes from the last byte to the first, so that at each dot it is the one of the
 * wildcard beginning there.
 *
 * <pre>
 *  a . b . example . com          hashes, from the right
 *                    ^-- com
 *          ^------------ example.com      the wildcard *.example.com is kept as this
 *  ^-------------------- a.b.example.com  the name itself
 * </pre>
 *
 * Open addressing, at most half full, so that a few cells are looked at whatever a client asks for.
 */
final class NameTable {
    /** What is found for a name that is not there. */
    static final int NONE = -1;

    private static final String ANY_LABEL = "*.";

    private final Cells names;
    private final Cells wildcards;

    /** @param numbers 0 or more, by host name in any case, or {@code *.} and one */
    NameTable(Map<String, Integer> numbers) {
        int wildcardCount = (int) numbers.keySet().stream()
                .filter(name -> name.startsWith(ANY_LABEL))
                .count();
        names = new Cells(numbers.size() - wildcardCount);
        wildcards = new Cells(wildcardCount);
        numbers.forEach((name, number) -> {
            if (name.startsWith(ANY_LABEL)) {
                wildcards.put(bytes(name.substring(ANY_LABEL.length())), number);
            } else {
                names.put(bytes(name), number);
            }
        });
    }

    private static byte[] bytes(String name) {
        return Ascii.lower(name.getBytes(ISO_8859_1));
    }

    /** The number of the name in a range, in any case, or {@link #NONE}. */
    int find(ByteBuf in, int start, int end) {
        int hash = 0;
        int covering = NONE;
        for (int at = end - 1; at >= start; at--) {
            int value = Ascii.lower(in.getByte(at));
            if (value == '.' && wildcards.count > 0 && at > start) {
                int found = wildcards.find(hash, in, at + 1, end);
                covering = found == NONE ? covering : found;
            }
            hash = 31 * hash + value;
        }
        int found = names.find(hash, in, start, end);
        return found == NONE ? covering : found;
    }

    /** Whether a name or wildcard stands for all that another name or wildcard does. */
    static boolean covers(String pattern, String name) {
        return pattern.startsWith(ANY_LABEL)
                ? name.length() >= pattern.length()
                        && name.regionMatches(
                                true, name.length() - pattern.length() + 1, pattern, 1, pattern.length() - 1)
                : pattern.equalsIgnoreCase(name);
    }

    /** A hash table from text to numbers. */
    private static final class Cells {
        private final int count;
        private final int mask;
        private final int shift;
        private final byte[][] texts;
        private final int[] numbers;

        Cells(int count) {
            this.count = count;
            int size = Integer.highestOneBit(Math.max(1, count)) * 4;
            mask = size - 1;
            shift = Integer.numberOfLeadingZeros(mask);
            texts = new byte[size][];
            numbers = new int[size];
        }

        void put(byte[] text, int number) {
            int hash = 0;
            for (int at = text.length - 1; at >= 0; at--) {
                hash = 31 * hash + text[at];
            }
            int cell = cell(hash);
            while (texts[cell] != null) {
                cell = cell + 1 & mask;
            }
            texts[cell] = text;
            numbers[cell] = number;
        }

        int find(int hash, ByteBuf in, int start, int end) {
            int cell = cell(hash);
            while (texts[cell] != null) {
                if (Ascii.isName(in, start, end, texts[cell])) {
                    return numbers[cell];
                }
                cell = cell + 1 & mask;
            }
            return NONE;
        }

        private int cell(int hash) {
            // Multiplied by the golden ratio: the highest bits depend on all of them.
            return (hash * 0x9E3779B9) >>> shift;
        }
    }
}
