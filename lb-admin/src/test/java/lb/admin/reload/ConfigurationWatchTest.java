package lb.admin.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.admin.config.FileWatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a change of the configuration's files is a reload. */
class ConfigurationWatchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private Path one;
    private Path two;
    private final List<String> asked = new ArrayList<>();
    private long second;

    @BeforeEach
    void write() throws Exception {
        one = Files.writeString(folder.resolve("one.conf"), "one");
        two = Files.writeString(folder.resolve("two.conf"), "two");
    }

    private List<String> looked(ConfigurationWatch watch, int times) {
        asked.clear();
        for (int i = 0; i < times; i++) {
            watch.look(SECOND.multipliedBy(second++).toNanos());
        }
        return asked;
    }

    @Test
    void aFileThatHasChangedAndIsAtRestIsAReload() throws Exception {
        ConfigurationWatch watch = new ConfigurationWatch(new FileWatch(List.of(one, two), SECOND), asked::add);
        assertThat(looked(watch, 3)).isEmpty();
        Files.writeString(two, "two and more");
        assertThat(looked(watch, 1)).as("somebody may still be writing").isEmpty();
        assertThat(looked(watch, 1)).containsExactly("a change of " + one + " or " + two);
        assertThat(looked(watch, 3)).as("also where it was refused").isEmpty();
        Files.move(Files.writeString(folder.resolve("next"), "one!"), one, StandardCopyOption.ATOMIC_MOVE);
        assertThat(looked(watch, 3)).hasSize(1);
        Files.delete(one);
        assertThat(looked(watch, 3)).hasSize(1);
    }

    @Test
    void whatAnotherReloadHasReadIsNoChange() throws Exception {
        ConfigurationWatch watch = new ConfigurationWatch(new FileWatch(List.of(one), SECOND), asked::add);
        Files.writeString(one, "one and more");
        watch.follow(new FileWatch(List.of(one, two), Duration.ZERO));
        assertThat(looked(watch, 3)).isEmpty();
        Files.writeString(two, "two and more");
        assertThat(looked(watch, 3)).hasSize(1);
    }

    @Test
    void itLooksByItselfWhereThatIsWanted() throws Exception {
        BlockingQueue<String> reloads = new LinkedBlockingQueue<>();
        try (ConfigurationWatch watch =
                ConfigurationWatch.start(new FileWatch(List.of(one), Duration.ZERO), reloads::add)) {
            watch.follow(new FileWatch(List.of(one), Duration.ofMillis(5)));
            Files.writeString(one, "one and more");
            assertThat(reloads.poll(10, TimeUnit.SECONDS)).isEqualTo("a change of " + one);
        }
    }
}
