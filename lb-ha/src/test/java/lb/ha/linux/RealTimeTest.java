package lb.ha.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealTimeTest {
    private static final String LIMITS =
            "Limit                     Soft Limit           Hard Limit           Units     \n"
                    + "Max open files            1024                 524288               files     \n"
                    + "Max locked memory         %s             unlimited            bytes     \n";

    @Test
    void theThreadThatIsNamedGetsItAndWhatItStartsDoesNot() throws Exception {
        Assumptions.assumeTrue(Platform.refusal() == null, "no Linux");
        CountDownLatch done = new CountDownLatch(1);
        // Until it runs, the kernel does not know its name.
        CountDownLatch running = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name("lb-rt-test").start(() -> {
            running.countDown();
            await(done);
        });
        await(running);
        try {
            String refusal = RealTime.raise("lb-rt-test"::equals, 1, false);
            if (refusal == null) {
                // proc(5): rt_priority and policy are the 40th and 41st.
                String[] fields = stat("lb-rt-test").split(" ");
                assertThat(fields[37]).as("priority").isEqualTo("1");
                assertThat(fields[38]).as("SCHED_FIFO").isEqualTo("1");
            } else {
                assertThat(refusal).startsWith("needs CAP_SYS_NICE");
            }
        } finally {
            done.countDown();
            thread.join();
        }
    }

    /** What stands behind the name, which may have spaces. */
    private static String stat(String name) throws Exception {
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                String stat;
                try {
                    stat = Files.readString(task.resolve("stat"));
                } catch (IOException e) {
                    // Its thread has ended meanwhile.
                    continue;
                }
                if (stat.contains("(" + name + ")")) {
                    return stat.substring(stat.indexOf(')') + 2);
                }
            }
        }
        throw new AssertionError("no thread " + name);
    }

    private static void await(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nobodyByThatNameIsNoRefusal() {
        Assumptions.assumeTrue(Platform.refusal() == null, "no Linux");
        assertThat(RealTime.raise("no such thread"::equals, 1, true)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"})
    void aMachineWithoutSwapSwapsNothing(String swaps) {
        assertThat(RealTime.swaps(swaps)).isFalse();
        assertThat(RealTime.swaps("Filename\n" + swaps.strip() + "/dev/sda2 partition 1 0 -2\n"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000004000, 8388608, true",
        "0000000000000000, unlimited, true",
        "0000000000003fff, 8388608, false",
        "000001ffffffffff, 0, true",
    })
    void memoryIsLockedOnlyWhereNothingLimitsIt(String capabilities, String soft, boolean permitted) {
        assertThat(RealTime.unlimited("Name:\tjava\nCapEff:\t" + capabilities + "\n", LIMITS.formatted(soft)))
                .isEqualTo(permitted);
    }
}
