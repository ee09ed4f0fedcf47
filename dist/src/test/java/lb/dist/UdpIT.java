package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import lb.admin.demo.NetworkLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real name servers and a real syslog client, over a virtual address that lb holds and listens on by a wildcard. */
@Tag("network")
class UdpIT {
    private static final String VIRTUAL = NetworkLab.NETWORK + "69";

    /** Longer than the start of a JVM on a busy machine with two cores. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void namesAndLogLinesGoOverTheVirtualAddressAndSurviveAServer() {
        Needs.programs("dnsmasq", "dig", "logger", "tcpdump");
        try (var lab = NetworkLab.open()) {
            var client = lab.node("client", 5);
            var ha1 = lab.node("ha1", 21);
            var ns1 = lab.node("ns1", 31);
            var ns2 = lab.node("ns2", 32);
            var first = nameServer(ns1, "192.0.2.1");
            nameServer(ns2, "192.0.2.2");
            var lb = new Lb(ha1, Lb.write(lab.folder().resolve("lb.conf"), conf()));
            lb.start();
            Eventually.holds("it has the virtual address", PATIENCE, () -> ha1.holds(VIRTUAL), lb::output);

            var answers = new HashSet<String>();
            for (var i = 0; i < 4; i++) {
                answers.add(dig(client, VIRTUAL));
            }
            assertThat(answers).as(lb::output).containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
            assertThat(dig(client, ha1.address())).as(lb::output).startsWith("192.0.2.");

            first.kill();
            Eventually.holds(
                    "its check finds out",
                    PATIENCE,
                    () -> lb.output().contains("Server name-servers/ns1 is DOWN, reason: Layer4 connection problem"),
                    lb::output);
            for (var i = 0; i < 4; i++) {
                assertThat(dig(client, VIRTUAL)).as(lb::output).isEqualTo("192.0.2.2");
            }

            var wire = ns1.start("tcpdump", "-l", "-n", "-A", "-i", LabNode.INTERFACE, "udp", "port", "514");
            Eventually.holds("it listens", PATIENCE, () -> wire.output().contains("listening on"), wire::output);
            client.run("logger", "-d", "-n", VIRTUAL, "-P", "514", "-t", "lab", "over the virtual address");
            Eventually.holds(
                    "the line arrives",
                    PATIENCE,
                    () -> wire.output().contains("over the virtual address"),
                    () -> wire.output() + lb.output());
            lb.stop();
        }
    }

    private static String conf() {
        return """
                nodes { ha1 { address = %1$s21, priority = 101 }, ha2 { address = %1$s22, priority = 100 } }
                virtual-ips { services { address = %2$s, router-id = 51, advert-interval = 100ms } }
                frontends {
                  dns { mode = udp, bind = "*:53", default-backend = name-servers }
                  syslog { mode = udp, bind = "*:514", default-backend = log-servers }
                }
                backends {
                  name-servers {
                    mode = udp
                    replies = 1
                    check { type = dns, name = who.test, interval = 300ms, fall = 2 }
                    servers = [ { name = ns1, address = "%1$s31:53" }, { name = ns2, address = "%1$s32:53" } ]
                  }
                  log-servers { mode = udp, replies = 0, check = false, servers { ns1 = "%1$s31:514" } }
                }
                """.formatted(NetworkLab.NETWORK, VIRTUAL);
    }

    /** dnsmasq, which has one name, with this address. */
    private static LabProcess nameServer(LabNode node, String answer) {
        var server = node.start(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--user=root",
                "--pid-file=",
                "--log-facility=-",
                "--bind-interfaces",
                "--listen-address=" + node.address(),
                "--address=/who.test/" + answer);
        Eventually.holds("it is up", PATIENCE, () -> server.output().contains("started"), server::output);
        return server;
    }

    /** What it says of the name; it hears nobody but whom it asks. */
    private static String dig(LabNode client, String server) {
        return client.run("dig", "@" + server, "+short", "+time=2", "+tries=2", "who.test", "A")
                .strip();
    }
}
