package lb.proxy.settings;

/** A part of a {@link Template}. */
public sealed interface TemplatePart {

    /** Always the same. */
    record Literal(String text) implements TemplatePart {
        public Literal {
            if (text.chars().anyMatch(c -> c > 0xff)) {
                throw new IllegalArgumentException("a text of characters that are no bytes");
            }
        }
    }

    /** The last value of a sample, as HAProxy takes it; nothing where there is none. */
    record Of(Sample sample) implements TemplatePart {}

    /**
     * What a group of a regular expression has matched; 0 for all of it. Only in what replaces a match.
     *
     * @param number 0 to 9
     */
    record Group(int number) implements TemplatePart {
        public Group {
            if (number < 0 || number > 9) {
                throw new IllegalArgumentException("group " + number);
            }
        }
    }
}
