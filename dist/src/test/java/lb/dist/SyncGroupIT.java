package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A virtual router of IPv4 and one of IPv6 that move together, with the real keepalived's group on the other node. */
@Tag("network")
class SyncGroupIT {
    private static final String SIX = "fd00:77::69";
    private static final Duration PREEMPT_DELAY = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofMillis(2500);

    @ParameterizedTest(name = "ours has the higher priority: {0}")
    @ValueSource(booleans = {true, false})
    void bothMoveBetweenOursAndKeepalived(boolean oursHigher) {
        Needs.programs("keepalived");
        try (var four = FourNodes.open()) {
            Stream.of(four.ha1(), four.ha2())
                    .forEach(node -> Eventually.holds(
                            node.name() + " may use its link-local address",
                            FourNodes.PATIENCE,
                            () -> !held(node).contains("tentative"),
                            () -> held(node)));
            var ours = new Lb(oursHigher ? four.ha1() : four.ha2(), conf(four));
            var theirs = oursHigher
                    ? new Keepalived(four, four.ha2(), keepalived(Vrrp.LOWER))
                    : new Keepalived(four, four.ha1(), keepalived(Vrrp.HIGHER));
            var first = oursHigher ? ours : theirs;
            var second = oursHigher ? theirs : ours;

            second.start();
            four.takePart(second);
            own(four, four.ha2(), FourNodes.PATIENCE, second);
            first.start();
            four.takePart(first);
            Eventually.stays(
                    "ha2 keeps both for the delay of preemption",
                    PREEMPT_DELAY.dividedBy(2),
                    () -> holdsBoth(four.ha2()),
                    () -> state(four, first, second));
            own(four, four.ha1(), FourNodes.PATIENCE, first, second);

            first.stop();
            own(four, four.ha2(), SLACK, first, second);
            first.start();
            own(four, four.ha1(), FourNodes.PATIENCE, first, second);
            first.kill();
            if (oursHigher) {
                own(four, four.ha2(), true, SLACK, first, second);
                first.start();
                own(four, four.ha1(), FourNodes.PATIENCE, first, second);
            }
            assertThat(theirs.complaints()).isEmpty();
        }
    }

    private static Path conf(FourNodes four) {
        return Lb.write(four.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, priority = %d }
                  ha2 { address = %s, priority = %d }
                }
                virtual-ips {
                  four { address = %s, router-id = 51, advert-interval = 300ms, sync-group = all, preempt-delay = %ds }
                  six {
                    addresses = [ "fe80::77", "%s" ], interface = eth0, router-id = 51, advert-interval = 300ms
                    sync-group = all, preempt-delay = %ds
                  }
                }
                frontends { web { mode = tcp, bind = "127.0.0.1:80", default-backend = b } }
                backends { b { mode = tcp, servers { s = "127.0.0.1:81" } } }
                """.formatted(
                        four.ha1().address(),
                        Vrrp.HIGHER,
                        four.ha2().address(),
                        Vrrp.LOWER,
                        FourNodes.VIRTUAL,
                        PREEMPT_DELAY.toSeconds(),
                        SIX,
                        PREEMPT_DELAY.toSeconds()));
    }

    private static String keepalived(int priority) {
        return """
                global_defs {
                    vrrp_version 3
                }
                vrrp_sync_group all {
                    group {
                        four
                        six
                    }
                }
                %s%s
                """.formatted(
                        instance("four", priority, FourNodes.VIRTUAL), instance("six", priority, "fe80::77\n" + SIX));
    }

    private static String instance(String name, int priority, String addresses) {
        return """
                vrrp_instance %s {
                    interface eth0
                    state BACKUP
                    virtual_router_id 51
                    priority %d
                    advert_int 0.3
                    preempt_delay %d
                    virtual_ipaddress {
                        %s
                    }
                }
                """.formatted(name, priority, PREEMPT_DELAY.toSeconds(), addresses);
    }

    private static void own(FourNodes four, LabNode owner, Duration patience, Balancer... balancers) {
        own(four, owner, false, patience, balancers);
    }

    /** @param killed whether the other one was killed, which leaves the addresses there */
    private static void own(FourNodes four, LabNode owner, boolean killed, Duration patience, Balancer... balancers) {
        Eventually.holds(
                owner.name() + " has both addresses",
                patience,
                () -> holdsBoth(owner)
                        && (killed
                                || Stream.of(four.ha1(), four.ha2())
                                        .filter(node -> !node.equals(owner))
                                        .noneMatch(node -> node.holds(FourNodes.VIRTUAL)
                                                || held(node).contains(SIX))),
                () -> state(four, balancers));
    }

    private static boolean holdsBoth(LabNode node) {
        return node.holds(FourNodes.VIRTUAL) && held(node).contains(" " + SIX + "/");
    }

    private static String held(LabNode node) {
        return node.run("ip", "-6", "-o", "address", "show", "dev", LabNode.INTERFACE);
    }

    private static String state(FourNodes four, Balancer... balancers) {
        return String.join("\n", List.of(held(four.ha1()), held(four.ha2()), four.state(balancers)));
    }
}
