package lb.admin.demo;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lb.admin.demo.ProbeSample.Outcome;

/**
 * What a client saw.
 *
 * @param requests all of them
 * @param answered with status 200, slow ones included
 * @param slow answered, but later than the time that nobody minds
 * @param failed how many ended how, other than answered
 * @param byServer answers of each server
 * @param outage from the start of the first request that was not answered in good time to the start of the first good
 *     one after the last such: the whole time of disturbance, the good ones in between included
 * @param longestSilence the longest time without a request begun that was answered in good time, within the outage
 * @param longestGap the longest time in which no answer came, whenever its request was begun
 * @param slowest the longest that an answer took
 */
public record ProbeReport(
        int requests,
        int answered,
        int slow,
        Map<Outcome, Integer> failed,
        Map<String, Integer> byServer,
        Duration outage,
        Duration longestSilence,
        Duration longestGap,
        Duration slowest) {
    /** An answer that takes longer is slow. A lost SYN takes a second, a busy machine some tens of milliseconds. */
    public static final Duration SLOW = Duration.ofMillis(400);

    public static ProbeReport of(List<ProbeSample> unsorted) {
        return of(unsorted, SLOW);
    }

    static ProbeReport of(List<ProbeSample> unsorted, Duration slowAfter) {
        var samples = unsorted.stream()
                .sorted(Comparator.comparingLong(ProbeSample::start))
                .toList();
        var failed = new EnumMap<Outcome, Integer>(Outcome.class);
        int answered = 0;
        int slow = 0;
        for (var sample : samples) {
            if (sample.outcome() == Outcome.ANSWERED) {
                answered++;
                slow += sample.good(slowAfter) ? 0 : 1;
            } else {
                failed.merge(sample.outcome(), 1, Integer::sum);
            }
        }
        var byServer = samples.stream()
                .filter(sample -> sample.outcome() == Outcome.ANSWERED)
                .collect(Collectors.groupingBy(ProbeSample::server, TreeMap::new, Collectors.summingInt(sample -> 1)));
        return new ProbeReport(
                samples.size(),
                answered,
                slow,
                failed,
                byServer,
                outage(samples, slowAfter),
                longestSilence(samples, slowAfter),
                longestGap(samples),
                slowest(samples));
    }

    /** Requests that were not answered. */
    public int failures() {
        return requests - answered;
    }

    private static Duration outage(List<ProbeSample> samples, Duration slowAfter) {
        int first = -1;
        int end = -1;
        for (int i = 0; i < samples.size(); i++) {
            if (!samples.get(i).good(slowAfter)) {
                first = first < 0 ? i : first;
                end = i + 1;
            }
        }
        return first < 0 ? Duration.ZERO : between(samples, first, end);
    }

    private static Duration longestSilence(List<ProbeSample> samples, Duration slowAfter) {
        var longest = Duration.ZERO;
        int first = -1;
        for (int i = 0; i <= samples.size(); i++) {
            boolean good = i == samples.size() || samples.get(i).good(slowAfter);
            if (!good && first < 0) {
                first = i;
            } else if (good && first >= 0) {
                var silence = between(samples, first, i);
                longest = silence.compareTo(longest) > 0 ? silence : longest;
                first = -1;
            }
        }
        return longest;
    }

    private static Duration longestGap(List<ProbeSample> samples) {
        if (samples.isEmpty()) {
            return Duration.ZERO;
        }
        var answers = samples.stream()
                .filter(sample -> sample.outcome() == Outcome.ANSWERED)
                .mapToLong(sample -> sample.start() + sample.nanos())
                .sorted()
                .toArray();
        long last = samples.getFirst().start();
        long longest = 0;
        for (long answer : answers) {
            longest = Math.max(longest, answer - last);
            last = answer;
        }
        return Duration.ofNanos(Math.max(longest, samples.getLast().start() - last));
    }

    private static Duration slowest(List<ProbeSample> samples) {
        return Duration.ofNanos(samples.stream()
                .filter(sample -> sample.outcome() == Outcome.ANSWERED)
                .mapToLong(ProbeSample::nanos)
                .max()
                .orElse(0));
    }

    /** To the start of sample {@code end}, or to the end of the last one where nothing came after it. */
    private static Duration between(List<ProbeSample> samples, int first, int end) {
        long from = samples.get(first).start();
        if (end < samples.size()) {
            return Duration.ofNanos(samples.get(end).start() - from);
        }
        var last = samples.getLast();
        return Duration.ofNanos(last.start() + last.nanos() - from);
    }

    /** In words: "2 refused, 716 no answer"; "none" without any. */
    public String failuresInWords() {
        return failed.isEmpty()
                ? "none"
                : failed.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + words(entry.getKey()))
                        .collect(Collectors.joining(", "));
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case ANSWERED -> "answered";
            case OTHER_STATUS -> "answered with an error page";
            case REFUSED -> "refused";
            case BROKEN -> "broken off";
            case UNREACHABLE -> "unreachable";
            case NO_ANSWER -> "without an answer";
        };
    }
}
