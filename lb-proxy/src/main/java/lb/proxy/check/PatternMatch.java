package lb.proxy.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import lb.proxy.settings.BytePattern;

/** A {@link BytePattern}, compiled: matched in time linear in the text, whatever that is. */
sealed interface PatternMatch {
    boolean isIn(Received answer);

    /** Whether it is in a text of a character for each byte. */
    boolean isIn(String text);

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException if a regular expression is none, or digits are not hexadecimal
     */
    static PatternMatch of(BytePattern pattern) {
        return switch (pattern) {
            case BytePattern.Text text -> new Bytes(text.text().getBytes(StandardCharsets.ISO_8859_1));
            case BytePattern.Binary binary -> new Bytes(HexFormat.of().parseHex(binary.hex()));
            case BytePattern.Regex regex -> new Regex(compiled(regex.expression()), false);
            case BytePattern.BinaryRegex regex -> new Regex(compiled(regex.expression()), true);
        };
    }

    static Pattern compiled(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription() + ": " + e.getPattern(), e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Bytes(byte[] bytes) implements PatternMatch {
        @Override
        public boolean isIn(Received answer) {
            return answer.indexOf(bytes) >= 0;
        }

        @Override
        public boolean isIn(String text) {
            return text.contains(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    record Regex(Pattern pattern, boolean hexadecimal) implements PatternMatch {
        @Override
        public boolean isIn(Received answer) {
            return isIn(answer.text());
        }

        @Override
        public boolean isIn(String text) {
            String shown = hexadecimal
                    ? HexFormat.of()
                            .formatHex(text.getBytes(StandardCharsets.ISO_8859_1))
                            .toUpperCase(Locale.ROOT)
                    : text;
            return pattern.matcher(shown).find();
        }
    }
}
