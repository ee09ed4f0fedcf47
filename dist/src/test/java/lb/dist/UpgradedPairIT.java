package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import lb.admin.demo.NetworkLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over from one process of a node to the next beside its listeners, and what there is when an upgrade comes to nothing. */
@Tag("network")
class UpgradedPairIT {
    private static final String VIRTUAL = NetworkLab.NETWORK + "69";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern PROCESS = Pattern.compile("process (\\d+) \\(lb ");

    @TempDir
    private Path folder;

    private NetworkLab lab;
    private LabNode ha1;
    private LabNode ha2;
    private LabProcess first;
    private LabProcess second;

    @BeforeEach
    void open() {
        Needs.programs("ss", "curl");
        lab = NetworkLab.open();
        ha1 = lab.node("ha1", 21);
        ha2 = lab.node("ha2", 22);
    }

    @AfterEach
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    private String conf(String virtualIp, String rest) {
        return """
                nodes {
                  ha1 { address = %s, priority = 101 }
                  ha2 { address = %s, priority = 100 }
                }
                virtual-ips { web { address = %s, router-id = 51, serves = []%s } }
                frontends { www { bind = "127.0.0.1:8080", default-backend = gone } }
                backends { gone { check = false, servers { one = "127.0.0.1:1" } } }
                stats { bind = "127.0.0.1:8404" }
                %s
                """.formatted(ha1.address(), ha2.address(), VIRTUAL, virtualIp, rest);
    }

    private void start(Path conf) {
        start(conf, conf);
    }

    private void start(Path conf, Path ofSecond) {
        first = ha1.start(Lb.command("run", conf.toString()));
        Eventually.holds("ha1 is master", PATIENCE, () -> ha1.holds(VIRTUAL), first::output);
        second = ha2.start(Lb.command("run", ofSecond.toString()));
        Eventually.holds("ha2 is backup", PATIENCE, () -> second.output().contains("is BACKUP"), this::said);
    }

    private String said() {
        return "ha1 has %s, ha2 has %s%nha1: %s%nha2: %s"
                .formatted(ha1.addresses(), ha2.addresses(), first.output(), second.output());
    }

    private LabProcess upgrade(LabNode node, String... what) {
        String[] words = new String[what.length + 1];
        words[0] = "upgrade";
        System.arraycopy(what, 0, words, 1, what.length);
        LabProcess asked = node.start(Lb.command(words));
        assertThat(asked.exit(PATIENCE)).as(() -> asked.output() + said()).isPresent();
        return asked;
    }

    /** Returns the number of the process that goes on. */
    private String upgraded(LabNode node) {
        LabProcess done = upgrade(node);
        assertThat(done.exit(PATIENCE)).as(() -> done.output() + said()).hasValue(0);
        System.out.print(done.output());
        var process = PROCESS.matcher(done.output());
        assertThat(process.find()).as(done::output).isTrue();
        return process.group(1);
    }

    private void alive() {
        for (LabNode node : java.util.List.of(ha1, ha2)) {
            Eventually.holds(
                    node.name() + " and the other see each other",
                    PATIENCE,
                    () -> node.run("sh", "-c", "curl -sS --max-time 5 http://127.0.0.1:8404/metrics || true")
                            .contains("state=\"ALIVE\"} 1.0"),
                    this::said);
        }
    }

    @Test
    void theLifelineGoesOnAndTellsOfTheNewProcesssDeath() {
        String certificates = lab.folder().resolve("lifeline").toString();
        ha1.run(Lb.command("init", "--lifeline", certificates, "ha1", "ha2").toArray(String[]::new));
        start(Lb.write(
                lab.folder().resolve("lb.conf"),
                conf("", "lifeline { certificates = \"%s\" }".formatted(certificates))));
        alive();
        // The one that connects, the one that is connected to, and the next process of the first.
        upgraded(ha1);
        alive();
        upgraded(ha2);
        alive();
        String master = upgraded(ha1);
        alive();
        assertThat(first.output() + second.output())
                .as(this::said)
                .doesNotContain("it is LOST", "it is DEAD", "it is PAUSED", "cannot");
        assertThat(second.output()).doesNotContain("is MASTER");
        ha1.run("kill", "-KILL", master);
        Eventually.holds("ha2 has the address", Duration.ofSeconds(2), () -> ha2.holds(VIRTUAL), this::said);
        assertThat(second.output()).contains("node ha1 is dead: ");
    }

    @Test
    void devicesStaticEntriesAndAddressesStayAndGoWithTheLastProcess() {
        ha1.run("ip", "route", "add", "10.99.0.0/16", "dev", LabNode.INTERFACE);
        String before = kernel();
        start(Lb.write(
                lab.folder().resolve("lb.conf"),
                conf(
                        ", virtual-mac = true",
                        "static { addresses = [ { address = \"10.98.0.1/24\", interface = %s } ] }"
                                .formatted(LabNode.INTERFACE))));
        String held = kernel();
        assertThat(held).contains(VIRTUAL + "/32", "10.98.0.1/24", "vrrp.51");
        upgraded(ha1);
        assertThat(kernel()).as(this::said).isEqualTo(held);
        String last = upgraded(ha1);
        assertThat(kernel()).as(this::said).isEqualTo(held);
        assertThat(first.exit(PATIENCE)).as(this::said).hasValue(0);
        assertThat(kernel()).as("the processes before have ended").isEqualTo(held);
        assertThat(second.output()).doesNotContain("is MASTER");
        ha1.run("kill", "-TERM", last);
        Eventually.holds("ha2 has the address", PATIENCE, () -> ha2.holds(VIRTUAL), this::said);
        Eventually.holds("all is as it was", PATIENCE, () -> kernel().equals(before), () -> kernel() + said());
    }

    /** What ip(8) shows of ha1, without numbers of interfaces, and leases. */
    private String kernel() {
        return ha1.run(
                        "sh",
                        "-c",
                        "ip -o address show; ip -o link show | grep -o 'vrrp[^@:]*'; cat /proc/sys/net/ipv4/conf/"
                                + LabNode.INTERFACE + "/arp_*")
                .lines()
                .filter(line -> !line.contains("fe80:"))
                .map(line -> line.replaceAll("^\\d+: ", "")
                        .replaceAll("valid_lft.*", "")
                        .replaceAll("\\s+", " "))
                .sorted()
                .reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void whatCannotBecomeTheNodeLeavesItAsItIs() {
        Path socket = lab.folder().resolve("www.sock");
        String good = conf("", "")
                .replace("bind = \"127.0.0.1:8080\"", "bind = [ \"127.0.0.1:8080\", \"%s\" ]".formatted(socket));
        Path conf = Lb.write(lab.folder().resolve("lb.conf"), good);
        // Both are on one file system.
        start(conf, Lb.write(lab.folder().resolve("second.conf"), conf("", "")));
        Path noJar = Lb.write(folder.resolve("broken.jar"), "this is no jar");
        refused(upgrade(ha1, noJar.toString()), "has ended with status 1 without a word");

        Lb.write(conf, good.substring(0, good.length() / 2));
        refused(upgrade(ha1), "lb.conf");
        Lb.write(conf, good.replace("router-id = 51", "router-id = 52"));
        refused(upgrade(ha1), "virtual IP \"web\" of the running node: ", "router-id 52");
        Lb.write(conf, good.replace("serves = []", "serves = [], interface = nope0"));
        refused(upgrade(ha1), "there is no interface nope0");
        assertThat(socket).exists();
        Lb.write(conf, good);
        String last = upgraded(ha1);
        assertThat(second.output()).doesNotContain("is MASTER");
        // A second node is refused, and hears of the one that runs.
        LabProcess another = ha1.start(Lb.command("run", conf.toString()));
        assertThat(another.exit(PATIENCE)).hasValue(1);
        assertThat(another.output()).contains("another lb (pid " + last + ")");
        assertThat(first.exit(PATIENCE)).hasValue(0);
        assertThat(ha1.run("curl", "-sS", "--max-time", "5", "--unix-socket", socket.toString(), "http://lb/"))
                .contains("503");
        ha1.run("kill", "-TERM", last);
        Eventually.holds("the socket's file is gone", PATIENCE, () -> !Files.exists(socket), this::said);
    }

    private void refused(LabProcess upgrade, String... words) {
        assertThat(upgrade.exit(PATIENCE)).as(() -> upgrade.output() + said()).hasValue(1);
        assertThat(upgrade.output()).contains(words);
        System.out.print(upgrade.output());
        assertThat(ha1.holds(VIRTUAL)).as(this::said).isTrue();
        assertThat(ha1.run(
                        "curl",
                        "-sS",
                        "--max-time",
                        "5",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "http://127.0.0.1:8080/"))
                .isEqualTo("503");
    }
}
