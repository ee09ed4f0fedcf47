package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import lb.admin.demo.ProbeProcess;
import lb.admin.demo.ProbeSample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One node: what it prints, how long it takes to serve, and what remains of it. */
@Tag("network")
class StartAndStopIT {
    private FourNodes four;
    private Path conf;
    private Lb lb;

    @BeforeEach
    void open() {
        Needs.programs("nginx", "curl");
        four = FourNodes.open();
        four.startWebs();
        conf = Lb.conf(four, new Vrrp(3, Duration.ofMillis(100), false, ""));
        lb = new Lb(four.ha1(), conf);
    }

    @AfterEach
    void close() {
        if (four != null) {
            four.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "USR1"})
    void aSignalToEndRemovesTheAddressAndIsASuccess(String signal) {
        lb.start();
        four.owns(four.ha1(), FourNodes.PATIENCE, lb);
        lb.process().signal(signal);
        assertThat(lb.process().exit(FourNodes.PATIENCE)).as(lb::output).hasValue(0);
        assertThat(four.ha1().holds(FourNodes.VIRTUAL)).as(lb::output).isFalse();
    }

    @Test
    void interruptedItWaitsForNobody() throws Exception {
        startWithAClientThatStays();
        lb.process().signal("INT");
        assertThat(lb.process().exit(FourNodes.PATIENCE)).as(lb::output).hasValue(0);
        assertThat(four.ha1().holds(FourNodes.VIRTUAL)).as(lb::output).isFalse();
        assertThat(lb.output()).contains("lb stops at once");
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSecondSignalCutsTheStopShortAndLeavesNoAddressBehind(String second, int status) throws Exception {
        startWithAClientThatStays();
        lb.process().signal("TERM");
        Eventually.holds(
                "it stops",
                FourNodes.PATIENCE,
                () -> lb.output().contains("lb stops: clients leave first"),
                lb::output);
        lb.process().signal(second);
        assertThat(lb.process().exit(FourNodes.PATIENCE)).as(lb::output).hasValue(status);
        assertThat(four.ha1().holds(FourNodes.VIRTUAL)).as(lb::output).isFalse();
        assertThat(lb.output()).contains("SIG" + second + " while lb stops");
    }

    /** One for whom a clean stop would wait a minute. */
    private void startWithAClientThatStays() throws Exception {
        Files.writeString(conf, "stop { drain = 60s }\n", StandardOpenOption.APPEND);
        lb.start();
        four.owns(four.ha1(), FourNodes.PATIENCE, lb);
        var script = "exec 3<>/dev/tcp/" + FourNodes.VIRTUAL + "/80 && echo connected && exec cat <&3";
        var client = four.client().start(List.of("bash", "-c", script));
        Eventually.holds(
                "the client is connected",
                FourNodes.PATIENCE,
                () -> client.output().contains("connected"),
                client::output);
    }

    @Test
    void aSignalToReloadHasTheFileReadAgainAndTheAddressStays() {
        lb.start();
        four.owns(four.ha1(), FourNodes.PATIENCE, lb);
        lb.process().signal("HUP");
        Eventually.holds(
                "it says that nothing differs",
                FourNodes.PATIENCE,
                () -> lb.output().contains("nothing differs, and certificates were read again"),
                lb::output);
        assertThat(four.ask(FourNodes.VIRTUAL)).as(lb::output).startsWith("web");
    }

    @Test
    void aUserWithTheThreeCapabilitiesNeedsNotBeRoot() throws Exception {
        Needs.programs("setpriv");
        var capabilities = "+net_bind_service,+net_admin,+net_raw";
        var nobody = List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--inh-caps=" + capabilities,
                "--ambient-caps=" + capabilities);
        // Where this checkout or its Java is in a home folder, nobody else can read it.
        var jar = Files.copy(Path.of(Lb.jar()), four.folder().resolve("lb.jar"));
        Files.setPosixFilePermissions(four.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var tried = four.ha1().start(concat(nobody, List.of(java, "-version")));
        if (tried.exit(FourNodes.PATIENCE).orElse(1) != 0) {
            Needs.skip("another user cannot run " + java + ": " + tried.output());
        }
        var command = List.of(java, "-jar", jar.toString(), "run", conf.toString());
        var unprivileged = four.ha1().start(concat(nobody, command));
        Eventually.holds(
                "it has the address",
                FourNodes.PATIENCE,
                () -> four.ha1().holds(FourNodes.VIRTUAL),
                unprivileged::output);
        assertThat(four.ask(FourNodes.VIRTUAL)).as(unprivileged::output).startsWith("web");
        unprivileged.signal("TERM");
        assertThat(unprivileged.exit(FourNodes.PATIENCE))
                .as(unprivileged::output)
                .hasValue(0);
        assertThat(four.ha1().holds(FourNodes.VIRTUAL)).isFalse();
    }

    private static List<String> concat(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    @Test
    void itStartsQuicklyAndWithoutAWarning() {
        var probe = ProbeProcess.start(
                four.client(),
                four.ha1().address(),
                Duration.ofMillis(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60));
        Eventually.holds(
                "the probe has begun", FourNodes.PATIENCE, () -> probe.samples().size() > 100, probe::output);
        var begin = System.nanoTime();
        lb.start();
        Eventually.holds(
                "requests are answered",
                FourNodes.PATIENCE,
                () -> probe.since(begin).stream().anyMatch(sample -> sample.outcome() == ProbeSample.Outcome.ANSWERED),
                lb::output);
        var ready = probe.since(begin).stream()
                .filter(sample -> sample.outcome() == ProbeSample.Outcome.ANSWERED)
                .mapToLong(sample -> sample.start() + sample.nanos() - begin)
                .min()
                .orElseThrow();
        four.owns(four.ha1(), FourNodes.PATIENCE, lb);
        System.out.printf("from java -jar to the first answer: %d ms%n", ready / 1_000_000);
        assertThat(lb.process().output()).doesNotContainIgnoringCase("warning").doesNotContain("WARN", "SLF4J");
    }
}
