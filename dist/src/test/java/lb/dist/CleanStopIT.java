package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
        var load = new ClientLoad(four, LOAD_SECONDS, this::state);

        var stopping = System.nanoTime();
        first.stop();
        var stopped = System.nanoTime();
        four.owns(four.ha2(), FourNodes.PATIENCE, first, second);
        var report = load.since(stopping);
        System.out.printf(
                "clean stop in %d ms: %d requests on new connections, failed: %s, %d slow, slowest %d ms, outage %d ms%n",
                Duration.ofNanos(stopped - stopping).toMillis(),
                report.requests(),
                report.failuresInWords(),
                report.slow(),
                report.slowest().toMillis(),
                report.outage().toMillis());
        first.output().lines().filter(line -> line.contains("have left")).forEach(System.out::println);
        assertThat(report.failuresInWords()).as(this::state).isEqualTo("none");
        assertThat(report.slowest()).as(this::state).isLessThanOrEqualTo(SLOWEST.plus(SLACK));
        assertThat(first.output()).contains("have left: nothing broken off");
        load.keptLostNothing();
    }

    private String state() {
        return four.state(first, second);
    }
}
