package lb.admin.demo;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** A {@link Probe} in the namespace of a node, and what it has seen so far. */
public final class ProbeProcess {
    private static final int HTTP = 80;

    /** From the end of the patience until the line is in the file, on a busy machine. */
    private static final Duration MARGIN = Duration.ofMillis(200);

    private final LabProcess process;
    private final Duration patience;

    private ProbeProcess(LabProcess process, Duration patience) {
        this.process = process;
        this.patience = patience;
    }

    /**
     * Starts to ask port 80 of {@code address}.
     *
     * @param pace between the starts of two requests
     * @param patience after which a request counts as not answered
     * @param time after which it ends by itself, whole seconds
     */
    public static ProbeProcess start(LabNode client, String address, Duration pace, Duration patience, Duration time) {
        return new ProbeProcess(
                client.start(Jvm.small(
                        Probe.class,
                        address,
                        Integer.toString(HTTP),
                        Long.toString(pace.toNanos() / 1000),
                        Long.toString(patience.toMillis()),
                        Long.toString(time.toSeconds()))),
                patience);
    }

    /** All requests that have ended, in the order of their beginnings. */
    public List<ProbeSample> samples() {
        return process.output()
                .lines()
                .flatMap(line -> ProbeSample.parse(line).stream())
                .sorted(Comparator.comparingLong(ProbeSample::start))
                .toList();
    }

    /** A {@link System#nanoTime()} so long ago that every request begun before it has ended. */
    public long complete() {
        return System.nanoTime() - patience.plus(MARGIN).toNanos();
    }

    /** Requests begun at {@link System#nanoTime()} {@code from} or later, that have ended. */
    public List<ProbeSample> since(long from) {
        return samples().stream().filter(sample -> sample.start() - from >= 0).toList();
    }

    /** Requests begun from {@code from} on and before {@code to}, that have ended. */
    public List<ProbeSample> between(long from, long to) {
        return since(from).stream().filter(sample -> sample.start() - to < 0).toList();
    }

    /**
     * Whether every request of the last {@code time} whose requests have all ended was answered in good time.
     *
     * @param from false while that time began before it
     */
    public boolean allGoodFor(Duration time, long from) {
        var end = complete();
        var begin = end - time.toNanos();
        var samples = between(begin, end);
        return begin - from >= 0
                && !samples.isEmpty()
                && samples.stream().allMatch(sample -> sample.good(ProbeReport.SLOW));
    }

    /** Whether it still asks. */
    public boolean alive() {
        return process.alive();
    }

    /** What it has printed, for the message of a failure. */
    public String output() {
        return process.output();
    }

    public void stop() {
        process.kill();
    }
}
