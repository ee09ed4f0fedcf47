package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import lb.admin.demo.ProbeProcess;
import lb.admin.demo.ProbeReport;
import lb.admin.demo.ProbeSample;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** The laboratory of four nodes: two of ours with one file, two nginx, and a client that never stops asking. */
@Tag("network")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class FourNodeLabIT {
    private static final Vrrp VRRP = new Vrrp(2, Duration.ofSeconds(1), true, "mylittle");

    /** For processes that get their turn late: the machine of the tests may have two busy cores. */
    private static final Duration SLACK = Duration.ofMillis(1500);

    private static final int FALL = 3;

    private FourNodes four;
    private Capture capture;
    private Lb first;
    private Lb second;
    private LabProcess nginx1;
    private ProbeProcess probe;

    @BeforeAll
    void start() {
        Needs.programs("nginx", "curl", "tcpdump", "tshark");
        four = FourNodes.open();
        capture = Capture.start(four);
        nginx1 = four.startWeb(four.web1());
        four.startWeb(four.web2());
        var conf = Lb.conf(four, VRRP);
        first = new Lb(four.ha1(), conf);
        second = new Lb(four.ha2(), conf);
        first.start();
        second.start();
        four.takePart(first, second);
    }

    @AfterAll
    void end() {
        if (four != null) {
            four.close();
        }
    }

    /** Also heals what a failed test has left, so that it is the only one that fails. */
    @BeforeEach
    void theFirstNodeOwnsTheAddressAndServes() {
        four.ha1().plug();
        four.ha1().rejoin();
        if (first.alive()) {
            first.thaw();
        } else {
            first.start();
        }
        if (!nginx1.alive()) {
            nginx1 = four.startWeb(four.web1());
        }
        four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        Eventually.holds(
                "both web servers answer through the virtual address",
                FourNodes.PATIENCE,
                () -> List.of("web1", "web2").contains(four.ask(FourNodes.VIRTUAL))
                        && !four.ask(FourNodes.VIRTUAL).equals(four.ask(FourNodes.VIRTUAL)),
                this::state);
    }

    @AfterEach
    void theClientIsQuiet() {
        if (probe != null) {
            probe.stop();
            probe = null;
        }
    }

    private String state() {
        return four.state(first, second);
    }

    @Test
    @Order(1)
    void answersAlternateExactly() {
        var answers = IntStream.range(0, 20)
                .mapToObj(i -> four.ask(FourNodes.VIRTUAL))
                .toList();
        var web1First = answers.getFirst().equals("web1");
        assertThat(answers)
                .isEqualTo(IntStream.range(0, 20)
                        .mapToObj(i -> (i % 2 == 0) == web1First ? "web1" : "web2")
                        .toList());
    }

    @Test
    @Order(2)
    void theVirtualAddressIsNeitherPrimaryNorASource() {
        var held = four.ha1().addresses();
        assertThat(held.getFirst().prefix()).isEqualTo(four.ha1().address() + "/24");
        assertThat(held)
                .filteredOn(one -> one.prefix().startsWith(FourNodes.VIRTUAL + "/"))
                .singleElement()
                .satisfies(one -> assertThat(one.prefix()).isEqualTo(FourNodes.VIRTUAL + "/32"));
        for (var web : four.webs()) {
            assertThat(four.ha1().run("ip", "route", "get", web.address()))
                    .contains("src " + four.ha1().address());
            assertThat(four.peersSeenBy(web))
                    .contains(four.ha1().address())
                    .isSubsetOf(
                            four.ha1().address(),
                            four.ha2().address(),
                            four.client().address());
        }
        assertThat(four.ha1().run("ip", "-4", "route", "show")).doesNotContain(FourNodes.VIRTUAL);
    }

    @Test
    @Order(3)
    void aStoppedWebServerIsOutAfterFallChecksAndBackAfterRise() {
        probe = four.probe();
        var stopped = System.nanoTime();
        nginx1.stop(FourNodes.PATIENCE);
        var deadline = Lb.CHECK.multipliedBy(FALL).plus(SLACK);
        Eventually.holds(
                "the checks have had the time to see it",
                FourNodes.PATIENCE,
                () -> probe.complete() - stopped > deadline.plusSeconds(1).toNanos(),
                this::state);
        var out = probe.since(stopped + deadline.toNanos());
        assertNothingFailed(out);
        assertThat(ProbeReport.of(out).byServer()).containsOnlyKeys("web2");
        report("web server stopped", probe.since(stopped));

        var beforeReturn = System.nanoTime();
        nginx1 = four.startWeb(four.web1());
        Eventually.holds(
                "web1 answers again",
                Lb.CHECK.multipliedBy(2).plus(SLACK),
                () -> probe.since(beforeReturn).stream()
                        .anyMatch(sample -> sample.server().equals("web1")),
                this::state);
        servedFrom(System.nanoTime());
        assertNothingFailed(probe.since(beforeReturn));
        probe.stop();
        answersAlternateExactly();
    }

    @Test
    @Order(4)
    void aNodeThatIsStoppedHandsTheAddressOverAndTakesItBackWhenItIsStartedAgain() {
        probe = four.probe();
        var stopping = System.nanoTime();
        first.stop();
        // The skew time of the lower priority: (256 - 100) / 256 of a second.
        var moved = four.owns(four.ha2(), Duration.ofMillis(610).plus(SLACK), first, second);
        servedFrom(moved);
        assertNothingFailed(probe.since(moved));
        report("clean stop", probe.since(stopping));

        first.start();
        var back = four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        servedFrom(back);
        assertNothingFailed(probe.since(back));
        report("its return", probe.since(moved));
    }

    @Test
    @Order(5)
    void aNodeWhoseCableIsPulledLosesTheAddressWithinTheMasterDownInterval() {
        probe = four.probe();
        var pulled = System.nanoTime();
        four.ha1().unplug();
        var moved = holds(four.ha2(), VRRP.masterDown().plus(SLACK));
        servedFrom(moved);
        assertNothingFailed(probe.since(moved));
        report("cable pulled", probe.since(pulled));

        var plugged = System.nanoTime();
        four.ha1().plug();
        var back = four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        servedFrom(back);
        assertNothingFailed(probe.since(back));
        report("plugged in again", probe.since(plugged));
    }

    @Test
    @Order(6)
    void aNodeThatIsCutOffWithoutNoticingServesAgainWhenItIsBack() {
        probe = four.probe();
        var cut = System.nanoTime();
        four.ha1().isolate();
        var moved = holds(four.ha2(), VRRP.masterDown().plus(SLACK));
        servedFrom(moved);
        assertNothingFailed(probe.since(moved));
        report("cut off unnoticed", probe.since(cut));

        var rejoined = System.nanoTime();
        four.ha1().rejoin();
        var back = four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        servedFrom(back);
        report("joined again", probe.since(rejoined));
    }

    @Test
    @Order(7)
    void aFrozenNodeLosesTheAddressAndThereAreNeverTwoOwnersForLongAfterItIsThawed() {
        probe = four.probe();
        var frozen = System.nanoTime();
        first.freeze();
        var moved = holds(four.ha2(), VRRP.masterDown().plus(SLACK));
        servedFrom(moved);
        // The kernel took it from the frozen node when its lease was over, which was before the other node missed it.
        assertThat(four.owners()).containsExactly(four.ha2());
        report("frozen", probe.since(frozen));

        var thawed = System.nanoTime();
        first.thaw();
        four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        Eventually.stays(
                "one owner", Duration.ofSeconds(3), () -> four.owners().equals(List.of(four.ha1())), this::state);
        servedFrom(System.nanoTime());
        report("thawed", probe.since(thawed));
    }

    @Test
    @Order(8)
    void aKilledNodeLosesTheAddressAndTakesItBackWhenItIsStartedAgain() {
        probe = four.probe();
        var killed = System.nanoTime();
        first.kill();
        Eventually.holds(
                "the kernel has taken the address from the dead node",
                Duration.ofSeconds(1),
                () -> !four.ha1().holds(FourNodes.VIRTUAL),
                this::state);
        var moved = holds(four.ha2(), VRRP.masterDown().plus(SLACK));
        servedFrom(moved);
        report("kill -9", probe.since(killed));

        first.start();
        var back = four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        servedFrom(back);
        assertNothingFailed(probe.since(back));
    }

    @Test
    @Order(9)
    void everyAdvertOnTheWireWasWellFormed() {
        var adverts = capture.stop();
        assertThat(adverts).filteredOn(advert -> !advert.problems().isEmpty()).isEmpty();
        assertThat(adverts).extracting(Capture.Advert::version).containsOnly(VRRP.version());
        assertThat(adverts)
                .extracting(Capture.Advert::source)
                .containsOnly(four.ha1().address(), four.ha2().address());
        assertThat(adverts)
                .extracting(Capture.Advert::destination)
                .containsOnly(four.ha1().address(), four.ha2().address());
        assertThat(adverts).extracting(Capture.Advert::priority).contains(0, Vrrp.LOWER, Vrrp.HIGHER);
        System.out.printf("%d adverts decoded by tshark: none malformed%n", adverts.size());
    }

    private long holds(LabNode node, Duration patience) {
        return Eventually.holds(
                node.name() + " has " + FourNodes.VIRTUAL, patience, () -> node.holds(FourNodes.VIRTUAL), this::state);
    }

    /** Waits until a second of requests, begun after {@code from}, has been answered in good time without exception. */
    private void servedFrom(long from) {
        Eventually.holds(
                "a second of good answers",
                Duration.ofSeconds(15),
                () -> probe.allGoodFor(Duration.ofSeconds(1), from),
                () -> ProbeReport.of(probe.since(from)) + System.lineSeparator() + state());
    }

    private void assertNothingFailed(List<ProbeSample> samples) {
        assertThat(samples).isNotEmpty();
        assertThat(ProbeReport.of(samples).failuresInWords())
                .as(() -> ProbeReport.of(samples) + System.lineSeparator() + state())
                .isEqualTo("none");
    }

    private static void report(String event, List<ProbeSample> samples) {
        var report = ProbeReport.of(samples);
        System.out.printf(
                "%s: outage %d ms, %d slow, failed: %s%n",
                event, report.outage().toMillis(), report.slow(), report.failuresInWords());
    }
}
