package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lb.admin.demo.LabNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Addresses in detail, routes and rules, in the same words for ours and for the real keepalived on the other node. */
@Tag("network")
class MovedIT {
    private static final Duration INTERVAL = Duration.ofMillis(300);
    private static final Duration SLACK = Duration.ofMillis(2500);
    private static final String OTHER = "10.77.62.100";
    private static final List<String> ADDRESSES =
            List.of(FourNodes.VIRTUAL + "/24", OTHER + "/24 dev lan1 label lan1:web scope link");
    private static final List<String> EXCLUDED = List.of("10.77.63.100/24", "fd00:77:63::100/64");
    private static final List<String> RULES =
            List.of("from " + FourNodes.VIRTUAL + " table 100 priority 50", "to 10.9.0.0/16 table 100 priority 60");

    private static List<String> routes(FourNodes four) {
        var gateway = four.client().address();
        return List.of(
                "10.9.0.0/16 via %s dev eth0 table 100 metric 10".formatted(gateway),
                "10.7.0.0/16 via %s dev eth0 src %s".formatted(gateway, FourNodes.VIRTUAL),
                "blackhole 10.8.0.0/16",
                "fd00:9::/64 dev lan1 metric 20");
    }

    @Test
    void theMasterHasWhatTheOtherProgramsMasterHasAndNobodyElseHasIt() {
        Needs.programs("keepalived");
        try (var four = FourNodes.open()) {
            four.addLan1();
            var ours = new Lb(four.ha1(), conf(four));
            var theirs = new Keepalived(four, four.ha2(), keepalived(four));
            var nothing = kernel(four.ha1());
            ours.start();
            theirs.start();
            four.takePart(ours, theirs);
            await(four.ha1(), four, has -> isMaster(four.ha1()) && has.contains("10.9.0.0/16"), ours, theirs);
            await(four.ha2(), four, nothing::equals, ours, theirs);
            var here = kernel(four.ha1());

            // Somebody takes some of it away.
            four.ha1().run("ip", "route", "del", "blackhole", "10.8.0.0/16");
            four.ha1().run("ip", "rule", "del", "priority", "50");
            four.ha1().run("ip", "address", "del", OTHER + "/32", "dev", "lan1");
            await(four.ha1(), four, here::equals, ours, theirs);

            ours.stop();
            await(four.ha2(), four, here::equals, ours, theirs);
            assertThat(kernel(four.ha1())).isEqualTo(nothing);

            ours.start();
            await(four.ha1(), four, here::equals, ours, theirs);
            await(four.ha2(), four, nothing::equals, ours, theirs);

            ours.kill();
            await(four.ha2(), four, here::equals, ours, theirs);
            theirs.stop();
            ours.start();
            await(four.ha1(), four, here::equals, ours);
            assertThat(ours.output())
                    .contains("rule from " + FourNodes.VIRTUAL + " table 100 priority 50 was left behind");
            ours.stop();
            assertThat(kernel(four.ha1())).isEqualTo(nothing);
        }
    }

    private static Path conf(FourNodes four) {
        return Lb.write(four.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, priority = %d }
                  ha2 { address = %s, priority = %d }
                }
                virtual-ips {
                  web {
                    addresses = %s
                    excluded-addresses = %s
                    routes = %s
                    rules = %s
                    interface = eth0, router-id = %d, advert-interval = %dms
                  }
                }
                frontends { web { mode = tcp, bind = "127.0.0.1:80", default-backend = b } }
                backends { b { mode = tcp, servers { s = "127.0.0.1:81" } } }
                """.formatted(
                        four.ha1().address(),
                        Vrrp.HIGHER,
                        four.ha2().address(),
                        Vrrp.LOWER,
                        list(ADDRESSES),
                        list(EXCLUDED),
                        list(routes(four)),
                        list(RULES),
                        Vrrp.ROUTER_ID,
                        INTERVAL.toMillis()));
    }

    private static String list(List<String> lines) {
        return "[ \"" + String.join("\", \"", lines) + "\" ]";
    }

    private static String keepalived(FourNodes four) {
        return """
                vrrp_instance web {
                    interface eth0
                    state BACKUP
                    virtual_router_id %d
                    version 3
                    priority %d
                    advert_int 0.3
                    virtual_ipaddress {
                        %s
                    }
                    virtual_ipaddress_excluded {
                        %s
                    }
                    virtual_routes {
                        %s
                    }
                    virtual_rules {
                        %s
                    }
                }
                """.formatted(
                        Vrrp.ROUTER_ID,
                        Vrrp.LOWER,
                        String.join("\n", ADDRESSES),
                        String.join("\n", EXCLUDED),
                        String.join("\n", routes(four)),
                        String.join("\n", RULES));
    }

    /**
     * The addresses that move, the routes and the rules of a node as ip(8) shows them, but for what each program has its
     * own way of: prefix lengths, marks, leases, and the source of a network's route.
     */
    private static String kernel(LabNode node) {
        var addresses = node.run("ip", "-o", "address", "show")
                .lines()
                .filter(line -> Stream.of(FourNodes.VIRTUAL, OTHER, "10.77.63.100", "fd00:77:63::100")
                        .anyMatch(address -> line.contains(" " + address + "/")))
                .map(line -> line.replaceFirst("^\\d+: \\S+ +(inet6?) ([^/]+)/\\d+ .*$", "$1 $2"))
                .sorted();
        var routes = Stream.of("-4", "-6")
                .flatMap(family ->
                        node.run("ip", family, "route", "show", "table", "all").lines())
                .filter(line -> line.contains("10.9.")
                        || line.contains("10.8.")
                        || line.contains("10.7.")
                        || line.contains("fd00:9:")
                        || line.startsWith("10.77.63.0/24")
                        || line.startsWith("fd00:77:63::/64"))
                .filter(line -> !line.contains("table local"))
                .map(line -> line.replaceFirst(" proto \\S+", ""))
                .map(line -> line.startsWith("10.77.63.0") ? line.replaceFirst(" src \\S+", "") : line)
                .map(line -> line.replaceFirst(" pref medium", "").strip())
                .sorted();
        var rules = node.run("ip", "rule", "show")
                .lines()
                .map(line -> line.replaceFirst(" proto \\S+", "").strip());
        return String.join(
                "\n", Stream.of(addresses, routes, rules).flatMap(all -> all).toList());
    }

    private static boolean isMaster(LabNode node) {
        return node.holds(FourNodes.VIRTUAL);
    }

    private static void await(LabNode node, FourNodes four, Predicate<String> wanted, Balancer... balancers) {
        four.awaitSeen(node, MovedIT::kernel, wanted, FourNodes.PATIENCE.plus(SLACK), balancers);
    }
}
