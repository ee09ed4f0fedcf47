package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import lb.admin.demo.NetworkLab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two nodes with a lifeline and an advert a second: whose end moves the address at once, and what does not move it. By
 * adverts alone a dead master is missed after 3.6 s.
 */
@Tag("network")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class LifelineIT {
    private static final String VIRTUAL = NetworkLab.NETWORK + "69";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** {@code ip -ts monitor} tells the time of day with each change. */
    private static final Pattern TAKEN =
            Pattern.compile("\\[(\\S+)] (?!Deleted).*inet " + Pattern.quote(VIRTUAL) + "/32");

    private NetworkLab lab;
    private LabNode ha1;
    private LabNode ha2;
    private LabProcess first;
    private LabProcess second;

    @BeforeAll
    void start() {
        Needs.programs("ss", "curl");
        lab = NetworkLab.open();
        ha1 = lab.node("ha1", 21);
        ha2 = lab.node("ha2", 22);
        var certificates = lab.folder().resolve("lifeline").toString();
        ha1.run(Lb.command("init", "--lifeline", certificates, "ha1", "ha2").toArray(String[]::new));
        var conf = Lb.write(
                lab.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, priority = 101 }
                  ha2 { address = %s, priority = 100 }
                }
                virtual-ips { web { address = %s, router-id = 51, serves = [] } }
                lifeline { certificates = "%s" }
                frontends { www { bind = "127.0.0.1:8080", default-backend = gone } }
                backends { gone { check = false, servers { one = "127.0.0.1:1" } } }
                stats { bind = "127.0.0.1:8404" }
                """.formatted(ha1.address(), ha2.address(), VIRTUAL, certificates));
        first = ha1.start(Lb.command("run", conf.toString()));
        // Of two that start together, either may be the first to hear nobody.
        Eventually.holds("ha1 is master", PATIENCE, () -> ha1.holds(VIRTUAL), first::output);
        second = ha2.start(Lb.command("run", conf.toString()));
        connected();
    }

    private void connected() {
        shown(ha1, "lb_lifeline_state{peer=\"ha2\",state=\"ALIVE\"} 1.0");
        shown(ha2, "lb_lifeline_state{peer=\"ha1\",state=\"ALIVE\"} 1.0");
    }

    @AfterAll
    void end() {
        if (lab != null) {
            lab.close();
        }
    }

    private String state() {
        return "ha1 has %s, ha2 has %s%nha1: %s%nha2: %s"
                .formatted(ha1.addresses(), ha2.addresses(), first.output(), second.output());
    }

    private void told(LabProcess process, String words) {
        Eventually.holds(
                "it is told: " + words, PATIENCE, () -> process.output().contains(words), this::state);
    }

    private void shown(LabNode node, String line) {
        Eventually.holds(
                node.name() + " shows " + line,
                PATIENCE,
                () -> node.run("sh", "-c", "curl -sS --max-time 5 http://127.0.0.1:8404/metrics || true")
                        .contains(line),
                this::state);
    }

    private void requests(LabNode node, int count) {
        node.run("sh", "-c", "for i in $(seq %d); do curl -sS http://127.0.0.1:8080/; done".formatted(count));
    }

    /** A node's page has the other one's section, in which its frontend has that many requests. */
    private void pageShows(LabNode node, LabNode other, int requests) {
        var wanted = Pattern.compile("(?s)<h3 id=\"node-" + other.name()
                + "-frontends\">.*?data-label=\"Requests total\" class=\"number\">" + requests + "<");
        Eventually.holds(
                node.name() + " shows " + requests + " requests of " + other.name(),
                PATIENCE,
                () -> wanted.matcher(node.run("curl", "-sS", "--max-time", "5", "http://127.0.0.1:8404/stats"))
                        .find(),
                this::state);
    }

    private boolean wasMaster() {
        return second.output().contains("is MASTER");
    }

    @Test
    @Order(1)
    void aConnectionThatIsResetIsMadeAnewAndTheAddressStays() {
        ha1.run("ss", "-K", "dst", ha2.address());
        shown(ha2, "lb_lifeline_connections_total{peer=\"ha1\"} 2.0");
        connected();
        told(second, "lifeline to node ha1: it is LOST, was ALIVE, reason: the connection was reset");
        assertThat(wasMaster()).as(this::state).isFalse();
    }

    @Test
    @Order(1)
    void eachNodesPageShowsWhatTheOtherOneDoes() {
        requests(ha1, 3);
        requests(ha2, 5);
        pageShows(ha2, ha1, 3);
        pageShows(ha1, ha2, 5);
    }

    @Test
    @Order(2)
    void aLifelineThatIsCutLeavesTheAddressToTheAdverts() {
        ha1.run("ip", "route", "add", "blackhole", ha2.address() + "/32");
        ha2.run("ip", "route", "add", "blackhole", ha1.address() + "/32");
        shown(ha2, "lb_lifeline_state{peer=\"ha1\",state=\"PAUSED\"} 1.0");
        shown(ha2, "lb_lifeline_state{peer=\"ha1\",state=\"LOST\"} 1.0");
        assertThat(wasMaster()).as(this::state).isFalse();
        ha1.run("ip", "route", "del", "blackhole", ha2.address() + "/32");
        ha2.run("ip", "route", "del", "blackhole", ha1.address() + "/32");
        assertThat(ha1.holds(VIRTUAL)).isTrue();
        assertThat(wasMaster()).as(this::state).isFalse();
    }

    @Test
    @Order(3)
    void anAdvertForgedInTheNameOfTheBackupTakesNothingFromTheMaster() {
        connected();
        var forger = lab.node("forger", 99);
        // Deaf and dumb in ARP, so that all but its adverts leaves ha2 alone.
        forger.run("ip", "link", "set", LabNode.INTERFACE, "arp", "off");
        forger.run("ip", "address", "flush", "dev", LabNode.INTERFACE);
        forger.run("ip", "address", "add", ha2.address() + "/24", "dev", LabNode.INTERFACE);
        var conf = Lb.write(lab.folder().resolve("forger.conf"), """
                nodes { ha2 { address = %s, priority = 254 } }
                virtual-ips { web { address = %s, router-id = 51, serves = [] } }
                """.formatted(ha2.address(), VIRTUAL));
        var forging = forger.start(Lb.command("run", conf.toString()));
        Eventually.holds("it is refused", PATIENCE, () -> contradicted() >= 2, () -> state() + forging.output());
        assertThat(forging.output()).contains("is MASTER");
        forging.signal("KILL");
        assertThat(first.output())
                .contains("advert from " + ha2.address() + ": priority 254, while that node says on its lifeline")
                .containsOnlyOnce("is MASTER")
                .doesNotContain("was MASTER");
        assertThat(ha1.holds(VIRTUAL)).isTrue();
    }

    private double contradicted() {
        return Pattern.compile("lb_vrrp_adverts_rejected_total\\{reason=\"contradicted\"[^}]*} (\\S+)")
                .matcher(ha1.run("sh", "-c", "curl -sS --max-time 5 http://127.0.0.1:8404/metrics || true"))
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    @Test
    @Order(4)
    void aMasterThatIsStoppedIsMissedByItsAdvertsAndNotBefore() {
        connected();
        var monitor = ha2.start("ip", "-ts", "monitor", "address");
        Eventually.holds("the monitor runs", PATIENCE, monitor::alive, this::state);
        var frozen = Instant.now();
        first.freeze();
        var after = Duration.between(frozen, taken(monitor));
        System.out.printf("SIGSTOP of the master: the backup took over after %d ms%n", after.toMillis());
        // The last advert may have been a second old.
        assertThat(after).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(6));
        first.thaw();
        Eventually.holds("ha1 is master again", PATIENCE, () -> ha1.holds(VIRTUAL) && !ha2.holds(VIRTUAL), this::state);
    }

    @Test
    @Order(5)
    void theEndOfTheMastersProcessMovesTheAddressAtOnce() {
        connected();
        var monitor = ha2.start("ip", "-ts", "monitor", "address");
        Eventually.holds("the monitor runs", PATIENCE, monitor::alive, this::state);
        var killed = Instant.now();
        first.signal("KILL");
        // What the kernel does for an address that the process held, if it has not done it.
        ha1.run("sh", "-c", "ip addr del %s/32 dev %s 2>&1 || true".formatted(VIRTUAL, LabNode.INTERFACE));
        var after = Duration.between(killed, taken(monitor));
        System.out.printf("kill -9 of the master: the backup took over after %d ms%n", after.toMillis());
        assertThat(after).isLessThan(Duration.ofSeconds(1));
        told(second, "node ha1 is dead: ");
        assertThat(second.output()).contains("nobody answers for the address");
    }

    /** When the virtual address came. */
    private Instant taken(LabProcess monitor) {
        Eventually.holds("ha2 has the address", PATIENCE, () -> time(monitor).isPresent(), this::state);
        return time(monitor).orElseThrow();
    }

    private static Optional<Instant> time(LabProcess monitor) {
        return TAKEN.matcher(monitor.output())
                .results()
                .findFirst()
                .map(found -> LocalDateTime.parse(found.group(1))
                        .atZone(ZoneId.systemDefault())
                        .toInstant());
    }
}
