package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
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
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two nodes with a lifeline: one leaves the address, one comes back for it, while clients ask on new connections and on
 * kept ones.
 */
@Tag("network")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class HandOverIT {
    private static final Vrrp VRRP = new Vrrp(3, Duration.ofSeconds(1), true, "");

    /** Enough for two retransmissions of a SYN. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** One retransmission of a SYN. */
    private static final Duration SLOWEST = Duration.ofMillis(1200);

    /** For processes that get their turn late: the machine of the tests may have two busy cores. */
    private static final Duration SLACK = Duration.ofMillis(1500);

    private static final String LOAD_SECONDS = "12";

    private FourNodes four;
    private Lb first;
    private Lb second;

    @BeforeAll
    void start() throws IOException {
        Needs.programs("nginx", "curl");
        four = FourNodes.open();
        four.startWebs();
        var certificates = four.folder().resolve("lifeline").toString();
        four.ha1()
                .run(Lb.command("init", "--lifeline", certificates, "ha1", "ha2")
                        .toArray(String[]::new));
        var conf = Lb.conf(four, VRRP, "http");
        Files.writeString(conf, "lifeline { certificates = \"" + certificates + "\" }\n", StandardOpenOption.APPEND);
        first = new Lb(four.ha1(), conf);
        second = new Lb(four.ha2(), conf);
        second.start();
        first.start();
        four.takePart(first, second);
        connected();
        four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
    }

    @AfterAll
    void end() {
        if (four != null) {
            four.close();
        }
    }

    private void connected() {
        Eventually.holds(
                "the lifeline is there",
                FourNodes.PATIENCE,
                () -> first.output().contains("lifeline to node ha2: it is ALIVE"),
                this::state);
    }

    @Test
    @Order(1)
    void aStopHandsTheAddressOverWithoutALostRequest() {
        underLoad("clean stop", () -> {
            first.stop();
            four.owns(four.ha2(), FourNodes.PATIENCE, first, second);
        });
        assertThat(first.output()).contains("stopping: handed over to node ha2");
        assertThat(second.output()).contains("handed over by node ha1");
    }

    @Test
    @Order(2)
    void whoComesBackIsHandedTheAddressWithoutALostRequest() {
        underLoad("preemption", () -> {
            first.start();
            connected();
            four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        });
        assertThat(second.output()).contains("asked by node ha1: handed over to node ha1");
        assertThat(first.output()).contains("handed over by node ha2");
    }

    private void underLoad(String what, Runnable move) {
        var probe = four.probe(PATIENCE);
        var kept = NetworkLab.onPath("wrk") ? keepAsking() : null;
        answered(probe, System.nanoTime());
        var begun = System.nanoTime();
        move.run();
        answered(probe, System.nanoTime());
        var samples = probe.since(begun);
        probe.stop();
        var report = ProbeReport.of(samples);
        var slowest = Duration.ofNanos(
                samples.stream().mapToLong(ProbeSample::nanos).max().orElseThrow());
        System.out.printf(
                "%s: %d requests on new connections, failed: %s, %d slow, slowest %d ms, longest gap without an answer %d ms%n",
                what,
                report.requests(),
                report.failuresInWords(),
                report.slow(),
                slowest.toMillis(),
                report.longestSilence().toMillis());
        assertThat(report.failuresInWords()).as(this::state).isEqualTo("none");
        assertThat(slowest).as(this::state).isLessThanOrEqualTo(SLOWEST.plus(SLACK));
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
