package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.List;
import lb.proxy.settings.Condition.Comparison;

/**
 * Many texts of which one has to match, as a file of them holds: found by a hash, so that ten thousand cost what one does. Where
 * only the beginning or end is compared, there is one look for each length that they have. Immutable.
 */
final class TextSet implements TextPattern {
    private final Comparison comparison;
    private final boolean ignoreCase;
    private final ValueTable texts;

    /** Of the texts, each once, from the shortest on. */
    private final int[] lengths;

    /** @param comparison one that {@link #suits} */
    TextSet(Comparison comparison, List<String> values, boolean ignoreCase) {
        this.comparison = comparison;
        this.ignoreCase = ignoreCase;
        List<String> once = values.stream()
                .map(value -> {
                    byte[] bytes = value.getBytes(ISO_8859_1);
                    return new String(ignoreCase ? Ascii.lower(bytes) : bytes, ISO_8859_1);
                })
                .distinct()
                .toList();
        texts = new ValueTable(once.size());
        once.forEach(text -> texts.put(text.getBytes(ISO_8859_1), 0));
        lengths = once.stream().mapToInt(String::length).sorted().distinct().toArray();
    }

    static boolean suits(Comparison comparison) {
        return switch (comparison) {
            case EXACT, PREFIX, PATH_PREFIX, SUFFIX -> true;
            case CONTAINS, DIRECTORY, DOMAIN, REGEX -> false;
        };
    }

    @Override
    public boolean matches(ByteBuf in, int start, int end) {
        int longest = lengths[lengths.length - 1];
        if (comparison == Comparison.EXACT) {
            return end - start <= longest && has(in, start, end);
        }
        for (int length : lengths) {
            if (length > end - start) {
                return false;
            }
            boolean found = switch (comparison) {
                case PREFIX -> has(in, start, start + length);
                case PATH_PREFIX ->
                    PathPrefix.endsSegment(in, start, start + length, end) && has(in, start, start + length);
                default -> has(in, end - length, end);
            };
            if (found) {
                return true;
            }
        }
        return false;
    }

    private boolean has(ByteBuf in, int start, int end) {
        int hash = 0;
        for (int at = end - 1; at >= start; at--) {
            byte value = in.getByte(at);
            hash = ValueTable.hash(hash, ignoreCase ? Ascii.lower(value) : value);
        }
        return texts.find(hash, in, start, end, ignoreCase) != ValueTable.NONE;
    }
}
