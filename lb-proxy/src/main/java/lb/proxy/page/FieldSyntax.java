package lb.proxy.page;

import java.util.Locale;

/** What a header field may look like (RFC 9110 section 5), so that nobody can read more into it. */
public final class FieldSyntax {
    private FieldSyntax() {}

    /**
     * Checks a field.
     *
     * @throws IllegalArgumentException if name or value have characters that they may not have
     */
    public static void check(LocalRequest.Field field) {
        if (!isName(field.name())) {
            throw new IllegalArgumentException("field name \"" + field.name() + "\"");
        }
        if (!isValue(field.value())) {
            throw new IllegalArgumentException("field value \"" + field.value() + "\"");
        }
    }

    /** Whether a text is a field's name: a token. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }

    /** Whether a text is a field's value: bytes without control characters other than the tabulator. */
    public static boolean isValue(String value) {
        return value.chars().allMatch(c -> c <= 0xff && c != 0x7f && (c >= ' ' || c == '\t'));
    }

    /** A name as those are that compare equal to it. */
    public static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
