package lb.admin.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed in HAProxy's place, on which stream, and with which exit status: as the real 2.6 was seen to do. */
class StandInTest {
    private static final String PID = "(" + ProcessHandle.current().pid() + ")";

    @TempDir
    Path folder;

    private record Answer(int status, String out, String err) {}

    private static Answer haproxy(Object... arguments) throws InterruptedException {
        var out = new StringWriter();
        var err = new StringWriter();
        var words = List.of(arguments).stream().map(Object::toString).toList();
        var status = new StandIn(new PrintWriter(out, true), new PrintWriter(err, true), "1.0", "").run(words);
        return new Answer(status, out.toString(), err.toString());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("lb.conf"), text);
    }

    private static final String GOOD = """
            frontends { web { bind = "127.0.0.1:18080", default-backend = b } }
            backends { b { servers { s1 = "127.0.0.1:9" } } }
            """;

    @Test
    void aValidFileIsSaidToBeThat() throws Exception {
        assertThat(haproxy("-c", "-f", file(GOOD))).isEqualTo(new Answer(0, "Configuration file is valid\n", ""));
        assertThat(haproxy("-c", "-q", "-f", file(GOOD))).isEqualTo(new Answer(0, "", ""));
    }

    @Test
    void everyProblemIsAnAlertWithItsLine() throws Exception {
        var file = file(GOOD + "balance = rr\nthreads = 0\n");
        var answer = haproxy("-c", "-f", file);
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err().lines())
                .hasSize(5)
                .anyMatch(line -> line.startsWith(
                        "[ALERT]    " + PID + " : config : parsing [" + file + ":3] : unknown key \"balance\""))
                .anyMatch(
                        line -> line.startsWith("[ALERT]    " + PID + " : config : parsing [" + file + ":4] : threads"))
                .endsWith(
                        "[ALERT]    " + PID + " : config : Error(s) found in configuration file : " + file,
                        "[ALERT]    " + PID + " : config : Fatal errors found in configuration.");
        assertThat(haproxy("-c", "-q", "-f", file)).isEqualTo(new Answer(1, "", ""));
    }

    @Test
    void aFileThatIsNotThereIsAnAlert() throws Exception {
        assertThat(haproxy("-f", folder.resolve("none.cfg")))
                .returns(1, Answer::status)
                .satisfies(answer -> assertThat(answer.err()).contains("none.cfg : there is no such file"));
    }

    @Test
    void aWarningMayKeepItFromStarting() throws Exception {
        var file = file(GOOD + "tracing { otlp = \"http://127.0.0.1:4318\" }\n");
        assertThat(haproxy("-c", "-f", file))
                .returns(0, Answer::status)
                .returns("Warnings were found.\nConfiguration file is valid\n", Answer::out)
                .satisfies(answer -> assertThat(answer.err()).contains("[WARNING]  " + PID + " : config : "));
        assertThat(haproxy("-c", "-dW", "-f", file))
                .returns(1, Answer::status)
                .satisfies(answer -> assertThat(answer.err()).contains("-dW"));
    }

    @Test
    void theVersionIsFoundByToolsThatLookForHaproxys() throws Exception {
        var version = haproxy("-v");
        assertThat(version.status()).isZero();
        assertThat(version.out()).startsWith("HAProxy version 2.6.0-lb-1.0 ").contains("not HAProxy");
        assertThat(haproxy("-vv").out()).contains("Feature list : ", "Available services : prometheus-exporter");
    }

    @Test
    void aWrongLineIsToldWithTheUsage() throws Exception {
        var answer = haproxy("-z");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.out()).startsWith("HAProxy version ");
        assertThat(answer.err()).startsWith("lb haproxy: there is no option \"-z\"\nUsage : haproxy ");
    }

    @Test
    void whoHasNoListeningSocketsToPassOnIsAnAlert() throws Exception {
        var nobody = folder.resolve("nobody.sock");
        var answer = haproxy("-x", nobody, "-f", file(GOOD));
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err())
                .contains(
                        "[WARNING]  " + PID + " : -x " + nobody + ": connect failed: No such file or directory",
                        "[ALERT]    " + PID + " : Failed to get the sockets from the old process!");
        assertThat(haproxy("-c", "-x", nobody, "-f", file(GOOD)).status())
                .as("a check asks nobody")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "0, 1",
        "'', 1",
        "defined(HAPROXY_LOCALPEER), 0",
        "defined(HAPROXY_STARTUP_VERSION) && version_atleast(2.6), 0",
        "'streq(\"$LB_NONE\",a)', 1",
        "'streq(a b,a b)', 0"
    })
    void aConditionIsTheExitStatus(String condition, int status) throws Exception {
        assertThat(haproxy("-cc", condition)).isEqualTo(new Answer(status, "", ""));
    }

    @Test
    void theNameAmongPeersIsThatOfTheLine() throws Exception {
        assertThat(haproxy("-L", "me", "-cc", "streq(\"$HAPROXY_LOCALPEER\",me)")
                        .status())
                .isZero();
        assertThat(haproxy("-L", "you", "-cc", "streq(\"$HAPROXY_LOCALPEER\",me)")
                        .status())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | unknown predicate \"true\" (expected: defined,",
                "nope(x) | unknown predicate \"nope\" (expected: defined,",
                "streq(a) | streq takes 2 arguments, not 1",
                "1 # x | a condition has no comment",
                "'\"1' | a quote (\") that begins at character 1 does not end"
            })
    void whatIsNoConditionIsToldWithHaproxysStatus(String condition, String why) throws Exception {
        var answer = haproxy("-cc", condition);
        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("[ALERT]    " + PID + " : config : Failed to evaluate condition: " + why);
        assertThat(haproxy("-q", "-cc", condition)).isEqualTo(new Answer(2, "", ""));
    }

    @Test
    void aSocketToBeAskedOverIsSomethingToRunFor() throws Exception {
        var backend = "defaults\n timeout connect 1s\n timeout server 1s\nbackend b\n server s 127.0.0.1:9\n";
        var nothing = Files.writeString(folder.resolve("haproxy.cfg"), backend);
        assertThat(haproxy("-c", "-f", nothing).status()).isEqualTo(2);
        assertThat(haproxy("-c", "-W", "-S", folder.resolve("m.sock") + ",mode,600,level,user", "-f", nothing)
                        .status())
                .isZero();
        var asked = Files.writeString(
                folder.resolve("asked.cfg"), "global\n stats socket " + folder.resolve("s.sock") + "\n" + backend);
        assertThat(haproxy("-c", "-f", asked).status()).isZero();
    }

    @Test
    void aMasterSocketWithoutAMasterIsAWarning() throws Exception {
        assertThat(haproxy("-c", "-S", "/run/m.sock", "-f", file(GOOD)))
                .returns(0, Answer::status)
                .satisfies(answer -> assertThat(answer.err())
                        .contains("[WARNING]  " + PID
                                + " : config : a master CLI socket was defined, but master-worker mode (-W) is not"
                                + " enabled."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:b | \"a:b\"",
                "/run/m.sock,foo | \"foo\"",
                "/run/m.sock,level,king | \"king\"",
                "/run/m.sock,level,usr | did you mean \"user\"?",
                "0.0.0.0:9999 | expected: user, or a loopback address",
                "'/run/m m.sock' | expected: an address and options of a bind with commas between",
                "/run/m.sock,'x | expected: an address and options of a bind with commas between"
            })
    void aMasterSocketThatIsNoneIsAnAlert(String socket, String said) throws Exception {
        var answer = haproxy("-c", "-W", "-S", socket, "-f", file(GOOD));
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err())
                .contains("[ALERT]    " + PID + " : config : -S", said)
                .endsWith("[ALERT]    " + PID + " : config : Can't create the master's CLI.\n");
    }

    @Test
    void virtualIpsAreNoTwoProcesses() throws Exception {
        var pair = GOOD + """
                nodes {
                  ha1 { address = 127.0.0.1 }
                  ha2 { address = 10.255.255.2 }
                }
                virtual-ips { web { address = 10.255.255.99, interface = lo, router-id = 7 } }
                """;
        var answer = haproxy("-f", file(pair), "-sf", "999999");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).contains("with virtual IPs are not done yet");
    }
}
