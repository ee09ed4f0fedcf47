package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes of ours at the MAC address of the virtual router: whoever has the address, its neighbours learn nothing new. */
@Tag("network")
class VirtualMacPairIT {
    private static final String MAC = "00:00:5e:00:01:33";
    private static final Pattern LEARNT = Pattern.compile(Pattern.quote(FourNodes.VIRTUAL) + " .*lladdr (\\S+)");

    @Test
    void aTakeoverAndAReturnChangeNothingInTheNeighboursTable() {
        try (var four = FourNodes.open()) {
            var conf = conf(four);
            var first = new Lb(four.ha1(), conf);
            var second = new Lb(four.ha2(), conf);
            var neighbours = four.client().start("ip", "monitor", "neigh");
            first.start();
            second.start();
            four.takePart(first, second);
            owns(four, four.ha1(), first, second);
            reached(four, neighbours);

            first.kill();
            owns(four, four.ha2(), second);
            reached(four, neighbours);

            first.start();
            owns(four, four.ha1(), first, second);
            reached(four, neighbours);

            var learnt = LEARNT.matcher(neighbours.output())
                    .results()
                    .map(found -> found.group(1))
                    .distinct()
                    .toList();
            assertThat(learnt).as(neighbours::output).isEqualTo(List.of(MAC));
        }
    }

    /** A killed node's kernel keeps the address until its lease is over, so the other one must be the only owner by then. */
    private static void owns(FourNodes four, LabNode owner, Balancer... balancers) {
        Eventually.holds(
                owner.name() + " is the only owner",
                FourNodes.PATIENCE,
                () -> has(four.ha1()) == owner.equals(four.ha1()) && has(four.ha2()) == owner.equals(four.ha2()),
                () -> four.state(balancers));
    }

    private static boolean has(LabNode node) {
        return node.run("ip", "-o", "address").contains(" " + FourNodes.VIRTUAL + "/");
    }

    private static void reached(FourNodes four, LabProcess neighbours) {
        Eventually.holds(
                "the client reaches the address",
                Duration.ofSeconds(5),
                () -> four.client()
                        .run("sh", "-c", "ping -c 1 -W 1 " + FourNodes.VIRTUAL + " || true")
                        .contains(" 0% packet loss"),
                neighbours::output);
        assertThat(four.client().run("ip", "neighbour", "show", FourNodes.VIRTUAL))
                .contains(MAC);
    }

    private static Path conf(FourNodes four) {
        return Lb.write(four.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, priority = %d }
                  ha2 { address = %s, priority = %d }
                }
                virtual-ips {
                  web { address = %s, router-id = %d, virtual-mac = true, advert-interval = 200ms, serves = [] }
                }
                """.formatted(
                        four.ha1().address(),
                        Vrrp.HIGHER,
                        four.ha2().address(),
                        Vrrp.LOWER,
                        FourNodes.VIRTUAL,
                        Vrrp.ROUTER_ID));
    }
}
