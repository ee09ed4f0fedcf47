package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The labs four-nodes and openstack from their files of HAProxy and keepalived as they are, each node with its own: the steps
 * that their authors show.
 */
@Tag("network")
class LabFilesIT {
    private static final Path LABS =
            Path.of("..", "lb-admin", "src", "test", "resources", "lb", "admin", "keepalived", "labs");

    /** The start of a JVM, and three adverts of two seconds each, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private FourNodes four;

    @BeforeEach
    void open() {
        Needs.programs("curl", "nginx", "ping", "unshare");
        if (!Files.isDirectory(Path.of("/etc/haproxy/errors"))) {
            Needs.skip("the error pages of the package haproxy are missing, which the files name");
        }
        four = FourNodes.open();
    }

    @AfterEach
    void close() {
        if (four != null) {
            four.close();
        }
    }

    /** The labs' machines have their addresses on eth1. */
    private static void prepare(LabNode node, String address) {
        node.run("ip", "link", "set", LabNode.INTERFACE, "down");
        node.run("ip", "link", "set", LabNode.INTERFACE, "name", "eth1");
        node.run("ip", "addr", "add", address + "/24", "dev", "eth1");
        node.run("ip", "link", "set", "eth1", "up");
    }

    /** With folders of its own for the sockets that the files name, as on a machine of its own. */
    private static LabProcess start(LabNode node, String lab) {
        var folder = LABS.resolve(lab).toAbsolutePath().normalize();
        var command = new ArrayList<>(List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs none /run && mkdir /run/haproxy && mount -t tmpfs none /var/lib"
                        + " && mkdir /var/lib/haproxy && exec \"$@\"",
                "sh"));
        command.addAll(Lb.command(
                "run",
                folder.resolve("haproxy.cfg").toString(),
                folder.resolve("keepalived.conf").toString()));
        return node.start(command);
    }

    private static void owns(LabNode node, LabNode other, String address, LabProcess... processes) {
        Eventually.holds(
                node.name() + " is the only owner of " + address,
                PATIENCE,
                () -> node.holds(address) && !other.holds(address),
                () -> node.addresses() + "\n" + other.addresses() + "\n"
                        + String.join(
                                "\n",
                                List.of(processes).stream()
                                        .map(LabProcess::output)
                                        .toList()));
    }

    @Test
    void theFourNodesAlternateAndTheAddressFollowsTheBalancerThatLives() {
        var virtual = "192.168.56.69";
        four.webs().forEach(web -> {
            var last = web.name().equals("web1") ? "11" : "12";
            web.run("ip", "addr", "add", "192.168.56." + last + "/24", "dev", LabNode.INTERFACE);
        });
        four.client().run("ip", "addr", "add", "192.168.56.100/24", "dev", LabNode.INTERFACE);
        var nginx1 = four.startWeb(four.web1());
        four.startWeb(four.web2());
        prepare(four.ha1(), "192.168.56.21");
        prepare(four.ha2(), "192.168.56.22");
        var first = start(four.ha1(), "four-nodes/ha1");
        var second = start(four.ha2(), "four-nodes/ha2");
        owns(four.ha1(), four.ha2(), virtual, first, second);
        alternates(virtual, first);

        nginx1.stop(FourNodes.PATIENCE);
        Eventually.holds(
                "web1 is out",
                PATIENCE,
                () -> IntStream.range(0, 4).allMatch(i -> four.ask(virtual).equals("web2")),
                first::output);
        four.startWeb(four.web1());
        alternates(virtual, first);

        first.stop(FourNodes.PATIENCE);
        owns(four.ha2(), four.ha1(), virtual, first, second);
        assertThat(four.ask(virtual)).startsWith("web");
        var again = start(four.ha1(), "four-nodes/ha1");
        owns(four.ha1(), four.ha2(), virtual, again, second);

        again.kill();
        owns(four.ha2(), four.ha1(), virtual, again, second);
        assertThat(four.ask(virtual)).startsWith("web");
        var returned = start(four.ha1(), "four-nodes/ha1");
        owns(four.ha1(), four.ha2(), virtual, returned, second);
        alternates(virtual, returned);
    }

    private void alternates(String virtual, LabProcess owner) {
        Eventually.holds(
                "answers alternate",
                PATIENCE,
                () -> {
                    var answers = List.of(four.ask(virtual), four.ask(virtual), four.ask(virtual), four.ask(virtual));
                    return answers.equals(List.of("web1", "web2", "web1", "web2"))
                            || answers.equals(List.of("web2", "web1", "web2", "web1"));
                },
                owner::output);
    }

    @Test
    void theOpenStackPairHasItsPagesAndItsAddressMovesToTheOtherNode() {
        var virtual = "192.168.1.150";
        four.client().run("ip", "addr", "add", "192.168.1.100/24", "dev", LabNode.INTERFACE);
        prepare(four.ha1(), "192.168.1.110");
        prepare(four.ha2(), "192.168.1.111");
        var hera = start(four.ha1(), "openstack/hera");
        var afrodita = start(four.ha2(), "openstack/afrodita");
        // Both have the priority 101: who is there first has the address, or at the same time the one with the higher
        // address.
        oneOwns(virtual, hera, afrodita);
        var owner = four.ha1().holds(virtual) ? four.ha1() : four.ha2();
        var other = owner.equals(four.ha1()) ? four.ha2() : four.ha1();
        var owning = owner.equals(four.ha1()) ? hera : afrodita;
        assertThat(owner.addresses())
                .anyMatch(held ->
                        held.interfaceName().equals("eth1") && held.prefix().equals(virtual + "/32"));
        assertThat(owner.run("cat", "/proc/sys/net/ipv4/ip_nonlocal_bind").strip())
                .isEqualTo("0");

        assertThat(curl("-i", "http://192.168.1.110/stats")).contains("401", "HAProxy Statistics");
        assertThat(curl("-i", "-u", "admin:password", "http://192.168.1.110/stats"))
                .contains("200 OK");
        assertThat(curl("-i", "-u", "admin:password", "http://192.168.1.111/stats"))
                .contains("200 OK");
        answersPing(virtual, owning);

        owning.kill();
        owns(other, owner, virtual, hera, afrodita);
        answersPing(virtual, owning);
        var returned = start(owner, owner.equals(four.ha1()) ? "openstack/hera" : "openstack/afrodita");
        Eventually.holds(
                "it takes part again", PATIENCE, () -> returned.output().contains("BACKUP"), returned::output);
        oneOwns(virtual, hera, afrodita, returned);
        answersPing(virtual, returned);
    }

    private void oneOwns(String virtual, LabProcess... processes) {
        Eventually.holds(
                "one node has " + virtual,
                PATIENCE,
                () -> four.ha1().holds(virtual) != four.ha2().holds(virtual),
                () -> String.join(
                        "\n",
                        List.of(processes).stream().map(LabProcess::output).toList()));
    }

    private void answersPing(String address, LabProcess owner) {
        Eventually.holds(
                address + " answers ping",
                PATIENCE,
                () -> four.client()
                        .run("sh", "-c", "ping -c 1 -W 1 " + address + " || true")
                        .contains("1 received"),
                owner::output);
    }

    private String curl(String... arguments) {
        var command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "5"));
        command.addAll(List.of(arguments));
        return four.client().run(command.toArray(String[]::new));
    }
}
