package lb.admin.haproxy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times, section 2.5 of HAProxy's manual. */
final class TimeText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(us|ms|s|m|h|d)?");
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;

    private TimeText() {}

    /**
     * A time as our configuration writes it, in the largest unit that gives a whole number.
     *
     * @param unit of a number alone
     * @return nothing when it is none
     */
    static Optional<String> ours(String time, String unit) {
        Matcher matcher = FORM.matcher(time);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        String of = matcher.group(2) == null ? unit : matcher.group(2);
        if (of.equals("ms") && number % SECOND == 0 && number > 0) {
            return Optional.of(number % MINUTE == 0 ? number / MINUTE + "m" : number / SECOND + "s");
        }
        return Optional.of(number + (number == 0 ? "s" : of));
    }
}
