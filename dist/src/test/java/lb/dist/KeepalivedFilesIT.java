package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The labs aws and floating-ip from their files of keepalived as they are; each node has its own. Neither has an address that
 * moves by VRRP.
 */
@Tag("network")
class KeepalivedFilesIT {
    private static final Path LABS =
            Path.of("..", "lb-admin", "src", "test", "resources", "lb", "admin", "keepalived", "labs");
    private static final int PORT = 8000;

    private FourNodes four;

    @BeforeEach
    void open() {
        Needs.programs("curl", "nginx", "keepalived");
        four = FourNodes.open();
    }

    @AfterEach
    void close() {
        if (four != null) {
            four.close();
        }
    }

    private static Path lab(String folder) {
        return LABS.resolve(folder).resolve("keepalived.conf").toAbsolutePath().normalize();
    }

    @Test
    void theElasticAndThePrivateIpOfTheAwsLabFollowTheMaster() throws URISyntaxException {
        var classes = Path.of(Ec2InTheLab.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var ec2 = four.client()
                .start(
                        java,
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classes.toString(),
                        Ec2InTheLab.class.getName(),
                        String.valueOf(PORT),
                        "",
                        "172.31.131.113");
        Eventually.holds("EC2 answers", FourNodes.PATIENCE, () -> state().startsWith("elastic="), ec2::output);
        four.ha1().run("ip", "addr", "add", "172.31.131.239/20", "dev", "eth0");
        four.ha2().run("ip", "addr", "add", "172.31.131.178/20", "dev", "eth0");
        // In place of AWS.
        var endpoint = "http://%s:%d".formatted(four.client().address(), PORT);
        var own = Lb.write(four.folder().resolve("lab.conf"), """
                virtual-ips.VI_1.cloud {
                  aws { endpoint = "%s", metadata-endpoint = "%s" }
                  check-interval = 0s
                }
                """.formatted(endpoint, endpoint));
        // The haproxy of the lab, of which nothing but its life counts.
        var haproxy = four.folder().resolve("haproxy");
        four.client().run("cp", "/bin/sleep", haproxy.toString());
        var startHaproxy = haproxy + " 3600 >/dev/null 2>&1 & echo \\$! >" + haproxy + ".pid";

        var master = start(four.ha1(), lab("aws/master").toString(), own.toString());
        var backup = start(four.ha2(), lab("aws/backup").toString(), own.toString());
        assertThat(master.output()).contains("unicast_source_ip is no word of keepalived");
        assertThat(backup.output()).contains("master.sh:5: enl-0714aa8345ef22da8 is no network interface of AWS");
        inside(four.ha2(), startHaproxy);
        areAt("eni-0714aa8345ef22da8", backup);
        Eventually.holds(
                "the private IP is on the backup",
                FourNodes.PATIENCE,
                () -> four.ha2().holds("172.31.131.113"),
                backup::output);
        inside(four.ha1(), startHaproxy);
        areAt("eni-05a4a5a2d01970c20", master);
        inside(four.ha1(), "kill -9 $(cat " + haproxy + ".pid)");
        areAt("eni-0714aa8345ef22da8", backup);
        inside(four.ha1(), startHaproxy);
        areAt("eni-05a4a5a2d01970c20", master);
    }

    private String state() {
        return four.client()
                .run("sh", "-c", "curl -sS --max-time 2 http://127.0.0.1:%d/state 2>&1 || true".formatted(PORT))
                .strip();
    }

    private void areAt(String networkInterface, LabProcess lb) {
        Eventually.holds(
                "both are at " + networkInterface,
                FourNodes.PATIENCE,
                () -> state().equals("elastic=" + networkInterface + " private=" + networkInterface),
                () -> state() + "\n" + lb.output());
    }

    @Test
    void theMasterOfTheFloatingIpLabIsTheNodeWhoseWebServerRuns() {
        prepare(four.ha1(), "10.77.33.1");
        var primary = start(four.ha1(), lab("floating-ip/primary").toString());
        prepare(four.ha2(), "10.77.33.2");
        var secondary = start(four.ha2(), lab("floating-ip/secondary").toString());
        nginx(four.ha1(), "primary", "");
        nginx(four.ha2(), "secondary", "");
        said(primary, "Virtual router VI_1 is MASTER");

        nginx(four.ha1(), "primary", "-s stop");
        said(secondary, "Virtual router VI_1 is MASTER");
        assertThat(primary.output()).contains("Virtual router VI_1 is INITIALIZE, was MASTER");

        nginx(four.ha1(), "primary", "");
        Eventually.holds(
                "the primary is master again",
                FourNodes.PATIENCE,
                () -> primary.output().split("Virtual router VI_1 is MASTER", -1).length == 3
                        && secondary.output().contains("Virtual router VI_1 is BACKUP, was MASTER"),
                () -> primary.output() + secondary.output());
    }

    @Test
    void aRealKeepalivedWithoutAddressesHearsOursAndIsHeard() {
        prepare(four.ha1(), "10.77.33.1");
        var primary = start(four.ha1(), lab("floating-ip/primary").toString());
        prepare(four.ha2(), "10.77.33.2");
        var theirs = new Keepalived(four, four.ha2(), """
                vrrp_instance VI_1 {
                    interface eth1
                    state BACKUP
                    priority 100
                    virtual_router_id 33
                    unicast_src_ip 10.77.33.2
                    unicast_peer {
                        10.77.33.1
                    }
                    authentication {
                        auth_type PASS
                        auth_pass password
                    }
                }
                """);
        theirs.start();
        Eventually.holds(
                "keepalived is master while our service does not run",
                FourNodes.PATIENCE,
                () -> theirs.output().contains("Entering MASTER STATE"),
                theirs::output);
        nginx(four.ha1(), "primary", "");
        said(primary, "Virtual router VI_1 is MASTER");
        Eventually.holds(
                "keepalived yields",
                FourNodes.PATIENCE,
                () -> theirs.output().contains("higher priority 200"),
                theirs::output);
        assertThat(theirs.complaints()).isEmpty();
        nginx(four.ha1(), "primary", "-s stop");
        said(primary, "Virtual router VI_1 is INITIALIZE, was MASTER");
    }

    private static void prepare(LabNode node, String address) {
        node.run("ip", "link", "set", "eth0", "down");
        node.run("ip", "link", "set", "eth0", "name", "eth1");
        node.run("ip", "addr", "add", address + "/24", "dev", "eth1");
        node.run("ip", "link", "set", "eth1", "up");
    }

    /** In a process namespace of its own: a machine knows only its own processes. */
    private static LabProcess start(LabNode node, String... files) {
        var arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(List.of(files));
        var command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
        command.addAll(Lb.command(arguments.toArray(String[]::new)));
        var started = node.start(command);
        said(started, "serves as node");
        return started;
    }

    /** Runs a command where the node's lb runs, which is the only Java in its network namespace. */
    private static void inside(LabNode node, String command) {
        node.run(
                "sh",
                "-c",
                "for p in $(ip netns pids " + node.namespace() + "); do if grep -qx java /proc/$p/comm; then"
                        + " exec nsenter --target $p --pid --mount sh -c \"" + command + "\"; fi; done; exit 1");
    }

    /** Starts the node's web server, or stops it. */
    private void nginx(LabNode node, String name, String options) {
        var conf = Lb.write(four.folder().resolve(name + "-web.conf"), """
                master_process off;
                pid %1$s-web.pid;
                error_log %1$s-web-error.log;
                events {}
                """.formatted(name));
        inside(node, "nginx -p %s -c %s %s".formatted(four.folder(), conf, options));
    }

    private static void said(LabProcess lb, String words) {
        Eventually.holds(words, FourNodes.PATIENCE, () -> lb.output().contains(words), lb::output);
    }
}
