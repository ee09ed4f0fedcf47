package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.NetworkLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that come to a server with the SYN, what becomes of them when they are lost, and a kernel that forbids it. */
@Tag("network")
class FastOpenIT {
    private static final String ALLOWED = "net.ipv4.tcp_fastopen=3";
    private static final String ALLOWED_WITHOUT_COOKIE = "net.ipv4.tcp_fastopen=5";
    private static final String FORBIDDEN = "net.ipv4.tcp_fastopen=2";

    @Test
    void aRequestComesWithTheSynIsSentAgainWhenItIsLostAndLaterWhereTheKernelForbidsIt() {
        Needs.programs("curl");
        try (var lab = NetworkLab.open()) {
            var ha1 = lab.node("ha1", 21);
            var web = lab.node("web1", 31);
            ha1.run("sysctl", "-qw", ALLOWED);
            web.run("sysctl", "-qw", ALLOWED);
            var server = new Lb(web, Lb.write(lab.folder().resolve("web.conf"), """
                    frontends {
                      f { bind { address = "%s:80", tcp-fast-open = true }, routes = [ { answer { status = 200, body = ok } } ] }
                    }
                    """.formatted(web.address())));
            server.start();
            var lb = new Lb(ha1, Lb.write(lab.folder().resolve("lb.conf"), """
                    frontends { f { bind = "*:8080", default-backend = b } }
                    backends {
                      b {
                        tcp-fast-open = true
                        check = false
                        retries = 1
                        redispatch = false
                        timeouts { connect = 1s }
                        http { connection-mode = server-close }
                        servers { web1 = "%s:80" }
                      }
                    }
                    """.formatted(web.address())));
            lb.start();
            assertThat(ask(ha1, "--retry", "30", "--retry-delay", "1", "--retry-connrefused", "--fail"))
                    .as(() -> server.output() + lb.output())
                    .isEqualTo("200");
            for (int i = 0; i < 3; i++) {
                assertThat(ask(ha1)).as(lb::output).isEqualTo("200");
            }
            assertThat(figure(web, "TCPFastOpenPassive"))
                    .as("requests that came with the SYN; the first brought the cookie")
                    .isGreaterThanOrEqualTo(3);
            var before = figure(web, "TCPFastOpenPassive");
            assertThat(ask(ha1, "--data", "x")).as(lb::output).isEqualTo("200");
            assertThat(figure(web, "TCPFastOpenPassive")).as("a POST does not").isEqualTo(before);
            server.stop();
            assertThat(ask(ha1)).as("refused, and tried again as ever").isEqualTo("503");
            server.start();
            assertThat(ask(ha1, "--retry", "30", "--retry-delay", "1", "--fail"))
                    .isEqualTo("200");
            ha1.run("sysctl", "-qw", FORBIDDEN);
            assertThat(ask(ha1)).as(lb::output).isEqualTo("200");
            Eventually.holds(
                    "it says so",
                    Duration.ofSeconds(10),
                    () -> lb.output().contains("server \"web1\": no tcp-fast-open until the kernel allows it"),
                    lb::output);
            lb.stop();
            server.stop();
        }
    }

    @Test
    void aServerThatIsSilentHasTheTimeToConnectAndNotThatToAnswer() {
        Needs.programs("curl");
        try (var lab = NetworkLab.open()) {
            var ha1 = lab.node("ha1", 21);
            var web = lab.node("web1", 31);
            ha1.run("sysctl", "-qw", ALLOWED_WITHOUT_COOKIE);
            var silent = "10.77.1.99";
            ha1.run("ip", "neigh", "add", silent, "lladdr", "02:00:00:00:00:99", "dev", LabNode.INTERFACE);
            var server = new Lb(web, Lb.write(lab.folder().resolve("web.conf"), """
                    frontends { f { bind = "%s:80", routes = [ { answer { status = 200, body = ok } } ] } }
                    """.formatted(web.address())));
            server.start();
            var lb = new Lb(ha1, Lb.write(lab.folder().resolve("lb.conf"), """
                    defaults { timeouts { connect = 500ms, server = 50s } }
                    frontends {
                      alone { bind = "*:8080", default-backend = alone }
                      both { bind = "*:8081", default-backend = both }
                    }
                    backends {
                      alone { check = false, tcp-fast-open = true, retries = 1, servers { silent = "%1$s:80" } }
                      both {
                        check = false
                        tcp-fast-open = true
                        retries = 2
                        servers = [ { name = silent, address = "%1$s:80" }, { name = web1, address = "%2$s:80" } ]
                      }
                    }
                    """.formatted(silent, web.address())));
            lb.start();
            assertThat(askWithin(ha1, "15", 8081, "--retry", "30", "--retry-delay", "1", "--retry-connrefused"))
                    .as(() -> server.output() + lb.output())
                    .isEqualTo("200");
            for (int i = 0; i < 4; i++) {
                assertThat(askWithin(ha1, "5", 8081)).as(lb::output).isEqualTo("200");
            }
            assertThat(askWithin(ha1, "10", 8080)).as(lb::output).isEqualTo("503");
            lb.stop();
            server.stop();
        }
    }

    /** The status of an answer. */
    private static String ask(LabNode node, String... more) {
        return askWithin(node, "15", 8080, more);
    }

    private static String askWithin(LabNode node, String seconds, int port, String... more) {
        var command = new ArrayList<>(List.of(
                "curl", "--silent", "--max-time", seconds, "--output", "/dev/null", "--write-out", "%{http_code}"));
        command.addAll(List.of(more));
        command.add("http://127.0.0.1:" + port + "/");
        return node.run(command.toArray(String[]::new));
    }

    /** A figure of the kernel's in the node's namespace. */
    private static long figure(LabNode node, String name) {
        String[] lines = node.run("cat", "/proc/net/netstat").split("\n", -1);
        for (int i = 0; i + 1 < lines.length; i += 2) {
            String[] names = lines[i].split(" ", -1);
            for (int column = 0; column < names.length; column++) {
                if (names[column].equals(name)) {
                    return Long.parseLong(lines[i + 1].split(" ", -1)[column]);
                }
            }
        }
        throw new AssertionError("the kernel has no " + name);
    }
}
