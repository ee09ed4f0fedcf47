package lb.admin.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * One request of the probe.
 *
 * @param start {@link System#nanoTime()} when it was begun. On Linux that clock is the same for all processes of a
 *     machine, so that the samples of a child can be compared with the moments of its parent
 * @param nanos until its end, in nanoseconds
 * @param outcome how it ended
 * @param server the first word of the answer; "-" without one
 */
public record ProbeSample(long start, long nanos, Outcome outcome, String server) {
    /** How a request ended. */
    public enum Outcome {
        /** With status 200. */
        ANSWERED,
        /** With another status: somebody was there, but not what was asked for. */
        OTHER_STATUS,
        /** Nobody listens there: the machine answered with a reset. */
        REFUSED,
        /** Connected, and then closed or reset before the answer was complete. */
        BROKEN,
        /** No machine has the address, or there is no way to it. */
        UNREACHABLE,
        /** Nothing came within the probe's patience. */
        NO_ANSWER
    }

    /** Whether it was answered within a time that nobody minds. */
    public boolean good(Duration slow) {
        return outcome == Outcome.ANSWERED && nanos <= slow.toNanos();
    }

    /** One line, which {@link #parse} reads. */
    String line() {
        return start + " " + nanos + " " + outcome + " " + server;
    }

    /** The sample in a line, or empty when it is another line. */
    static Optional<ProbeSample> parse(String line) {
        var words = line.split(" ", -1);
        if (words.length != 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProbeSample(
                    Long.parseLong(words[0]), Long.parseLong(words[1]), Outcome.valueOf(words[2]), words[3]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
