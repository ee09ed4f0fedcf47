package lb.ha.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import lb.ha.settings.TrackedProcesses;
import lb.ha.settings.TrackedProcesses.Match;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessLookTest {
    @TempDir
    Path proc;

    private final AtomicLong now = new AtomicLong();

    private void process(int number, String name, char state, String... commandLine) throws Exception {
        Path folder = Files.createDirectories(proc.resolve(String.valueOf(number)));
        Files.writeString(folder.resolve("stat"), number + " (" + name + ") " + state + " 1 1 1 0 -1 4194560");
        Files.write(
                folder.resolve("cmdline"),
                commandLine.length == 0
                        ? new byte[0]
                        : (String.join("\0", commandLine) + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private List<Integer> found(TrackedProcesses wanted) throws Exception {
        return new ProcessList(proc).matching(wanted).stream().sorted().toList();
    }

    private static TrackedProcesses named(String name) {
        return wanted(name, null, Match.EXACT, false);
    }

    private static TrackedProcesses wanted(String name, @Nullable List<String> parameters, Match match, boolean full) {
        return new TrackedProcesses(name, parameters, match, full, 1, Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO);
    }

    @Test
    void aProcessIsKnownByItsNameWhateverItsCommandLine() throws Exception {
        process(10, "nginx", 'S', "nginx: master process /usr/sbin/nginx");
        process(11, "nginx", 'R', "nginx: worker process");
        process(12, "nginx-debug", 'S', "nginx-debug");
        process(13, "sh", 'S', "sh", "-c", "nginx");
        Files.createDirectories(proc.resolve("sys"));
        assertThat(found(named("nginx"))).containsExactly(10, 11);
    }

    @Test
    void oneThatHasEndedAndWasNotWaitedForDoesNotRun() throws Exception {
        process(10, "nginx", 'Z');
        process(11, "nginx", 'X');
        assertThat(found(named("nginx"))).isEmpty();
    }

    @Test
    void bracketsAndBlanksMayBePartOfAName() throws Exception {
        process(10, "a (b) c", 'S', "a");
        assertThat(found(named("a (b) c"))).containsExactly(10);
    }

    @Test
    void theKernelKeepsFifteenBytesOfAName() throws Exception {
        process(10, "gunicorn-master", 'S', "gunicorn-master-process");
        assertThat(found(named("gunicorn-master-process"))).containsExactly(10);
    }

    @Test
    void parametersAreComparedAsTheFileSays() throws Exception {
        process(10, "java", 'S', "/usr/bin/java", "-jar", "app.jar", "--fast");
        List<String> first = List.of("-jar", "app.jar");
        assertThat(found(wanted("java", first, Match.EXACT, false))).isEmpty();
        assertThat(found(wanted("java", first, Match.PARTIAL, false))).containsExactly(10);
        assertThat(found(wanted("java", List.of("-jar", "app"), Match.PARTIAL, false)))
                .isEmpty();
        assertThat(found(wanted("java", List.of("-jar", "app"), Match.INITIAL, false)))
                .containsExactly(10);
        assertThat(found(wanted("java", List.of(), Match.EXACT, false))).isEmpty();
        assertThat(found(wanted("/usr/bin/java", first, Match.PARTIAL, true))).containsExactly(10);
        assertThat(found(wanted("java", first, Match.PARTIAL, true))).isEmpty();
    }

    @Test
    void whatComesOrGoesCountsAfterItsDelay() throws Exception {
        TrackedProcesses slow = new TrackedProcesses(
                "nginx", null, Match.EXACT, false, 1, Integer.MAX_VALUE, Duration.ofSeconds(3), Duration.ofSeconds(2));
        try (ProcessLook look = new ProcessLook(slow, new ProcessList(proc), now::get)) {
            assertThat(look.see()).as("at the start it counts at once").isEqualTo(1);
            process(Integer.MAX_VALUE / 4, "nginx", 'S');
            assertThat(look.see()).isEqualTo(1);
            now.set(TimeUnit.SECONDS.toNanos(3));
            assertThat(look.see()).isZero();
            Files.delete(proc.resolve(Integer.MAX_VALUE / 4 + "/stat"));
            assertThat(look.see()).isZero();
            now.set(TimeUnit.SECONDS.toNanos(4));
            assertThat(look.see()).isZero();
            now.set(TimeUnit.SECONDS.toNanos(5));
            assertThat(look.see()).isEqualTo(1);
        }
    }

    @Test
    void tooManyAreAsWrongAsTooFew() throws Exception {
        TrackedProcesses two =
                new TrackedProcesses("worker", null, Match.EXACT, false, 2, 2, Duration.ZERO, Duration.ZERO);
        try (ProcessLook look = new ProcessLook(two, new ProcessList(proc), now::get)) {
            process(100_000_001, "worker", 'S');
            assertThat(look.see()).isEqualTo(1);
            process(100_000_002, "worker", 'S');
            process(100_000_001, "worker", 'S');
            assertThat(look.see()).isZero();
            process(100_000_003, "worker", 'S');
            assertThat(look.see()).isEqualTo(1);
            assertThat(two.problem()).isEqualTo("process worker does not run as often as it should: 2");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theEndOfARealProcessEndsTheWaitAtOnce() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "3600").start();
        CountDownLatch open = new CountDownLatch(1);
        TrackedProcesses exact = wanted("sleep", List.of("3600"), Match.EXACT, false);
        try (ProcessLook look = new ProcessLook(exact, ProcessList.ofMachine(), System::nanoTime)) {
            assertThat(look.see()).isZero();
            Thread killer = Thread.ofPlatform().start(sleep::destroyForcibly);
            long before = System.nanoTime();
            look.awaitNext(TimeUnit.SECONDS.toNanos(1), open);
            assertThat(System.nanoTime() - before).as("without it 5 s").isLessThan(TimeUnit.SECONDS.toNanos(4));
            killer.join();
            sleep.waitFor();
            assertThat(look.see()).isEqualTo(1);
        } finally {
            sleep.destroyForcibly();
        }
    }
}
