package lb.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import lb.admin.demo.ProbeProcess;
import lb.admin.demo.ProbeReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long a client is without service, side by side with keepalived and HAProxy: figures, not promises, so it runs only
 * when asked: {@code bench/failover}.
 */
@Tag("network")
@EnabledIfSystemProperty(named = "lb.figures", matches = "\\d+")
class FailoverFiguresIT {
    private static final int TIMES = Integer.getInteger("lb.figures", 0);
    private static final String REPORT = System.getProperty("lb.figures.report", "");
    private static final List<Long> INTERVALS = Stream.of(
                    System.getProperty("lb.figures.intervals", "1000,100,30").split(","))
            .map(Long::valueOf)
            .toList();
    private static final Duration FROZEN = Duration.ofSeconds(5);

    private final FailoverFigures figures = new FailoverFigures();

    private static List<Vrrp> ways() {
        return Stream.of(
                        new Vrrp(2, Duration.ofSeconds(1), false, "12345678"),
                        new Vrrp(3, Duration.ofMillis(100), false, ""),
                        new Vrrp(3, Duration.ofMillis(30), false, ""))
                .filter(vrrp -> INTERVALS.contains(vrrp.interval().toMillis()))
                .toList();
    }

    @Test
    void sideBySide() {
        Needs.programs("nginx", "keepalived", "haproxy", "curl");
        for (var vrrp : ways()) {
            measure("lb", vrrp, four -> {
                var conf = Lb.conf(four, vrrp);
                return List.of(new Lb(four.ha1(), conf), new Lb(four.ha2(), conf));
            });
            measure("lb with a lifeline", vrrp, four -> {
                var conf = withLifeline(four, Lb.conf(four, vrrp));
                return List.of(new Lb(four.ha1(), conf), new Lb(four.ha2(), conf));
            });
            measure(
                    "keepalived + HAProxy",
                    vrrp,
                    four -> List.of(
                            new KeepalivedAndHaproxy(four, four.ha1(), four.ha2(), Vrrp.HIGHER, vrrp),
                            new KeepalivedAndHaproxy(four, four.ha2(), four.ha1(), Vrrp.LOWER, vrrp)));
            // After each way, so that a run that is ended early has not been for nothing.
            write();
        }
    }

    private static Path withLifeline(FourNodes four, Path conf) {
        var certificates = four.folder().resolve("lifeline").toString();
        four.ha1()
                .run(Lb.command("init", "--lifeline", certificates, "ha1", "ha2")
                        .toArray(String[]::new));
        try {
            return Files.writeString(
                    conf, "lifeline { certificates = \"%s\" }%n".formatted(certificates), StandardOpenOption.APPEND);
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

    /** @param maker makes the two balancers, the one with the higher priority first */
    private void measure(String name, Vrrp vrrp, Function<FourNodes, List<Balancer>> maker) {
        try (var four = FourNodes.open()) {
            four.startWebs();
            var balancers = maker.apply(four);
            balancers.forEach(Balancer::start);
            four.takePart(balancers.toArray(Balancer[]::new));
            var series = figures.series(vrrp, name);
            event(series, four, balancers, "clean stop", Balancer::stop, Balancer::start);
            event(series, four, balancers, "kill -9", Balancer::kill, Balancer::start);
            event(
                    series,
                    four,
                    balancers,
                    "link down",
                    it -> it.node().unplug(),
                    it -> it.node().plug());
            event(
                    series,
                    four,
                    balancers,
                    "cut off unnoticed",
                    it -> it.node().isolate(),
                    it -> it.node().rejoin());
            event(
                    series,
                    four,
                    balancers,
                    "SIGSTOP for " + FROZEN.toSeconds() + " s",
                    Balancer::freeze,
                    Balancer::thaw);
        }
    }

    private static void event(
            FailoverFigures.Series series,
            FourNodes four,
            List<Balancer> balancers,
            String name,
            Consumer<Balancer> harm,
            Consumer<Balancer> heal) {
        var away = new ArrayList<ProbeReport>();
        var back = new ArrayList<ProbeReport>();
        var shared = new ArrayList<Duration>();
        var first = balancers.getFirst();
        for (int i = 0; i < TIMES; i++) {
            var all = balancers.toArray(Balancer[]::new);
            four.owns(four.ha1(), FourNodes.PATIENCE, all);
            var probe = four.probe();
            settled(four, probe, System.nanoTime(), all);
            try (var owners = new OwnersWatch(four)) {
                var harmed = System.nanoTime();
                harm.accept(first);
                settled(four, probe, harmed, all);
                if (name.startsWith("SIGSTOP")) {
                    Eventually.holds(
                            "the frozen time is over",
                            FROZEN.multipliedBy(2),
                            () -> System.nanoTime() - harmed > FROZEN.toNanos(),
                            () -> four.state(all));
                }
                var healed = System.nanoTime();
                away.add(ProbeReport.of(probe.between(harmed, healed)));
                shared.add(owners.shared());
                heal.accept(first);
                four.owns(four.ha1(), FourNodes.PATIENCE, all);
                settled(four, probe, System.nanoTime(), all);
                back.add(ProbeReport.of(probe.since(healed)));
            }
            probe.stop();
        }
        series.add(name, away, shared);
        series.add(name + ": its return", back, List.of());
    }

    /** Waits until the client has been served well for one and a half seconds that began after {@code from}. */
    private static void settled(FourNodes four, ProbeProcess probe, long from, Balancer... balancers) {
        Eventually.holds(
                "the client is served",
                Duration.ofSeconds(60),
                () -> probe.allGoodFor(Duration.ofMillis(1500), from),
                () -> four.state(balancers));
    }
}
