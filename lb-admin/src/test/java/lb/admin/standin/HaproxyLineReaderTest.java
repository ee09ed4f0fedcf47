package lb.admin.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import lb.admin.standin.HaproxyLine.Mode;
import lb.admin.standin.HaproxyLine.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HAProxy's command line, as real tools and init scripts write it. */
class HaproxyLineReaderTest {
    private static HaproxyLine read(String line) throws UsageException {
        return HaproxyLineReader.read(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    @Test
    void anInitScriptsLineIsUnderstood() throws Exception {
        var line = read(
                "-f /etc/haproxy.cfg -f conf.d -D -p /run/haproxy.pid -n 2000 -N 100 -m 64 -L here -q -sf 12 34 -V");
        assertThat(line.task()).isEqualTo(Task.RUN);
        assertThat(line.files()).containsExactly(Path.of("/etc/haproxy.cfg"), Path.of("conf.d"));
        assertThat(line.background()).isTrue();
        assertThat(line.pidFile()).isEqualTo(Path.of("/run/haproxy.pid"));
        assertThat(line.connections()).isEqualTo(2000);
        assertThat(line.frontendConnections()).isEqualTo(100);
        assertThat(line.memoryMegabytes()).isEqualTo(64);
        assertThat(line.localPeer()).isEqualTo("here");
        assertThat(line.older()).containsExactly(12L, 34L);
        assertThat(line.finish()).isTrue();
        assertThat(line.quiet()).isTrue();
        assertThat(line.verbose()).isTrue();
        assertThat(line.sharedPorts()).isTrue();
    }

    @Test
    void allBehindTwoDashesAreFilesAndAListOfProcessesMayBeEmpty() throws Exception {
        var line = read("-Ws -st -C /etc/haproxy -f a.cfg -- b.cfg -c");
        assertThat(line.files()).containsExactly(Path.of("a.cfg"), Path.of("b.cfg"), Path.of("-c"));
        assertThat(line.mode()).isEqualTo(Mode.MASTER_OF_SYSTEMD);
        assertThat(line.folder()).isEqualTo(Path.of("/etc/haproxy"));
        assertThat(line.older()).isEmpty();
        assertThat(line.finish()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-v, VERSION", "-vv, BUILD", "-vv -z, BUILD", "-c -f a, CHECK", "-cx -f a, CHECK", "-W -f a, RUN"})
    void whatIsAskedForIsKnown(String line, Task task) throws Exception {
        assertThat(read(line).task()).isEqualTo(task);
    }

    @Test
    void whoDebugsStaysInTheForeground() throws Exception {
        assertThat(read("-D -db -f a").background()).isFalse();
        assertThat(read("-d -D -f a").background()).isFalse();
        assertThat(read("-D -dM0 -dS -de -dp -dG -dr -dL -f a").background()).isTrue();
        assertThat(read("-dW -dR -f a"))
                .returns(true, HaproxyLine::zeroWarnings)
                .returns(false, HaproxyLine::sharedPorts);
    }

    @Test
    void theLineOfDebiansUnitIsUnderstood() throws Exception {
        var line = read("-Ws -f /etc/haproxy/haproxy.cfg -p /run/haproxy.pid -S /run/haproxy-master.sock");
        assertThat(line.mode()).isEqualTo(Mode.MASTER_OF_SYSTEMD);
        assertThat(line.masterSocket()).isEqualTo("/run/haproxy-master.sock");
        assertThat(read("-Ws -f /etc/haproxy/haproxy.cfg -c -q -S /run/haproxy-master.sock"))
                .returns(Task.CHECK, HaproxyLine::task)
                .returns(true, HaproxyLine::quiet);
    }

    @Test
    void socketsOfAnOlderProcessAreAskedForWhereThereIsOne() throws Exception {
        assertThat(read("-x /run/a.sock -f a").oldSocket()).isEqualTo("/run/a.sock");
        assertThat(read("-x /dev/null -f a").oldSocket()).isNull();
        assertThat(read("-f a").oldSocket()).isNull();
    }

    @Test
    void aConditionNeedsNoFile() throws Exception {
        assertThat(read("-cc 1").condition()).isEqualTo("1");
        assertThat(read("-cc 1 -cc 0 -q -L x").condition()).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | no configuration file is given",
                "-c | no configuration file is given",
                "-z | there is no option \"-z\"",
                "haproxy.cfg | \"haproxy.cfg\" is no option",
                "-f | -f needs a value",
                "-cc | -cc needs a value",
                "-x | -x needs a value",
                "-S | -S needs a value",
                "-n x -f a | -n: \"x\" (expected: a whole number)",
                "-n -3 -f a | -n: \"-3\" (expected: a whole number)",
                "-sf abc | -sf: \"abc\" (expected: a whole number)",
                "-sf 0 | -sf: \"0\" is no number of a process",
                "- | \"-\" is no option",
            })
    void whatIsWrongIsSaid(String line, String said) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(UsageException.class).hasMessage(said);
    }
}
