package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import lb.admin.demo.Eventually;
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

    /** As docs/operations.md has it, for where an upgrade in place cannot be. */
    @Test
    @Order(3)
    void aPairIsRestartedNodeByNodeWithoutALostRequest() {
        underLoad("both nodes restarted", "25", () -> {
            second.stop();
            second.start();
            Eventually.holds(
                    "the backup is back",
                    FourNodes.PATIENCE,
                    () -> second.output().contains("lifeline to node ha1: it is ALIVE")
                            && second.output().contains("is BACKUP"),
                    this::state);
            var yield = four.ha1().start(Lb.command("yield", "web"));
            assertThat(yield.exit(FourNodes.PATIENCE)).as(yield::output).hasValue(0);
            four.owns(four.ha2(), FourNodes.PATIENCE, first, second);
            first.stop();
            first.start();
            connected();
            four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        });
        assertThat(first.output()).contains("handed over by node ha2");
    }

    private void underLoad(String what, Runnable move) {
        underLoad(what, LOAD_SECONDS, move);
    }

    /** @param seconds for which requests on kept connections go on */
    private void underLoad(String what, String seconds, Runnable move) {
        var load = new ClientLoad(four, seconds, this::state);
        var begun = System.nanoTime();
        move.run();
        var report = load.since(begun);
        System.out.printf(
                "%s: %d requests on new connections, failed: %s, %d slow, slowest %d ms, longest gap without an answer %d ms%n",
                what,
                report.requests(),
                report.failuresInWords(),
                report.slow(),
                report.slowest().toMillis(),
                report.longestGap().toMillis());
        assertThat(report.failuresInWords()).as(this::state).isEqualTo("none");
        assertThat(report.slowest()).as(this::state).isLessThanOrEqualTo(SLOWEST.plus(SLACK));
        load.keptLostNothing();
    }

    private String state() {
        return four.state(first, second);
    }
}
