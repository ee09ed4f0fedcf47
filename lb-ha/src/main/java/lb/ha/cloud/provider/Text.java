package lb.ha.cloud.provider;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What others have said, fit to be quoted. */
final class Text {
    private static final int LONGEST = 200;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private Text() {}

    /** In one line, and short. */
    static String plain(@Nullable String text) {
        String line = text == null ? "" : CONTROL.matcher(text).replaceAll(" ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
