package lb.ha.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lb.ha.NodeHealth.Verdict;
import lb.ha.RouterSettings;
import lb.ha.settings.Tracking;
import lb.ha.settings.Tracking.Polled;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.settings.VirtualRouterSettings.WhenUnusable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackedHealthTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final Semaphore changes = new Semaphore(0);
    private Verdict others = Verdict.USABLE;
    private volatile long now;

    private TrackedHealth tracking(VirtualRouterSettings... routers) {
        return TrackedHealth.start(List.of(routers), router -> others, changes::release, warnings::add, () -> now);
    }

    private VirtualRouterSettings router(String name, String file, WhenUnusable then) {
        Polled.File tracked = new Polled.File(folder.resolve(file), false, then);
        return RouterSettings.DEFAULT
                .named(name, 1)
                .tracking(new Tracking(List.of(), List.of(tracked), Duration.ZERO))
                .build();
    }

    @Test
    void aFileThatIsThereCountsFromTheStartOn() throws Exception {
        Files.writeString(folder.resolve("drain"), "2");
        try (TrackedHealth health =
                tracking(router("web", "drain", new LowerPriority(20)), router("api", "drain", new GiveUp()))) {
            assertThat(health.verdict("web"))
                    .isEqualTo(new Verdict(true, "file " + folder.resolve("drain") + " says 2", false, 40, 0));
            assertThat(health.verdict("api").fault()).isTrue();
            assertThat(health.verdict("other")).isEqualTo(Verdict.USABLE);
            others = new Verdict(false, "x");
            assertThat(health.verdict("other")).isEqualTo(others);
        }
    }

    @Test
    void whoIsToKnowIsWokenWhenAFileComesAndWhenItGoes() throws Exception {
        Path file = folder.resolve("drain");
        try (TrackedHealth health = tracking(router("web", "drain", new LowerPriority(20)))) {
            assertThat(health.verdict("web")).isEqualTo(Verdict.USABLE);
            Files.createFile(file);
            assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(health.verdict("web")).isEqualTo(new Verdict(true, "file " + file + " is there", false, 20, 0));
            Files.delete(file);
            assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(health.verdict("web")).isEqualTo(Verdict.USABLE);
        }
    }

    @Test
    void whatAnotherFileFollowsIsLookedAtBeforeItCountsAndTheRestGoesOn() throws Exception {
        Files.createFile(folder.resolve("drain"));
        Files.createFile(folder.resolve("more"));
        VirtualRouterSettings web = router("web", "drain", new LowerPriority(20));
        try (TrackedHealth health = tracking(web)) {
            VirtualRouterSettings api = router("api", "more", new LowerPriority(30));
            health.prepare(List.of(api)).close();
            assertThat(health.verdict("web").lowered())
                    .as("nothing has come of it")
                    .isEqualTo(20);
            TrackedHealth.Next next = health.prepare(List.of(router("web", "drain", new LowerPriority(5)), api));
            assertThat(health.verdict("web").lowered()).isEqualTo(20);
            assertThat(health.verdict("api")).isEqualTo(Verdict.USABLE);
            next.follow();
            next.close();
            assertThat(health.verdict("web").lowered()).isEqualTo(5);
            assertThat(health.verdict("api").lowered()).isEqualTo(30);
            changes.drainPermits();
            Files.delete(folder.resolve("drain"));
            assertThat(changes.tryAcquire(10, TimeUnit.SECONDS))
                    .as("it is looked at still")
                    .isTrue();
            health.prepare(List.of(api)).follow();
            assertThat(health.verdict("web")).isEqualTo(Verdict.USABLE);
            assertThat(health.verdict("api").lowered()).isEqualTo(30);
        }
    }

    /** One that is there is wrong, or one that is not. */
    @Test
    void theSameFileMayBeNeededByOneAndInTheWayOfAnother() throws Exception {
        Files.createFile(folder.resolve("flag"));
        VirtualRouterSettings needs = RouterSettings.DEFAULT
                .named("api", 2)
                .tracking(new Tracking(
                        List.of(),
                        List.of(new Polled.File(folder.resolve("flag"), true, new LowerPriority(30))),
                        Duration.ZERO))
                .build();
        try (TrackedHealth health = tracking(router("web", "flag", new LowerPriority(20)), needs)) {
            assertThat(health.verdict("web").lowered()).isEqualTo(20);
            assertThat(health.verdict("api")).isEqualTo(Verdict.USABLE);
        }
    }

    /** A pipe that nobody writes to: opening it waits for ever, as a file server may that is gone. */
    @Test
    void whatHangsHoldsUpNobodyAndIsToldOnce() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (TrackedHealth health = tracking(router("web", "pipe", new LowerPriority(20)))) {
            now = TimeUnit.SECONDS.toNanos(11);
            assertThat(health.verdict("web")).isEqualTo(Verdict.USABLE);
            assertThat(health.verdict("web")).isEqualTo(Verdict.USABLE);
            assertThat(warnings)
                    .containsExactly("tracking: file " + pipe
                            + ": nothing has come of looking at it for more than 10 s; what was seen before stands");
            // Lets the one go that waits.
            Files.newOutputStream(pipe).close();
        }
    }

    @Test
    void aFileThatCannotBeReadIsTold() {
        try (TrackedHealth health = tracking(router("web", ".", new LowerPriority(20)))) {
            assertThat(health.verdict("web")).isEqualTo(Verdict.USABLE);
            assertThat(warnings).hasSize(1).first().asString().startsWith("tracking: cannot read file ");
        }
    }
}
