package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real keepalived as the other node of a virtual router with its own MAC address ({@code use_vmac}). */
@Tag("network")
class KeepalivedVirtualMacIT {
    private static final String MAC = "00:00:5e:00:01:33";
    private static final String DEVICE = "vrrp." + Vrrp.ROUTER_ID;

    @ParameterizedTest(name = "ours has the higher priority: {0}")
    @ValueSource(booleans = {true, false})
    void theAddressStaysAtTheSameMacWhoeverHasIt(boolean oursHigher) {
        Needs.programs("keepalived");
        try (var four = FourNodes.open()) {
            var ours = new Lb(oursHigher ? four.ha1() : four.ha2(), conf(four));
            var theirs =
                    oursHigher ? keepalived(four, four.ha2(), Vrrp.LOWER) : keepalived(four, four.ha1(), Vrrp.HIGHER);
            var first = oursHigher ? ours : theirs;
            var second = oursHigher ? theirs : ours;
            first.start();
            second.start();
            four.takePart(first, second);
            owns(four, four.ha1(), FourNodes.PATIENCE, first, second);
            reached(four, four.ha1().equals(ours.node()));

            first.stop();
            owns(four, four.ha2(), Duration.ofSeconds(4), first, second);
            reached(four, four.ha2().equals(ours.node()));

            first.start();
            owns(four, four.ha1(), FourNodes.PATIENCE, first, second);
            reached(four, four.ha1().equals(ours.node()));

            ours.kill();
            var left = oursHigher ? four.ha2() : four.ha1();
            owns(four, left, Duration.ofSeconds(8), first, second);
            ours.start();
            four.takePart(ours);
            owns(four, four.ha1(), FourNodes.PATIENCE, first, second);
            reached(four, four.ha1().equals(ours.node()));

            assertThat(theirs.complaints()).isEmpty();
            first.stop();
            second.stop();
            assertThat(ours.node().run("ip", "-o", "link")).doesNotContain(DEVICE);
        }
    }

    private static void owns(FourNodes four, LabNode owner, Duration patience, Balancer... balancers) {
        Eventually.holds(
                owner.name() + " is the only owner",
                patience,
                () -> has(four.ha1()) == owner.equals(four.ha1()) && has(four.ha2()) == owner.equals(four.ha2()),
                () -> four.state(balancers) + neighbours(four));
    }

    private static boolean has(LabNode node) {
        return node.run("ip", "-o", "address").contains(" " + FourNodes.VIRTUAL + "/");
    }

    private static String neighbours(FourNodes four) {
        return four.client().run("ip", "neighbour", "show", FourNodes.VIRTUAL);
    }

    /** keepalived's interface goes on to ask in the name of the address, so only ours is seen after an answer. */
    private static void reached(FourNodes four, boolean ours) {
        if (!neighbours(four).isEmpty()) {
            Eventually.holds(
                    "the client knows the address at " + MAC,
                    Duration.ofSeconds(8),
                    () -> neighbours(four).contains(MAC),
                    () -> neighbours(four));
        }
        // A switch may send to the old owner until the new one's next advert.
        Eventually.holds(
                "the client reaches the address",
                Duration.ofSeconds(10),
                () -> ping(four).contains(" 0% packet loss"),
                () -> neighbours(four));
        if (ours) {
            assertThat(neighbours(four)).contains(MAC);
        }
    }

    private static String ping(FourNodes four) {
        return four.client().run("sh", "-c", "ping -c 3 -i 0.2 -W 2 " + FourNodes.VIRTUAL + " || true");
    }

    private static Path conf(FourNodes four) {
        return Lb.write(four.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, priority = %d }
                  ha2 { address = %s, priority = %d }
                }
                virtual-ips {
                  web { address = %s, router-id = %d, version = 2, virtual-mac = true, serves = [] }
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
                        four.web1().address()));
    }

    private static Keepalived keepalived(FourNodes four, LabNode node, int priority) {
        return new Keepalived(
                four, node, """
                global_defs {
                    vrrp_version 2
                    router_id %s
                }
                vrrp_instance web {
                    interface %s
                    use_vmac
                    state BACKUP
                    virtual_router_id %d
                    priority %d
                    advert_int 1
                    virtual_ipaddress {
                        %s
                    }
                }
                """.formatted(node.name(), LabNode.INTERFACE, Vrrp.ROUTER_ID, priority, FourNodes.VIRTUAL));
    }
}
