package lb.admin.haproxy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times of our configuration, to be counted with. */
final class Milliseconds {
    private static final Pattern TIME = Pattern.compile("(\\d{1,12})(us|ms|s|m|h|d)");

    private Milliseconds() {}

    /** Rounded up; nothing for what is no time with a unit. */
    static Optional<Long> of(String time) {
        Matcher matcher = TIME.matcher(time);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "us" -> (number + 999) / 1000;
                    case "ms" -> number;
                    case "s" -> number * 1000;
                    case "m" -> number * 60_000;
                    case "h" -> number * 3_600_000;
                    default -> number * 86_400_000;
                });
    }
}
