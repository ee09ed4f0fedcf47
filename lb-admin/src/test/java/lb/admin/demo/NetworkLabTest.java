package lb.admin.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkLabTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @BeforeEach
    void needsNamespaces() {
        NetworkLab.obstacle().ifPresent(why -> {
            System.out.println("Skipped: " + why);
            abort(why);
        });
    }

    @Test
    void aClientAsksAServerAcrossTheBridgeAndSeesTheCablePulled() {
        try (var lab = NetworkLab.open()) {
            var web = lab.node("web", 11);
            var client = lab.node("client", 100);
            web.start(Jvm.small(WebServer.class, "web1", "80"));
            var probe = ProbeProcess.start(
                    client, web.address(), Duration.ofMillis(10), Duration.ofMillis(200), Duration.ofSeconds(60));
            Eventually.holds("answers", PATIENCE, () -> answered(probe, 0) > 0, probe::output);
            assertThat(ProbeReport.of(probe.samples()).byServer()).containsOnlyKeys("web1");

            web.unplug();
            var unplugged = System.nanoTime();
            Eventually.holds("none", PATIENCE, () -> probe.complete() > unplugged, probe::output);
            assertThat(answered(probe, unplugged)).isZero();

            web.plug();
            var plugged = System.nanoTime();
            Eventually.holds("answers", PATIENCE, () -> answered(probe, plugged) > 0, probe::output);
        }
    }

    private static int answered(ProbeProcess probe, long from) {
        return ProbeReport.of(probe.since(from)).answered();
    }

    @Test
    void aNodeKnowsItsAddresses() {
        try (var lab = NetworkLab.open()) {
            var node = lab.node("node", 7);
            node.run("ip", "addr", "add", "10.77.1.69/32", "dev", LabNode.INTERFACE);
            assertThat(node.addresses())
                    .extracting(LabNode.Held::prefix)
                    .containsExactly("10.77.1.7/24", "10.77.1.69/32");
            assertThat(node.holds("10.77.1.69")).isTrue();
            assertThat(node.holds("10.77.1.6")).isFalse();
        }
    }

    @Test
    void aCommandThatFailsSaysWhatItPrinted() {
        try (var lab = NetworkLab.open()) {
            var node = lab.node("node", 7);
            assertThatThrownBy(() -> node.run("ip", "link", "set", "nothing", "up"))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("nothing");
        }
    }

    @Test
    void aFrozenProcessIsKilledAndSoAreItsChildren() {
        try (var lab = NetworkLab.open()) {
            var node = lab.node("node", 7);
            var process = node.start("sh", "-c", "sleep 1000 & echo started; wait");
            Eventually.holds("it runs", PATIENCE, () -> process.output().contains("started"), process::output);
            process.freeze();
            process.kill();
            assertThat(process.alive()).isFalse();
            Eventually.holds("none is left", PATIENCE, () -> pids(node).isEmpty(), () -> pids(node));
        }
    }

    private static String pids(LabNode node) {
        return Command.run(List.of("ip", "netns", "pids", node.namespace())).strip();
    }

    @Test
    void nothingIsLeftOfIt() {
        Path folder;
        LabNode node;
        LabProcess process;
        try (var lab = NetworkLab.open()) {
            folder = lab.folder();
            node = lab.node("node", 7);
            process = node.start("sleep", "1000");
            lab.close();
        }
        assertThat(process.alive()).isFalse();
        assertThat(folder).doesNotExist();
        assertThat(Path.of("/run/netns", node.namespace())).doesNotExist();
        assertThat(Path.of("/run/netns", node.namespace().replace("-node", "-bridge")))
                .doesNotExist();
    }
}
