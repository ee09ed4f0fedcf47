package lb.dist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import lb.admin.demo.ProbeProcess;
import lb.admin.demo.ProbeReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How long a client is without service, side by side with keepalived and HAProxy: figures, not promises, so it runs only
 * when asked: {@code mvn verify -pl dist -am -Dit.test=FailoverFiguresIT -Dlb.figures=3} measures each three times.
 */
@Tag("network")
@EnabledIfSystemProperty(named = "lb.figures", matches = "\\d+")
class FailoverFiguresIT {
    private static final int TIMES = Integer.getInteger("lb.figures", 0);

    static Stream<Vrrp> ways() {
        return Stream.of(
                new Vrrp(2, Duration.ofSeconds(1), false, "12345678"), new Vrrp(3, Duration.ofMillis(100), false, ""));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void sideBySide(Vrrp vrrp) {
        Needs.programs("nginx", "keepalived", "haproxy", "curl");
        measure("lb", vrrp, four -> {
            var conf = Lb.conf(four, vrrp);
            return List.of(new Lb(four.ha1(), conf), new Lb(four.ha2(), conf));
        });
        measure(
                "keepalived + HAProxy",
                vrrp,
                four -> List.of(
                        new KeepalivedAndHaproxy(four, four.ha1(), four.ha2(), Vrrp.HIGHER, vrrp),
                        new KeepalivedAndHaproxy(four, four.ha2(), four.ha1(), Vrrp.LOWER, vrrp)));
    }

    /** @param maker makes the two balancers, the one with the higher priority first */
    private static void measure(String name, Vrrp vrrp, Function<FourNodes, List<Balancer>> maker) {
        try (var four = FourNodes.open()) {
            four.startWebs();
            var balancers = maker.apply(four);
            balancers.forEach(Balancer::start);
            four.takePart(balancers.toArray(Balancer[]::new));
            System.out.printf("%n%s, %s:%n", name, vrrp);
            event(four, balancers, "clean stop", Balancer::stop, Balancer::start);
            event(four, balancers, "kill -9", Balancer::kill, Balancer::start);
            event(
                    four,
                    balancers,
                    "cable pulled",
                    it -> it.node().unplug(),
                    it -> it.node().plug());
            event(
                    four,
                    balancers,
                    "cut off unnoticed",
                    it -> it.node().isolate(),
                    it -> it.node().rejoin());
            event(four, balancers, "frozen", Balancer::freeze, Balancer::thaw);
        }
    }

    private static void event(
            FourNodes four, List<Balancer> balancers, String name, Consumer<Balancer> harm, Consumer<Balancer> heal) {
        var away = new ArrayList<ProbeReport>();
        var back = new ArrayList<ProbeReport>();
        var first = balancers.get(0);
        for (int i = 0; i < TIMES; i++) {
            var all = balancers.toArray(Balancer[]::new);
            four.owns(four.ha1(), FourNodes.PATIENCE, all);
            var probe = four.probe();
            settled(four, probe, System.nanoTime(), all);
            var harmed = System.nanoTime();
            harm.accept(first);
            settled(four, probe, harmed, all);
            var healed = System.nanoTime();
            away.add(ProbeReport.of(probe.between(harmed, healed)));
            heal.accept(first);
            four.owns(four.ha1(), FourNodes.PATIENCE, all);
            settled(four, probe, System.nanoTime(), all);
            back.add(ProbeReport.of(probe.since(healed)));
            probe.stop();
        }
        print(name, away);
        print("  and back", back);
    }

    /** Waits until the client has been served well for one and a half seconds that began after {@code from}. */
    private static void settled(FourNodes four, ProbeProcess probe, long from, Balancer... balancers) {
        Eventually.holds(
                "the client is served",
                Duration.ofSeconds(60),
                () -> probe.allGoodFor(Duration.ofMillis(1500), from),
                () -> four.state(balancers));
    }

    private static void print(String name, List<ProbeReport> reports) {
        var sorted = reports.stream().map(ProbeReport::outage).sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "  %-20s outage %5d ms median, %5d worst; longest silence %5d; slow %s; failed: %s%n",
                name,
                sorted.get(sorted.size() / 2).toMillis(),
                sorted.getLast().toMillis(),
                reports.stream()
                        .mapToLong(report -> report.longestSilence().toMillis())
                        .max()
                        .orElseThrow(),
                reports.stream().map(ProbeReport::slow).toList(),
                reports.stream().map(ProbeReport::failuresInWords).toList());
    }
}
