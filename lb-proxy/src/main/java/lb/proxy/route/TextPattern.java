package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lb.proxy.settings.Condition.Comparison;
import org.jspecify.annotations.Nullable;

/** What a range of bytes is held against. Only a regular expression allocates. */
public sealed interface TextPattern
        permits TextPattern.OneOf,
                TextPattern.Exact,
                TextPattern.Prefix,
                TextPattern.PathPrefix,
                TextPattern.Suffix,
                TextPattern.Contains,
                TextPattern.Words,
                TextPattern.Decimal,
                TextPattern.OfLength,
                TextPattern.InNetworks,
                TextPattern.Regex,
                TextAutomaton,
                TextSet {
    /** Up to so many are compared one after the other. */
    int FEW = 16;

    boolean matches(ByteBuf in, int start, int end);

    /**
     * Compiles texts of which one has to match.
     *
     * @throws IllegalArgumentException if a regular expression is none
     */
    static TextPattern of(Comparison comparison, List<String> values, boolean ignoreCase) {
        if (values.size() > FEW && TextSet.suits(comparison)) {
            return new TextSet(comparison, values, ignoreCase);
        }
        if (comparison == Comparison.REGEX) {
            return new Regex(
                    values.stream().map(value -> regex(value, ignoreCase)).toArray(Pattern[]::new));
        }
        List<TextPattern> patterns =
                values.stream().map(value -> of(comparison, value, ignoreCase)).toList();
        if (patterns.size() > FEW) {
            patterns = joined(patterns, ignoreCase);
        }
        return patterns.size() == 1 ? patterns.getFirst() : new OneOf(patterns.toArray(TextPattern[]::new));
    }

    /** In place of many that are found anywhere one that finds them all, beside those that are empty. */
    private static List<TextPattern> joined(List<TextPattern> patterns, boolean ignoreCase) {
        List<byte[]> texts = new ArrayList<>();
        List<TextPattern> joined = new ArrayList<>();
        @Nullable String delimiters = null;
        for (TextPattern pattern : patterns) {
            byte[] text = switch (pattern) {
                case Contains(byte[] any, boolean _) -> any;
                case Words words -> words.text();
                default -> new byte[0];
            };
            if (text.length == 0) {
                joined.add(pattern);
            } else {
                texts.add(text);
                delimiters = pattern instanceof Words words ? words.delimiters() : null;
            }
        }
        if (!texts.isEmpty()) {
            joined.add(new TextAutomaton(texts, delimiters, ignoreCase));
        }
        return joined;
    }

    private static TextPattern of(Comparison comparison, String value, boolean ignoreCase) {
        byte[] bytes = value.getBytes(ISO_8859_1);
        byte[] text = ignoreCase ? Ascii.lower(bytes) : bytes;
        return switch (comparison) {
            case EXACT -> new Exact(text, ignoreCase);
            case PREFIX -> new Prefix(text, ignoreCase);
            case PATH_PREFIX -> new PathPrefix(text, ignoreCase);
            case SUFFIX -> new Suffix(text, ignoreCase);
            case CONTAINS -> new Contains(text, ignoreCase);
            case DIRECTORY -> new Words(Words.trimmed(text, "/?"), "/?", ignoreCase);
            case DOMAIN -> new Words(Words.trimmed(text, "/?.:"), "/?.:", ignoreCase);
            case REGEX -> throw new IllegalStateException();
        };
    }

    private static Pattern regex(String value, boolean ignoreCase) {
        try {
            return Pattern.compile(value, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription() + ": " + e.getPattern(), e);
        }
    }

    /** The first of several that matches. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record OneOf(TextPattern[] patterns) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            for (TextPattern pattern : patterns) {
                if (pattern.matches(in, start, end)) {
                    return true;
                }
            }
            return false;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Exact(byte[] text, boolean ignoreCase) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            return end - start == text.length && Ascii.isAt(in, start, text, ignoreCase);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Prefix(byte[] text, boolean ignoreCase) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            return end - start >= text.length && Ascii.isAt(in, start, text, ignoreCase);
        }
    }

    /** A prefix that ends where a segment of the path does. */
    @SuppressWarnings("ArrayRecordComponent")
    record PathPrefix(byte[] text, boolean ignoreCase) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            int length = text.length;
            return end - start >= length
                    && endsSegment(in, start, start + length, end)
                    && Ascii.isAt(in, start, text, ignoreCase);
        }

        /**
         * Whether a segment of the path ends where the prefix does. A semicolon begins parameters of the segment, which many
         * servers leave out of the path.
         *
         * @param stop where the prefix ends
         */
        static boolean endsSegment(ByteBuf in, int start, int stop, int end) {
            return stop == end
                    || stop == start
                    || in.getByte(stop - 1) == '/'
                    || in.getByte(stop) == '/'
                    || in.getByte(stop) == ';';
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Suffix(byte[] text, boolean ignoreCase) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            return end - start >= text.length && Ascii.isAt(in, end - text.length, text, ignoreCase);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Contains(byte[] text, boolean ignoreCase) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            for (int at = start; at <= end - text.length; at++) {
                if (Ascii.isAt(in, at, text, ignoreCase)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** One or more whole words between delimiters. */
    @SuppressWarnings("ArrayRecordComponent")
    record Words(byte[] text, String delimiters, boolean ignoreCase) implements TextPattern {
        /** Without delimiters at its ends, which only say that there are some. */
        static byte[] trimmed(byte[] text, String delimiters) {
            int start = 0;
            int end = text.length;
            while (start < end && delimiters.indexOf(text[start]) >= 0) {
                start++;
            }
            while (end > start && delimiters.indexOf(text[end - 1]) >= 0) {
                end--;
            }
            return Arrays.copyOfRange(text, start, end);
        }

        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            for (int at = start; at <= end - text.length; at++) {
                int stop = at + text.length;
                if ((at == start || isDelimiter(in, at - 1))
                        && Ascii.isAt(in, at, text, ignoreCase)
                        && (stop == end || isDelimiter(in, stop))) {
                    return true;
                }
            }
            return false;
        }

        private boolean isDelimiter(ByteBuf in, int at) {
            return delimiters.indexOf(in.getByte(at)) >= 0;
        }
    }

    /** The number that decimal digits begin with, a sign before them or not; without any it is 0, as in HAProxy. */
    record Decimal(NumberRanges ranges) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            int at = start < end && (in.getByte(start) == '-' || in.getByte(start) == '+') ? start + 1 : start;
            long value = 0;
            for (int i = at; i < end; i++) {
                int digit = in.getByte(i) - '0';
                if (digit < 0 || digit > 9) {
                    break;
                }
                if (i - at == NumberRanges.MOST_DIGITS) {
                    return false;
                }
                value = 10 * value + digit;
            }
            return ranges.has(at > start && in.getByte(start) == '-' ? -value : value);
        }
    }

    /** The length of the text. */
    record OfLength(NumberRanges ranges) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            return ranges.has(end - start);
        }
    }

    /** An {@link AddressText}. */
    record InNetworks(AddressSet networks) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            byte[] address = AddressText.read(in, start, end);
            return address != null && networks.has(address);
        }
    }

    /** Each matched in time linear in the text, whatever that is: one that backtracks could be held up by a client. */
    @SuppressWarnings("ArrayRecordComponent")
    record Regex(Pattern[] patterns) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            String text = in.toString(start, end - start, ISO_8859_1);
            for (Pattern pattern : patterns) {
                if (pattern.matcher(text).find()) {
                    return true;
                }
            }
            return false;
        }
    }
}
