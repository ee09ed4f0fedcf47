package lb.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long a client is without service, side by side with keepalived and HAProxy: figures, not promises, so it runs only
 * when asked: {@code bench/failover}. The contestants go through each event at the same time, each in a network of its own;
 * only where milliseconds count, one after the other.
 */
@Tag("network")
@EnabledIfSystemProperty(named = "lb.figures", matches = "\\d+")
class FailoverFiguresIT {
    private static final int TIMES = Integer.getInteger("lb.figures", 0);
    private static final String REPORT = System.getProperty("lb.figures.report", "");
    /** Milliseconds between adverts, and how often each event is measured with them. */
    private static final Map<Long, Integer> INTERVALS = Stream.of(
                    System.getProperty("lb.figures.intervals", "1000,100,30").split(","))
            .map(interval -> interval.split("="))
            .collect(Collectors.toMap(
                    words -> Long.valueOf(words[0]), words -> words.length > 1 ? Integer.parseInt(words[1]) : TIMES));

    /** Which of the events, by their names. */
    private static final Pattern EVENTS = Pattern.compile(System.getProperty("lb.figures.events", ""));

    private static final String LB = "lb";
    private static final String LIFELINE = "lb with a lifeline";
    private static final String KEEPALIVED = "keepalived + HAProxy";

    private final FailoverFigures figures = new FailoverFigures();

    private static List<Vrrp> ways() {
        return Stream.of(
                        new Vrrp(2, Duration.ofSeconds(1), false, "12345678"),
                        new Vrrp(3, Duration.ofMillis(100), false, ""),
                        new Vrrp(3, Duration.ofMillis(30), false, ""))
                .filter(vrrp -> INTERVALS.containsKey(vrrp.interval().toMillis()))
                .toList();
    }

    @Test
    void sideBySide() throws Exception {
        Needs.programs("nginx", "keepalived", "haproxy", "curl");
        for (var vrrp : ways()) {
            measure(vrrp, false);
            measure(vrrp, true);
        }
    }

    private void measure(Vrrp vrrp, boolean preempt) throws Exception {
        var pairs = new ArrayList<FailoverPair>();
        int times = Objects.requireNonNull(INTERVALS.get(vrrp.interval().toMillis()));
        try {
            pairs.add(new FailoverPair(LB, preempt, four -> ours(four, vrrp, preempt, "")));
            pairs.add(new FailoverPair(LIFELINE, preempt, four -> ours(four, vrrp, preempt, lifeline(four))));
            pairs.add(new FailoverPair(KEEPALIVED, preempt, four -> theirs(four, vrrp, preempt)));
            for (var event : preempt ? FailoverEvent.WITH_PREEMPTION : FailoverEvent.WITHOUT_PREEMPTION) {
                if (!EVENTS.matcher(event.name()).find()) {
                    continue;
                }
                var rounds = pairs.stream()
                        .filter(pair -> !event.oursOnly() || !pair.contestant().equals(KEEPALIVED))
                        .map(pair -> (Callable<Void>) () -> {
                            for (int i = 0; i < times; i++) {
                                figures.add(vrrp, event.name(), pair.contestant(), pair.round(event));
                            }
                            return null;
                        })
                        .toList();
                try (var threads =
                        event.alone() ? Executors.newSingleThreadExecutor() : Executors.newCachedThreadPool()) {
                    for (var ended : threads.invokeAll(rounds)) {
                        ended.get();
                    }
                }
                // After each event, so that a run that is ended early has not been for nothing.
                write();
            }
        } finally {
            pairs.forEach(FailoverPair::close);
        }
    }

    private static List<Balancer> ours(FourNodes four, Vrrp vrrp, boolean preempt, String more) {
        var conf = append(Lb.conf(four, vrrp), "virtual-ips.web.preempt = %b%n%s".formatted(preempt, more));
        return List.of(new Lb(four.ha1(), conf), new Lb(four.ha2(), conf));
    }

    private static String lifeline(FourNodes four) {
        var certificates = four.folder().resolve("lifeline").toString();
        four.ha1()
                .run(Lb.command("init", "--lifeline", certificates, "ha1", "ha2")
                        .toArray(String[]::new));
        return "lifeline { certificates = \"%s\" }%n".formatted(certificates);
    }

    private static List<Balancer> theirs(FourNodes four, Vrrp vrrp, boolean preempt) {
        return List.of(
                new KeepalivedAndHaproxy(four, four.ha1(), four.ha2(), Vrrp.HIGHER, vrrp, preempt),
                new KeepalivedAndHaproxy(four, four.ha2(), four.ha1(), Vrrp.LOWER, vrrp, preempt));
    }

    private static Path append(Path conf, String text) {
        try {
            return Files.writeString(conf, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() {
        System.out.println(figures);
        if (!REPORT.isEmpty()) {
            try {
                Files.writeString(Path.of(REPORT), figures.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
