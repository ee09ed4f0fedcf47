package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The real keepalived as the other node, so that a pair can be moved over one node at a time. */
@Tag("network")
class KeepalivedPeerIT {
    private static final Duration SLACK = Duration.ofMillis(1500);

    /** keepalived's words for an advert it does not accept. */
    private static final Pattern COMPLAINT = Pattern.compile(
            ".*(invalid|mismatch|wrong|not present|incorrect|bogus|unexpected|checksum).*", Pattern.CASE_INSENSITIVE);

    static Stream<Arguments> ways() {
        return Stream.of(
                Arguments.of(true, new Vrrp(2, Duration.ofSeconds(1), false, "12345678")),
                Arguments.of(false, new Vrrp(2, Duration.ofSeconds(1), true, "12345678")),
                Arguments.of(true, new Vrrp(3, Duration.ofMillis(300), true, "")),
                Arguments.of(false, new Vrrp(3, Duration.ofMillis(300), false, "")));
    }

    @ParameterizedTest(name = "ours has the higher priority: {0}; {1}")
    @MethodSource("ways")
    void theAddressMovesBetweenOursAndKeepalived(boolean oursHigher, Vrrp vrrp) {
        Needs.programs("nginx", "keepalived", "haproxy", "curl", "tcpdump", "tshark");
        try (var four = FourNodes.open()) {
            var capture = Capture.start(four);
            four.startWebs();
            var ours = new Lb(oursHigher ? four.ha1() : four.ha2(), Lb.conf(four, vrrp));
            var theirs = oursHigher
                    ? new KeepalivedAndHaproxy(four, four.ha2(), four.ha1(), Vrrp.LOWER, vrrp, true)
                    : new KeepalivedAndHaproxy(four, four.ha1(), four.ha2(), Vrrp.HIGHER, vrrp, true);
            var first = oursHigher ? ours : theirs;
            var second = oursHigher ? theirs : ours;

            first.start();
            second.start();
            four.takePart(first, second);
            four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
            served(four, first, second);

            first.stop();
            four.owns(four.ha2(), vrrp.interval().plus(SLACK), first, second);
            served(four, first, second);

            first.start();
            four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
            served(four, first, second);

            theirs.kill();
            if (oursHigher) {
                var time = vrrp.interval().multipliedBy(4);
                Eventually.stays(
                        "ours keeps the address",
                        time,
                        () -> four.ha1().holds(FourNodes.VIRTUAL),
                        () -> four.state(first, second));
            } else {
                Eventually.holds(
                        "ours takes the address",
                        vrrp.masterDown().plus(SLACK),
                        () -> four.ha2().holds(FourNodes.VIRTUAL),
                        () -> four.state(first, second));
            }
            served(four, first, second);
            theirs.start();
            four.takePart(theirs);
            four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
            served(four, first, second);

            assertThat(theirs.output()
                            .lines()
                            .filter(line -> COMPLAINT.matcher(line).matches()))
                    .isEmpty();
            first.stop();
            second.stop();
            assertThat(four.owners()).isEmpty();
            assertWellFormed(capture.stop(), vrrp);
        }
    }

    private static void served(FourNodes four, Balancer... balancers) {
        Eventually.holds(
                "both web servers answer through the virtual address",
                FourNodes.PATIENCE,
                () -> List.of("web1 web2", "web2 web1")
                        .contains(four.ask(FourNodes.VIRTUAL) + " " + four.ask(FourNodes.VIRTUAL)),
                () -> four.state(balancers));
    }

    private static void assertWellFormed(List<Capture.Advert> adverts, Vrrp vrrp) {
        assertThat(adverts)
                .filteredOn(advert -> !advert.problems().isEmpty() || advert.version() != vrrp.version())
                .isEmpty();
        assertThat(adverts).extracting(Capture.Advert::priority).contains(0, Vrrp.LOWER, Vrrp.HIGHER);
    }
}
