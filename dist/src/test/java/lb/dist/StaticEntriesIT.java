package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import java.util.stream.Stream;
import lb.admin.demo.LabNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Static addresses, routes and rules of one and the same keepalived.conf, with lb on one node and keepalived on the other. */
@Tag("network")
class StaticEntriesIT {
    private static final String CONF = """
            vrrp_instance web {
                interface eth0
                virtual_router_id %d
                advert_int 1
                virtual_ipaddress {
                    %s
                }
            }
            static_ipaddress {
                10.77.20.7/24 dev lan1
                fd00:77:20::7/64 dev lan1
            }
            static_routes {
                10.30.0.0/16 via 10.77.20.1 dev lan1
                blackhole 10.31.0.0/16
            }
            static_rules {
                from 10.77.20.7 table 100 priority 70
            }
            """.formatted(Vrrp.ROUTER_ID, FourNodes.VIRTUAL);

    @Test
    void theyAreThereFromTheStartToTheStopAsTheOtherProgramsAreAndPutBack() {
        Needs.programs("keepalived");
        try (var four = FourNodes.open()) {
            four.addLan1();
            var ours = new Lb(four.ha1(), Lb.write(four.folder().resolve("keepalived.conf"), CONF));
            var theirs = new Keepalived(four, four.ha2(), CONF);
            var nothing = kernel(four.ha1());
            assertThat(kernel(four.ha2())).isEqualTo(nothing);
            theirs.start();
            ours.start();
            four.takePart(ours, theirs);
            await(four.ha2(), four, has -> has.contains("10.31.0.0/16") && has.contains("lookup 100"), ours, theirs);
            var there = kernel(four.ha2());
            await(four.ha1(), four, there::equals, ours, theirs);
            assertThat(there).contains("10.77.20.7/24", "fd00:77:20::7/64", "10.30.0.0/16 via 10.77.20.1");

            // The kernel takes away the routes that lead through an address, too.
            four.ha1().run("ip", "address", "del", "10.77.20.7/24", "dev", "lan1");
            four.ha1().run("ip", "rule", "del", "priority", "70");
            await(four.ha1(), four, there::equals, ours, theirs);

            // Somebody else's address of the same network stays, whatever becomes of ours.
            four.ha1().run("ip", "address", "add", "10.77.20.8/24", "dev", "lan1");
            var together = kernel(four.ha1());
            ours.kill();
            ours.start();
            four.takePart(ours);
            assertThat(kernel(four.ha1())).isEqualTo(together);
            assertThat(ours.output()).contains("those of the file: they stay");

            theirs.stop();
            ours.stop();
            assertThat(kernel(four.ha1())).contains("10.77.20.8/24").doesNotContain("10.77.20.7");
            four.ha1().run("ip", "address", "del", "10.77.20.8/24", "dev", "lan1");
            assertThat(kernel(four.ha2())).isEqualTo(nothing);
            assertThat(kernel(four.ha1())).isEqualTo(nothing);
        }
    }

    /** What ip(8) shows of lan1 and of the rules, but for the mark of whoever made it. */
    private static String kernel(LabNode node) {
        var addresses = node.run("ip", "-o", "address", "show", "dev", "lan1")
                .lines()
                .filter(line -> !line.contains(" fe80:"))
                .map(line -> line.replaceFirst("^\\d+: \\S+ +(inet6?) (\\S+) .*$", "$1 $2"))
                .sorted();
        var routes = Stream.of("-4", "-6")
                .flatMap(family -> node.run("ip", family, "route", "show").lines())
                .filter(line -> line.contains("lan1 ") || line.startsWith("blackhole"))
                .filter(line -> !line.startsWith("fe80:"))
                .map(line -> line.replaceFirst(" proto \\S+", "").strip())
                .sorted();
        var rules = node.run("ip", "rule", "show")
                .lines()
                .map(line -> line.replaceFirst(" proto \\S+", "").strip());
        return String.join(
                "\n", Stream.of(addresses, routes, rules).flatMap(all -> all).toList());
    }

    private static void await(LabNode node, FourNodes four, Predicate<String> wanted, Balancer... balancers) {
        four.awaitSeen(node, StaticEntriesIT::kernel, wanted, FourNodes.PATIENCE, balancers);
    }
}
