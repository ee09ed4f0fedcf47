package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lb.admin.demo.LabNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What cannot work says so in one sentence that names the remedy, ends with 1 and leaves nothing behind. */
@Tag("network")
class BadStartIT {
    private static final Vrrp VRRP = new Vrrp(3, Duration.ofMillis(100), false, "");

    private FourNodes four;
    private LabNode node;
    private Path conf;

    @BeforeEach
    void open() {
        Needs.programs("nginx", "curl", "setpriv");
        four = FourNodes.open();
        node = four.ha1();
        conf = Lb.conf(four, VRRP);
    }

    @AfterEach
    void close() {
        if (four != null) {
            four.close();
        }
    }

    @Test
    void aPortInUse() {
        four.startWeb(node);
        assertThat(refusal(Lb.command("run", conf.toString()))).contains(":80").contains("in use");
        assertThat(four.ask(node.address())).isEqualTo("ha1");
    }

    @Test
    void noCapabilityForPort80OrTheRawSocket() throws Exception {
        var powerless = Stream.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs");
        var command = Stream.concat(powerless, Lb.command("run", conf.toString()).stream())
                .toList();
        assertThat(refusals(2, command)).contains("CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "root", "AmbientCapabilities");
        Files.writeString(conf, Files.readString(conf).replace("*:80", "*:8080"));
        assertThat(refusal(command)).contains("CAP_NET_RAW", "CAP_NET_ADMIN", "root", "AmbientCapabilities");
    }

    @Test
    void anInterfaceThatDoesNotExist() throws Exception {
        Files.writeString(conf, Files.readString(conf).replace("    router-id", "    interface = eth7\n    router-id"));
        assertThat(refusal(Lb.command("run", conf.toString()))).contains("eth7", LabNode.INTERFACE);
    }

    @Test
    void aSecondOneInTheSameNetworkNamespace() {
        four.startWebs();
        var first = new Lb(node, conf);
        first.start();
        four.owns(node, FourNodes.PATIENCE, first);
        var second = node.start(Lb.command("run", conf.toString()));
        assertThat(second.exit(FourNodes.PATIENCE)).as(second::output).hasValue(1);
        assertSentences(1, second.output());
        assertThat(second.output()).containsIgnoringCase("already");
        assertThat(four.owners()).containsExactly(node);
        assertThat(four.ask(FourNodes.VIRTUAL)).startsWith("web");
    }

    @Test
    void aBrokenFile() throws Exception {
        Files.writeString(
                conf, Files.readString(conf).replace("roundrobin", "rr2").replace("mode = tcp", "mode = sctp"));
        for (var verb : List.of("run", "check")) {
            var refused = node.start(Lb.command(verb, conf.toString()));
            assertThat(refused.exit(FourNodes.PATIENCE)).as(refused::output).hasValue(1);
            assertThat(refused.output())
                    .contains("lb.conf:", "rr2", "roundrobin", "sctp")
                    .doesNotContain("Exception", "\tat ");
            assertNothingLeft();
        }
    }

    /** The one line that is printed by a start that fails. */
    private String refusal(List<String> command) {
        return refusals(1, command);
    }

    /** What is printed by a start that fails for so many reasons: a line for each. */
    private String refusals(int reasons, List<String> command) {
        var refused = node.start(command);
        assertThat(refused.exit(FourNodes.PATIENCE)).as(refused::output).hasValue(1);
        assertSentences(reasons, refused.output());
        assertNothingLeft();
        return refused.output();
    }

    private static void assertSentences(int number, String output) {
        assertThat(output.lines()).as(output).hasSize(number).allMatch(line -> line.startsWith("lb: "));
        assertThat(output).doesNotContain("Exception", "\tat ");
        System.out.print(output);
    }

    private void assertNothingLeft() {
        assertThat(node.addresses()).extracting(LabNode.Held::prefix).containsExactly(node.address() + "/24");
    }
}
