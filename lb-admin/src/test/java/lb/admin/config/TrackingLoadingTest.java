package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.TrackedProcesses;
import lb.ha.settings.TrackedProcesses.Match;
import lb.ha.settings.Tracking;
import lb.ha.settings.Tracking.Polled;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what a virtual IP tracks. */
class TrackingLoadingTest {
    @TempDir
    Path folder;

    private Configuration with(String track) throws Exception {
        return new Loading(folder).as("ha1", """
                nodes { ha1 { address = 10.0.0.1 }, ha2 { address = 10.0.0.2, priority = 99 } }
                virtual-ips { web { address = 10.0.0.9, router-id = 1, interface = eth1, serves = [ f ], %s } }
                """.formatted(track) + Loading.FRONTEND + Loading.BACKEND);
    }

    @Test
    void withoutOneOnlyWhatIsServedCounts() throws Exception {
        var configuration = with("preempt = true");
        assertThat(configuration.virtualRouters().getFirst().tracking()).isEqualTo(Tracking.NONE);
        assertThat(configuration.serves()).isEqualTo(Map.of("web", new Serving(List.of("f"), Map.of())));
    }

    @Test
    void aThingThatIsOnlyNamedIsAFaultAndOneWithPointsLowersThePriority() throws Exception {
        var tracking =
                with("track { interfaces = [ eth2, { interface = eth3.7, lower-priority-by = 20 } ], settle = 0s }")
                        .virtualRouters()
                        .getFirst()
                        .tracking();
        assertThat(tracking.interfaces())
                .containsExactly(
                        new Tracking.Interface("eth2", new GiveUp()),
                        new Tracking.Interface("eth3.7", new LowerPriority(20)));
        assertThat(tracking.settle()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aProcessIsNamedOrDescribed() throws Exception {
        var tracking = with("""
                        track.processes = [
                          nginx
                          { name = java, parameters = [ -jar, app.jar ], parameter-match = initial, full-command = true, quorum = 2
                            quorum-max = 3, fork-delay = 1s, terminate-delay = 2s, lower-priority-by = 20 }
                          { name = old, quorum-max = 0 }
                        ]
                        """).virtualRouters().getFirst().tracking();
        assertThat(tracking.polled())
                .containsExactly(
                        new Polled.Processes(
                                new TrackedProcesses(
                                        "nginx",
                                        null,
                                        Match.EXACT,
                                        false,
                                        1,
                                        Integer.MAX_VALUE,
                                        Duration.ZERO,
                                        Duration.ZERO),
                                new GiveUp()),
                        new Polled.Processes(
                                new TrackedProcesses(
                                        "java",
                                        List.of("-jar", "app.jar"),
                                        Match.INITIAL,
                                        true,
                                        2,
                                        3,
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2)),
                                new LowerPriority(20)),
                        new Polled.Processes(
                                new TrackedProcesses(
                                        "old", null, Match.EXACT, false, 0, 0, Duration.ZERO, Duration.ZERO),
                                new GiveUp()));
    }

    @Test
    void aNodeThatIsAloneInItsFileKnowsPeersByTheirAddressesAndMayHaveNone() throws Exception {
        var router = new Loading(folder).as("ha1", """
                        nodes { ha1 {} }
                        virtual-ips { web { addresses = [], router-id = 1, interface = eth1, peers = [ 10.0.0.2, 10.9.0.3 ], source = 10.0.0.1 } }
                        """).virtualRouters().getFirst();
        assertThat(router.addresses()).isEmpty();
        assertThat(router.family()).isEqualTo(AddressFamily.IPV4);
        assertThat(router.peers())
                .isEqualTo(new Unicast(
                        InetAddress.ofLiteral("10.0.0.1"),
                        List.of(InetAddress.ofLiteral("10.0.0.2"), InetAddress.ofLiteral("10.9.0.3")),
                        Unicast.ON_LINK));
    }

    @Test
    void whatIsLookedAtEverySecondIsKeptInTheOrderOfTheReference() throws Exception {
        var tracking = with("""
                        track {
                          neighbours = [ 10.0.0.254, "fe80::1", { address = 10.9.0.1, interface = eth2, lower-priority-by = 30 } ]
                          routes = [ "0.0.0.0/0", { to = "2001:db8::/32", lower-priority-by = 7 }, 10.1.2.3, { to = 10.1.2.3, table = 100 } ]
                          files = [ /etc/lb/drain, { file = "/run/../run/bad", lower-priority-by = 3 }, { file = /run/up, missing = true } ]
                        }
                        """).virtualRouters().getFirst().tracking();
        assertThat(tracking.polled())
                .containsExactly(
                        new Polled.File(Path.of("/etc/lb/drain"), false, new GiveUp()),
                        new Polled.File(Path.of("/run/bad"), false, new LowerPriority(3)),
                        new Polled.File(Path.of("/run/up"), true, new GiveUp()),
                        new Polled.Route(ip("0.0.0.0"), 0, 0, new GiveUp()),
                        new Polled.Route(ip("2001:db8::"), 32, 0, new LowerPriority(7)),
                        new Polled.Route(ip("10.1.2.3"), 32, 0, new GiveUp()),
                        new Polled.Route(ip("10.1.2.3"), 32, 100, new GiveUp()),
                        new Polled.Neighbour("eth1", ip("10.0.0.254"), new GiveUp()),
                        new Polled.Neighbour("eth1", ip("fe80::1"), new GiveUp()),
                        new Polled.Neighbour("eth2", ip("10.9.0.1"), new LowerPriority(30)));
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @Test
    void backendsCountByTheirPoints() throws Exception {
        assertThat(with("track { backends { b { lower-priority-by = 40 } } }").serves())
                .isEqualTo(Map.of("web", new Serving(List.of("f"), Map.of("b", 40))));
    }
}
