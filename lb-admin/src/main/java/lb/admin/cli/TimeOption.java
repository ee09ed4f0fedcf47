package lb.admin.cli;

import java.time.Duration;
import lb.admin.config.Times;
import lb.admin.config.ValueException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A time on a command line. */
final class TimeOption {
    private TimeOption() {}

    /** @throws ParameterException when it is none up to an hour */
    static Duration parse(String option, String text, CommandLine line) {
        try {
            Duration time = Times.parse(text);
            if (time.compareTo(Duration.ofHours(1)) <= 0) {
                return time;
            }
        } catch (ValueException e) {
            // Told below.
        }
        throw new ParameterException(
                line, option + " \"" + text + "\" (expected: a time up to 1h with its unit, such as 10s)");
    }
}
