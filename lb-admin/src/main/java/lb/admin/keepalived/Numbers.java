package lb.admin.keepalived;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Numbers and words as keepalived writes them. */
final class Numbers {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,9}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final Set<String> NO = Set.of("off", "false", "no");

    private Numbers() {}

    static Optional<Integer> whole(String text) {
        return WHOLE.matcher(text).matches() ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    static Optional<BigDecimal> decimal(String text) {
        return DECIMAL.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** A number of seconds as a time of ours; what is no number as it is, for the reader to say so. */
    static String seconds(String text) {
        return decimal(text).map(Numbers::time).orElse(text);
    }

    /** In the largest unit that gives a whole number. */
    static String time(BigDecimal seconds) {
        long micros = seconds.movePointRight(6).longValue();
        if (micros % 1_000_000 == 0) {
            return micros / 1_000_000 + "s";
        }
        return micros % 1000 == 0 ? micros / 1000 + "ms" : micros + "us";
    }

    /** What a switch says; one without an argument is on. */
    static boolean isOn(Statement statement) {
        return !NO.contains(statement.argument().toLowerCase(Locale.ROOT));
    }
}
