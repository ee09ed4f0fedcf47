package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabProcess;
import lb.admin.demo.NetworkLab;
import lb.admin.demo.ProbeProcess;
import lb.admin.demo.ProbeReport;
import lb.admin.demo.ProbeSample;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A clean stop of the node that owns the address, while clients ask on new connections and on kept ones. */
@Tag("network")
@TestInstance(Lifecycle.PER_CLASS)
class CleanStopIT {
    private static final Vrrp VRRP = new Vrrp(2, Duration.ofSeconds(1), true, "mylittle");

    /** Enough for two retransmissions of a SYN. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** One retransmission of a SYN (1 s) where the next owner is there by then, as it is after 0.8 s at most. */
    private static final Duration SLOWEST = Duration.ofMillis(1200);

    /** For processes that get their turn late: the machine of the tests may have two busy cores. */
    private static final Duration SLACK = Duration.ofMillis(1500);

    private static final String LOAD_SECONDS = "6";

    private FourNodes four;
    private Lb first;
    private Lb second;

    @BeforeAll
    void start() {
        Needs.programs("nginx", "curl");
        four = FourNodes.open();
        four.startWebs();
        var conf = Lb.conf(four, VRRP, "http");
        first = new Lb(four.ha1(), conf);
        second = new Lb(four.ha2(), conf);
        second.start();
    }

    @AfterAll
    void end() {
        if (four != null) {
            four.close();
        }
    }

    @RepeatedTest(2)
    void noRequestIsLost() {
        first.start();
        four.takePart(first, second);
        four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        var probe = four.probe(PATIENCE);
        var kept = NetworkLab.onPath("wrk") ? keepAsking() : null;
        answered(probe, System.nanoTime());

        var stopping = System.nanoTime();
        first.stop();
        var stopped = System.nanoTime();
        four.owns(four.ha2(), FourNodes.PATIENCE, first, second);
        answered(probe, System.nanoTime());

        var samples = probe.since(stopping);
        probe.stop();
        var report = ProbeReport.of(samples);
        var slowest = Duration.ofNanos(
                samples.stream().mapToLong(ProbeSample::nanos).max().orElseThrow());
        System.out.printf(
                "clean stop in %d ms: %d requests on new connections, failed: %s, %d slow, slowest %d ms, outage %d ms%n",
                Duration.ofNanos(stopped - stopping).toMillis(),
                report.requests(),
                report.failuresInWords(),
                report.slow(),
                slowest.toMillis(),
                report.outage().toMillis());
        first.output().lines().filter(line -> line.contains("have left")).forEach(System.out::println);
        assertThat(report.failuresInWords()).as(this::state).isEqualTo("none");
        assertThat(slowest).as(this::state).isLessThanOrEqualTo(SLOWEST.plus(SLACK));
        assertThat(first.output()).contains("have left: nothing broken off");
        if (kept != null) {
            Eventually.holds("the load is over", FourNodes.PATIENCE, () -> !kept.alive(), kept::output);
            System.out.println("on kept connections: "
                    + kept.output()
                            .lines()
                            .filter(line -> line.contains("requests in"))
                            .findFirst()
                            .orElse("?")
                            .strip());
            assertThat(kept.output())
                    .contains("requests in")
                    .as("wrk tells of no connection that was refused, broken off or silent for two seconds")
                    .doesNotContain("Socket errors", "Non-2xx");
        }
    }

    /** Four connections, each of which asks 5 ms after each answer, or on a new connection when it is told to close. */
    private LabProcess keepAsking() {
        var script = Lb.write(four.folder().resolve("wrk.lua"), "function delay() return 5 end\n");
        return four.client()
                .start(List.of(
                        "wrk",
                        "-t1",
                        "-c4",
                        "-d" + LOAD_SECONDS,
                        "-s",
                        script.toString(),
                        "http://" + FourNodes.VIRTUAL + "/"));
    }

    private void answered(ProbeProcess probe, long from) {
        Eventually.holds(
                "requests that began later are answered",
                FourNodes.PATIENCE,
                () -> probe.since(from).stream()
                                .filter(sample -> sample.good(ProbeReport.SLOW))
                                .count()
                        > 100,
                this::state);
    }

    private String state() {
        return four.state(first, second);
    }
}
