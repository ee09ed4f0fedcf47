package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real keepalived as the other node of a virtual router whose adverts have authentication headers. */
@Tag("network")
class KeepalivedAuthenticationIT {
    private static final String PASSWORD = "hushhush";

    @ParameterizedTest(name = "ours has the higher priority: {0}; unicast: {1}")
    @CsvSource({"true, false", "false, true"})
    void theAddressMovesThroughKillsAndPartitions(boolean oursHigher, boolean unicast) {
        Needs.programs("keepalived");
        try (var four = FourNodes.open()) {
            var ours = new Lb(oursHigher ? four.ha1() : four.ha2(), conf(four, unicast, "ah"));
            var theirs = oursHigher
                    ? keepalived(four, four.ha2(), four.ha1(), Vrrp.LOWER, unicast, "AH")
                    : keepalived(four, four.ha1(), four.ha2(), Vrrp.HIGHER, unicast, "AH");
            var first = oursHigher ? ours : theirs;
            var second = oursHigher ? theirs : ours;

            first.start();
            second.start();
            four.takePart(first, second);
            four.owns(four.ha1(), FourNodes.PATIENCE, first, second);

            // The master comes back from zero, and preempts one whose numbers are higher than ever its own.
            first.kill();
            if (!oursHigher) {
                // keepalived leaves it behind.
                four.ha1().run("ip", "address", "delete", FourNodes.VIRTUAL + "/32", "dev", LabNode.INTERFACE);
            }
            four.owns(four.ha2(), FourNodes.PATIENCE, first, second);
            first.start();
            four.owns(four.ha1(), FourNodes.PATIENCE, first, second);

            // A backup comes back from zero, and stays one.
            second.kill();
            second.start();
            four.takePart(second);
            Eventually.stays(
                    "the master keeps the address",
                    Duration.ofSeconds(5),
                    () -> four.owners().equals(List.of(four.ha1())),
                    () -> four.state(first, second));

            // Two masters, each counting on, know each other again.
            four.ha1().isolate();
            Eventually.holds(
                    "both believe that they are alone",
                    FourNodes.PATIENCE,
                    () -> four.owners().size() == 2,
                    () -> four.state(first, second));
            four.ha1().rejoin();
            four.owns(four.ha1(), Duration.ofSeconds(5), first, second);

            assertThat(theirs.complaints()).isEmpty();
            first.stop();
            four.owns(four.ha2(), Duration.ofSeconds(3), first, second);
            second.stop();
            assertThat(four.owners()).isEmpty();
        }
    }

    @Test
    void whatAPeerWithOtherAuthenticationHasIsToldBesideWhatIsHere() throws Exception {
        Needs.programs("keepalived");
        try (var four = FourNodes.open()) {
            var ours = new Lb(four.ha1(), conf(four, false, "ah"));
            var theirs = keepalived(four, four.ha2(), four.ha1(), Vrrp.LOWER, false, "PASS");
            ours.start();
            theirs.start();
            told(four, ours, "an authentication header (AH) here, a simple text password in the advert");
            ours.stop();

            Files.writeString(conf(four, false, "ah"), Files.readString(conf(four, false, "pass")));
            theirs.stop();
            var header = keepalived(four, four.ha2(), four.ha1(), Vrrp.LOWER, false, "AH");
            header.start();
            ours.start();
            told(four, ours, "a simple text password here, an authentication header (AH) in the advert");
        }
    }

    private static void told(FourNodes four, Lb ours, String words) {
        Eventually.holds(
                "it is told: " + words,
                FourNodes.PATIENCE,
                () -> ours.output().contains(words),
                () -> four.state(ours));
    }

    private static Path conf(FourNodes four, boolean unicast, String type) {
        return Lb.write(four.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, priority = %d }
                  ha2 { address = %s, priority = %d }
                }
                virtual-ips {
                  web {
                    address = %s, router-id = %d, peers = %s, serves = []
                    authentication { type = %s, password = %s }
                  }
                }
                frontends {
                  myweb { mode = tcp, bind = "127.0.0.1:8080", default-backend = web-servers }
                }
                backends {
                  web-servers { mode = tcp, servers { web1 = "%s:80" } }
                }
                """.formatted(
                        four.ha1().address(),
                        Vrrp.HIGHER,
                        four.ha2().address(),
                        Vrrp.LOWER,
                        FourNodes.VIRTUAL,
                        Vrrp.ROUTER_ID,
                        unicast ? "unicast" : "multicast",
                        type,
                        PASSWORD,
                        four.web1().address()));
    }

    private static Keepalived keepalived(
            FourNodes four, LabNode node, LabNode peer, int priority, boolean unicast, String type) {
        var peers = """
                    unicast_src_ip %s
                    unicast_peer {
                        %s
                    }
                """.formatted(node.address(), peer.address());
        return new Keepalived(four, node, """
                global_defs {
                    vrrp_version 2
                    router_id %s
                }
                vrrp_instance web {
                    interface %s
                    state BACKUP
                    virtual_router_id %d
                    priority %d
                    advert_int 1
                %s    authentication {
                        auth_type %s
                        auth_pass %s
                    }
                    virtual_ipaddress {
                        %s
                    }
                }
                """.formatted(
                        node.name(),
                        LabNode.INTERFACE,
                        Vrrp.ROUTER_ID,
                        priority,
                        unicast ? peers : "",
                        type,
                        PASSWORD,
                        FourNodes.VIRTUAL));
    }
}
