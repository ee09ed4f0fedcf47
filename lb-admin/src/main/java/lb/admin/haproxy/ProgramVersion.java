package lb.admin.haproxy;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of HAProxy as {@code haproxy -v} writes it, for {@code version_atleast} and its kind: 2.4-dev19 comes before 2.4.0.
 *
 * @param development the number behind -dev; the largest there is for a release
 */
record ProgramVersion(int major, int minor, int patch, int development) implements Comparable<ProgramVersion> {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,5})(?:\\.(\\d{1,5}))?(?:\\.(\\d{1,5}))?(?:-dev(\\d{1,5}))?(?:[-+].*)?");

    /**
     * Reads one; parts that are missing are 0.
     *
     * @throws LineException when it is none
     */
    static ProgramVersion of(String text) throws LineException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new LineException("%s is no version (expected: one such as 2.6.12)".formatted(Shown.word(text)));
        }
        return new ProgramVersion(
                number(matcher.group(1), 0),
                number(matcher.group(2), 0),
                number(matcher.group(3), 0),
                number(matcher.group(4), Integer.MAX_VALUE));
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    @Override
    public int compareTo(ProgramVersion other) {
        return Comparator.comparingInt(ProgramVersion::major)
                .thenComparingInt(ProgramVersion::minor)
                .thenComparingInt(ProgramVersion::patch)
                .thenComparingInt(ProgramVersion::development)
                .compare(this, other);
    }
}
