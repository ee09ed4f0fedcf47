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
 */
final class NameTable {
    /** What is found for a name that is not there. */
    static final int NONE = ValueTable.NONE;

    private static final String ANY_LABEL = "*.";

    private final ValueTable names;
    private final ValueTable wildcards;
    private final boolean hasWildcards;

    /** @param numbers 0 or more, by host name in any case, or {@code *.} and one */
    NameTable(Map<String, Integer> numbers) {
        int wildcardCount = (int) numbers.keySet().stream()
                .filter(name -> name.startsWith(ANY_LABEL))
                .count();
        names = new ValueTable(numbers.size() - wildcardCount);
        wildcards = new ValueTable(wildcardCount);
        hasWildcards = wildcardCount > 0;
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
            if (value == '.' && hasWildcards && at > start) {
                int found = wildcards.find(hash, in, at + 1, end, true);
                covering = found == NONE ? covering : found;
            }
            hash = ValueTable.hash(hash, value);
        }
        int found = names.find(hash, in, start, end, true);
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
}
