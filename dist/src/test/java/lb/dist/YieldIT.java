package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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

/** A pair that is asked and told over the runtime sockets that it has without a word of configuration. */
@Tag("network")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class YieldIT {
    private static final String VIRTUAL = NetworkLab.NETWORK + "69";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private NetworkLab lab;
    private LabNode ha1;
    private LabNode ha2;
    private LabProcess first;
    private LabProcess second;

    /** What a command line has said, and how it ended. */
    private record Said(int status, String text) {}

    @BeforeAll
    void start() {
        Needs.programs("ss");
        lab = NetworkLab.open();
        ha1 = lab.node("ha1", 21);
        ha2 = lab.node("ha2", 22);
        var conf = Lb.write(lab.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, priority = 101 }
                  ha2 { address = %s, priority = 100 }
                }
                virtual-ips { web { address = %s, router-id = 51, advert-interval = 100ms, serves = [] } }
                """.formatted(ha1.address(), ha2.address(), VIRTUAL));
        first = ha1.start(Lb.command("run", conf.toString()));
        second = ha2.start(Lb.command("run", conf.toString()));
        owns(ha1, ha2);
    }

    @AfterAll
    void end() {
        if (lab != null) {
            lab.close();
        }
    }

    private void owns(LabNode owner, LabNode other) {
        Eventually.holds(
                owner.name() + " owns the address",
                PATIENCE,
                () -> owner.holds(VIRTUAL) && !other.holds(VIRTUAL),
                this::state);
    }

    private String state() {
        return "ha1 has %s, ha2 has %s%nha1: %s%nha2: %s"
                .formatted(ha1.addresses(), ha2.addresses(), first.output(), second.output());
    }

    private Said lb(LabNode node, String... arguments) {
        return said(node, Lb.command(arguments));
    }

    private Said said(LabNode node, List<String> command) {
        var process = node.start(command);
        var status = process.exit(PATIENCE);
        assertThat(status).as(process::output).isPresent();
        return new Said(status.getAsInt(), process.output());
    }

    @Test
    @Order(1)
    void eachNodeTellsWhoOwnsWhat() {
        var master = lb(ha1, "vrrp");
        System.out.println(master.text());
        assertThat(master.status()).as(master.text()).isZero();
        assertThat(master.text())
                .contains("web  MASTER since ", "priority   101, preempts", "advert every 100 ms, next in ");
        var backup = lb(ha2, "vrrp");
        assertThat(backup.text())
                .contains("web  BACKUP since ", "peer       " + ha1.address() + ", priority 101, heard ");
        assertThat(lb(ha2, "vrrp", "--json").text()).contains("\"node\":\"ha2\"", "\"state\":\"BACKUP\"");
    }

    @Test
    @Order(2)
    void aYieldMovesTheAddressAndReturnsWhenItHasMoved() {
        var yielded = lb(ha1, "yield", "web");
        System.out.println(yielded.text());
        assertThat(yielded.status()).as(yielded.text() + state()).isZero();
        assertThat(ha2.holds(VIRTUAL)).as(this::state).isTrue();
        assertThat(yielded.text()).contains("web has moved to " + ha2.address() + " (priority 100) after 0.");
        assertThat(first.output()).containsPattern("runtime socket: uid 0 \\(pid \\d+\\) says: vrrp yield web");
        owns(ha2, ha1);
        var transitions = lb(ha2, "vrrp", "--transitions");
        System.out.println(transitions.text());
        assertThat(transitions.text()).containsPattern("web +BACKUP +MASTER +\\d+ ms +no advert of a master in time");
        assertThat(lb(ha1, "vrrp").text()).contains("1 of 101 yielded");
    }

    @Test
    @Order(3)
    void aResumeBringsItBack() {
        var resumed = lb(ha1, "vrrp", "resume", "web");
        System.out.println(resumed.text());
        assertThat(resumed.status()).as(resumed.text() + state()).isZero();
        assertThat(resumed.text()).contains("web is back on node ha1 after ", "with priority 101");
        owns(ha1, ha2);
        assertThat(lb(ha1, "vrrp", "--transitions").text()).containsPattern("BACKUP +MASTER +0 ms");
    }

    @Test
    @Order(4)
    void whatIsWrongIsSaid() {
        var unknown = lb(ha1, "yield", "wbe");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.text()).contains("there is no virtual IP \"wbe\" (did you mean \"web\"?)");
        var nobody = lb(ha1, "vrrp", "--socket", "abnsz@nobody");
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(nobody.text()).contains("no lb runs here: tried its runtime socket abnsz@nobody");
    }

    @Test
    @Order(5)
    void anotherUserIsRefusedByTheKernelsWord() {
        Needs.programs("setpriv", "socat");
        var socat = List.of("socat", "-t5", "-", "ABSTRACT-CONNECT:lb");
        var ask = List.of("sh", "-c", "echo 'show vrrp' | " + String.join(" ", socat));
        assertThat(said(ha1, ask).text()).contains("NAME", "web   MASTER");
        // It only reads: who is refused is told so and cut off, and what he says meanwhile would be an error of
        // socat's.
        var nobody = List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "socat",
                "-t5",
                "-u",
                "ABSTRACT-CONNECT:lb",
                "-");
        assertThat(said(ha1, nobody).text())
                .contains("Permission denied: this socket is for root (uid 0) only, you are uid 65534")
                .doesNotContain("MASTER");
    }
}
