package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import lb.proxy.settings.Condition.Comparison;

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
        List<TextPattern> patterns =
                values.stream().map(value -> of(comparison, value, ignoreCase)).toList();
        return patterns.size() == 1 ? patterns.getFirst() : new OneOf(patterns.toArray(TextPattern[]::new));
    }

    private static TextPattern of(Comparison comparison, String value, boolean ignoreCase) {
        if (comparison == Comparison.REGEX) {
            return new Regex(regex(value, ignoreCase));
        }
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
                    && Ascii.isAt(in, start, text, ignoreCase)
                    && (end - start == length
                            || length == 0
                            || text[length - 1] == '/'
                            || isBorder(in.getByte(start + length)));
        }

        /** A semicolon begins parameters of the segment, which many servers leave out of the path. */
        private static boolean isBorder(byte value) {
            return value == '/' || value == ';';
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

    /** Matched in time linear in the text, whatever that is: an expression that backtracks could be held up by a client. */
    record Regex(Pattern pattern) implements TextPattern {
        @Override
        public boolean matches(ByteBuf in, int start, int end) {
            return pattern.matcher(in.toString(start, end - start, ISO_8859_1)).find();
        }
    }
}
