package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real keepalived as the other node of an IPv6 virtual router: version 3, a link-local and a global address. */
@Tag("network")
class KeepalivedIpv6IT {
    private static final String NETWORK = "fd00:77::";
    private static final String VIRTUAL = NETWORK + "69";
    private static final String LINK_LOCAL = "fe80::77";
    private static final Duration INTERVAL = Duration.ofMillis(300);
    private static final Duration SLACK = Duration.ofMillis(1500);

    @ParameterizedTest(name = "ours has the higher priority: {0}; unicast: {1}")
    @CsvSource({"true, false", "false, false", "true, true"})
    void theAddressesMoveBetweenOursAndKeepalived(boolean oursHigher, boolean unicast) {
        Needs.programs("nginx", "keepalived", "curl", "tcpdump", "tshark");
        try (var four = FourNodes.open()) {
            own(four.ha1(), "21");
            own(four.ha2(), "22");
            own(four.client(), "c");
            four.startWeb(four.web1());
            var ours = new Lb(oursHigher ? four.ha1() : four.ha2(), conf(four, unicast));
            var theirs = oursHigher
                    ? keepalived(four, four.ha2(), "22", "21", Vrrp.LOWER, unicast)
                    : keepalived(four, four.ha1(), "21", "22", Vrrp.HIGHER, unicast);
            var first = oursHigher ? ours : theirs;
            var second = oursHigher ? theirs : ours;

            first.start();
            second.start();
            four.takePart(first, second);
            owns(four, four.ha1(), FourNodes.PATIENCE, first, second);
            assertServed(four, ours, four.ha1());

            first.stop();
            owns(four, four.ha2(), INTERVAL.plus(SLACK), first, second);
            assertServed(four, ours, four.ha2());

            first.start();
            owns(four, four.ha1(), FourNodes.PATIENCE, first, second);
            assertServed(four, ours, four.ha1());

            assertThat(theirs.complaints()).isEmpty();
            first.stop();
            second.stop();
            assertThat(held(four.ha1()) + held(four.ha2()))
                    .doesNotContain(VIRTUAL)
                    .doesNotContain(LINK_LOCAL);
        }
    }

    private static void own(LabNode node, String last) {
        node.run("ip", "address", "add", NETWORK + last + "/64", "dev", LabNode.INTERFACE, "nodad");
        // Until then nothing can be sent from it, and keepalived does not wait for that.
        Eventually.holds(
                node.name() + " may use its link-local address",
                FourNodes.PATIENCE,
                () -> !held(node).contains("tentative"),
                () -> held(node));
    }

    private static Path conf(FourNodes four, boolean unicast) {
        return Lb.write(four.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, ipv6-address = "fd00:77::21", priority = %d }
                  ha2 { address = %s, ipv6-address = "fd00:77::22", priority = %d }
                }
                virtual-ips {
                  web { addresses = [ "%s", "%s" ], router-id = %d, advert-interval = %dms, peers = %s }
                }
                frontends {
                  myweb { mode = tcp, bind = "[%s]:80", default-backend = web-servers }
                }
                backends {
                  web-servers { mode = tcp, servers { web1 = "%s:80" } }
                }
                """.formatted(
                        four.ha1().address(),
                        Vrrp.HIGHER,
                        four.ha2().address(),
                        Vrrp.LOWER,
                        VIRTUAL,
                        LINK_LOCAL,
                        Vrrp.ROUTER_ID,
                        INTERVAL.toMillis(),
                        unicast ? "unicast" : "multicast",
                        VIRTUAL,
                        four.web1().address()));
    }

    private static Keepalived keepalived(
            FourNodes four, LabNode node, String self, String peer, int priority, boolean unicast) {
        var peers = """
                    unicast_src_ip %s%s
                    unicast_peer {
                        %s%s
                    }
                """.formatted(NETWORK, self, NETWORK, peer);
        return new Keepalived(four, node, """
                global_defs {
                    vrrp_version 3
                    router_id %s
                }
                vrrp_instance web {
                    interface %s
                    state BACKUP
                    virtual_router_id %d
                    priority %d
                    advert_int %s
                %s    virtual_ipaddress {
                        %s
                        %s
                    }
                }
                """.formatted(
                        node.name(),
                        LabNode.INTERFACE,
                        Vrrp.ROUTER_ID,
                        priority,
                        INTERVAL.toMillis() / 1000.0,
                        unicast ? peers : "",
                        LINK_LOCAL,
                        VIRTUAL));
    }

    private static void owns(FourNodes four, LabNode owner, Duration patience, Balancer... balancers) {
        Eventually.holds(
                owner.name() + " is the only owner of " + VIRTUAL + " and " + LINK_LOCAL,
                patience,
                () -> Stream.of(four.ha1(), four.ha2())
                        .allMatch(node -> holds(node, VIRTUAL) == node.equals(owner)
                                && holds(node, LINK_LOCAL) == node.equals(owner)),
                () -> held(four.ha1()) + held(four.ha2()) + four.state(balancers));
    }

    private static boolean holds(LabNode node, String address) {
        return held(node).contains(" " + address + "/");
    }

    private static String held(LabNode node) {
        return node.run("ip", "-6", "-o", "address", "show", "dev", LabNode.INTERFACE);
    }

    /** The client reaches the owner: ours answers with what the web server says, keepalived alone refuses. */
    private static void assertServed(FourNodes four, Lb ours, LabNode owner) {
        var mac = owner.run("cat", "/sys/class/net/eth0/address").strip();
        Eventually.holds(
                "the client reaches " + VIRTUAL + " on " + owner.name(),
                FourNodes.PATIENCE,
                () -> {
                    var answer = four.client()
                            .run("sh", "-c", "curl -gsS --max-time 2 http://[" + VIRTUAL + "]/ 2>&1 || true");
                    var neighbour = four.client().run("ip", "neigh", "show", VIRTUAL);
                    return neighbour.contains(mac)
                            && (ours.node().equals(owner)
                                    ? answer.strip().equals("web1")
                                    : answer.contains("curl: (7)"));
                },
                () -> four.client().run("ip", "neigh") + four.state(ours));
    }
}
