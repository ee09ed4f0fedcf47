package lb.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command line answers, on which stream, and with which exit status. */
class LbCommandTest {
    private static final String GOOD = """
            frontends { web { bind = "127.0.0.1:%d", default-backend = b } }
            backends { b { servers { s1 = "127.0.0.1:9" } } }
            """;

    @TempDir
    Path folder;

    /** What one command line did. */
    private record Answer(int status, String out, String err) {}

    private static Answer lb(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var status = LbCommand.line(arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Answer(status, out.toString(), err.toString());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("lb.conf"), text);
    }

    @Test
    void aGoodFileIsSaidToBeValidWithWhatIsInIt() throws IOException {
        var file = file(GOOD.formatted(8080));
        var answer = lb("check", file.toString());
        assertThat(answer.status()).isZero();
        assertThat(answer.out()).isEqualTo(file + " is valid: 1 frontend, 1 backend with 1 server, no virtual IP\n");
        assertThat(answer.err()).isEmpty();
    }

    @Test
    void severalFilesAreOneConfiguration() throws IOException {
        var file = file(GOOD.formatted(8080));
        var more = Files.writeString(folder.resolve("more.conf"), "stats { bind = \"127.0.0.1:8404\" }\n");
        var answer = lb("check", file.toString(), more.toString());
        assertThat(answer.status()).isZero();
        assertThat(answer.out())
                .isEqualTo(file + " and " + more + " are valid: 1 frontend, 1 backend with 1 server, no virtual IP\n");
    }

    @Test
    void ofALbConfThereIsNothingToConvert() throws IOException {
        var file = file(GOOD.formatted(8080));
        var output = folder.resolve("new.conf");
        var answer = lb("convert", file.toString(), "-o", output.toString());
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).isEqualTo("lb: " + file + " is lb's own already: there is nothing to convert\n");
        assertThat(output).doesNotExist();
    }

    @Test
    void whatCannotBeConvertedIsToldAndStandsAboveWhatCould() throws IOException {
        var file = Files.writeString(folder.resolve("haproxy.cfg"), "defaults\n    frobnicate\n");
        var answer = lb("convert", file.toString());
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).startsWith(file.toString()).endsWith("could be converted: 1 problem\n");
        assertThat(answer.out())
                .startsWith("# Converted by lb development from " + file + ".\n# Not all of it:")
                .contains("\n#   " + file);
    }

    @Test
    void aFileThatIsThereIsOverwrittenOnlyByForce() throws IOException {
        var file = Files.writeString(folder.resolve("haproxy.cfg"), "defaults\n    frobnicate\n");
        var output = Files.writeString(folder.resolve("new.conf"), "mine");
        var refused = lb("convert", file.toString(), "-o", output.toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("lb: " + output + " exists already: nothing was written (--force overwrites it)\n");
        assertThat(output).hasContent("mine");
        lb("convert", file.toString(), "-o", output.toString(), "--force");
        assertThat(Files.readString(output)).startsWith("# Converted by lb");
        assertThat(Files.getPosixFilePermissions(output)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @ParameterizedTest
    @CsvSource({"vrrp", "yield web", "resume web", "vrrp yield web", "vrrp resume web"})
    void whereNoNodeRunsItIsSaidWhichSocketWasTried(String line) {
        var socket = "abnsz@nobody-" + ProcessHandle.current().pid();
        var answer = lb((line + " --socket " + socket).split(" "));
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("lb: no lb runs here: tried its runtime socket " + socket);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yield | lb: NAME is missing",
                "yield web --timeout 5 | lb: --timeout \"5\" (expected: a time up to 1h with its unit, such as 10s)",
                "yield web --socket here | lb: --socket \"here\" (expected: a path, abns@ or abnsz@ and a name)",
                "vrrp yeild web | lb: unknown command or option \"yeild\" (did you mean \"yield\"?)"
            })
    void aWrongCommandLineIsToldAndHasStatusTwo(String line, String said) {
        var answer = lb(line.split(" "));
        assertThat(answer.err()).startsWith(said + "\n");
        assertThat(answer.status()).isEqualTo(2);
    }

    @Test
    void allProblemsOfABrokenFileAreTold() throws IOException {
        var file = file(GOOD.formatted(8080).replace("bind", "bindd") + "balance = rr\n");
        for (var verb : new String[] {"check", "run"}) {
            var answer = lb(verb, file.toString());
            assertThat(answer.status()).isEqualTo(1);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err().lines())
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith(file + ":1: frontend \"web\": unknown key \"bindd\""))
                    .anyMatch(line -> line.startsWith(file + ":3: unknown key \"balance\""))
                    .last()
                    .isEqualTo("lb: " + file + " cannot be run: 2 problems");
        }
    }

    @Test
    void aBrokenFileIsNotRunAtAll() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(lb("run", file(GOOD.formatted(port) + "threads = 0\n").toString())
                        .status())
                .isEqualTo(1);
        try (var socket = new Socket()) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> socket.connect(new InetSocketAddress("127.0.0.1", port), 1000)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var answer = lb("check", folder.resolve("none.conf").toString());
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).contains("none.conf: there is no such file");
    }

    @Test
    void withoutACommandTheCommandsAreShown() {
        var answer = lb();
        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .contains("lb: a command is missing", "run", "check", "watch", "demo")
                .containsOnlyOnce("Usage:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            chek                    | unknown command or option "chek" (did you mean "check"?)
            rn                      | unknown command or option "rn" (did you mean "run"?)
            frobnicate              | unknown command or option "frobnicate" (expected: run, check, explain, convert, haproxy, status, top, servers, ready, drain, maint, weight, reload, upgrade, vrrp, yield, resume, watch, init, demo, completion)
            status a.conf           | unknown command or option "a.conf"
            check --nod ha1         | unknown command or option "--nod" (did you mean "--node"?)
            check --node            | option --node needs a value: NAME
            demo --port eighty      | --port "eighty" (expected: a whole number)
            demo --port 0           | --port 0 (expected: 1 to 65535)
            demo --port 99999       | --port 99999 (expected: 1 to 65535)
            demo --pair --advert-interval 5 | --advert-interval 5 (expected: 10ms to 40s in steps of 10ms, such as 100ms)
            """)
    void wrongUsageIsSaidInOneLineThatNamesTheHelp(String arguments, String said) {
        var answer = lb(arguments.split(" "));
        assertThat(answer.status()).as(answer.err()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err().lines()).hasSize(2);
        assertThat(answer.err()).startsWith("lb: " + said + "\n").contains("--help");
    }

    @Test
    void theDemonstrationOnAPortInUseNamesAnother() throws IOException {
        try (var used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answer = lb("demo", "--port", String.valueOf(used.getLocalPort()));
            assertThat(answer.status()).isEqualTo(1);
            assertThat(answer.err()).contains("in use", "lb demo --port 8888").doesNotContain("Exception");
        }
    }

    @Test
    void versionAndHelpGoToTheOutput() {
        var version = lb("--version");
        assertThat(version.status()).isZero();
        assertThat(version.out()).startsWith("lb ").contains("Java 2");
        assertThat(lb("check", "--help").out()).contains("FILE", "--node");
        assertThat(lb("--help").out()).contains("run", "check", "watch", "demo");
    }
}
