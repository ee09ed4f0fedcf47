package lb.admin.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import lb.admin.config.Configuration;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.proxy.reload.Changes;
import lb.proxy.reload.Difference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reloads of a node: who gets which, and what is told. */
@Timeout(30)
class ReloadsTest {
    private static final Difference NONE = new Difference(List.of(), List.of(), List.of());
    private static final Changes NOTHING = new Changes(NONE, NONE, NONE, NONE, List.of(), List.of());
    private static final String FILE = """
            frontends { f { bind = "127.0.0.1:8001", default-backend = b } }
            backends { b { servers { s = "127.0.0.1:1" } } }
            """;

    @TempDir
    Path folder;

    private LoadResult load(String text) throws Exception {
        return ConfigurationFile.load(Files.writeString(folder.resolve("lb.conf"), text), NodeIdentity.of(null));
    }

    @Test
    void whatHasChangedIsTold() throws Exception {
        Difference servers = new Difference(List.of("b/two"), List.of("b/one"), List.of());
        Changes changes = new Changes(NONE, NONE, NONE, servers, List.of("connections 10 -> 20"), List.of());
        ReloadReport report = new Reloads(fixed(load(FILE)), _ -> changes).reload("a test");
        assertThat(report.applied()).isTrue();
        assertThat(report.lines().getFirst()).startsWith("reloaded in ").endsWith(" ms");
        assertThat(report.lines().subList(1, 3))
                .containsExactly("servers: new b/two; gone b/one", "connections 10 -> 20");
    }

    @Test
    void aBrokenFileIsRefusedWithTheLineOfEachProblem() throws Exception {
        LoadResult broken = load(FILE.replace("default-backend = b", "default-backend = c, nonsense = 1"));
        ReloadReport report = new Reloads(fixed(broken), _ -> {
                    throw new AssertionError("it is not even tried");
                })
                .reload("a test");
        assertThat(report.applied()).isFalse();
        assertThat(report.lines().getFirst()).isEqualTo("not reloaded, nothing has changed: 2 problems");
        assertThat(report.lines().subList(1, 3)).allMatch(line -> line.contains("lb.conf:1: "));
    }

    @Test
    void theyAreCountedAndWhoWatchesIsToldOfBeginAndEnd() throws Exception {
        LoadResult good = load(FILE);
        LoadResult bad = load("frontends {");
        List<LoadResult> results = new ArrayList<>(List.of(good, bad, good));
        List<String> told = new ArrayList<>();
        Reloads reloads = new Reloads(results::removeFirst, _ -> {
            told.add("becomes it");
            return NOTHING;
        });
        reloads.tell(running -> told.add(running ? "begins" : "has ended"));
        for (int i = 0; i < 3; i++) {
            var _ = reloads.reload("a test");
        }
        assertThat(told)
                .containsExactly(
                        "begins",
                        "becomes it",
                        "has ended",
                        "begins",
                        "has ended",
                        "begins",
                        "becomes it",
                        "has ended");
        assertThat(reloads.applied()).isEqualTo(2);
        assertThat(reloads.refused()).isEqualTo(1);
    }

    @Test
    void aHalfWrittenFileIsRefused() throws Exception {
        ReloadReport report = new Reloads(fixed(load(FILE.substring(0, 90))), _ -> NOTHING).reload("a test");
        assertThat(report.applied()).isFalse();
    }

    @Test
    void whatNeedsAnotherProcessIsRefused() throws Exception {
        Configuration before = ((LoadResult.Loaded) load(FILE)).configuration();
        Configuration after = ((LoadResult.Loaded)
                        load(FILE + "\nruntime { level = user }\nstats { bind = \"127.0.0.1:8002\" }"))
                .configuration();
        assertThat(NodeChanges.refusals(before, before)).isEmpty();
        assertThat(NodeChanges.refusals(before, after))
                .containsExactly(
                        "stats has changed: that needs lb upgrade, or a restart",
                        "the runtime sockets have changed: that needs lb upgrade, or a restart");
    }

    private static String virtualIps(String web, String more) {
        return "nodes { here { address = 127.0.0.1 } }\nvirtual-ips { web { address = 10.9.8.7, interface = lo, router-id = 51, serves = [], "
                + web + " }\n" + more + " }\n" + FILE;
    }

    private Configuration configuration(String text) throws Exception {
        LoadResult result = load(text);
        assertThat(result).as(result::toString).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) result).configuration();
    }

    @Test
    void ofVirtualIpsWhatAVirtualRouterThatRunsCanHaveOtherwiseMayChange() throws Exception {
        Configuration before = configuration(virtualIps("priority = 100", ""));
        Configuration raised = configuration(virtualIps("priority = 150", ""));
        assertThat(NodeChanges.refusals(before, raised)).isEmpty();
        assertThat(NodeChanges.words(before, raised)).containsExactly("virtual IP web: priority 150");
        assertThat(NodeChanges.words(before, before)).isEmpty();
        assertThat(NodeChanges.refusals(before, configuration(virtualIps("priority = 255", ""))))
                .containsExactly(
                        "virtual IP \"web\" has priority 255 instead of 100, and so another owner: that needs a"
                                + " restart");
        Configuration several = configuration(virtualIps(
                "priority = 100, advert-interval = 2s, preempt = false, gratuitous-arp { refresh = 60s }", ""));
        assertThat(NodeChanges.refusals(before, several)).isEmpty();
        assertThat(NodeChanges.words(before, several))
                .containsExactly("virtual IP web: advert-interval, preempt, gratuitous-arp");
        Configuration moved = configuration(
                virtualIps("priority = 100", "").replace("10.9.8.7,", "10.9.8.8, when-unusable = give-up,"));
        assertThat(NodeChanges.refusals(before, moved)).isEmpty();
        assertThat(NodeChanges.words(before, moved)).singleElement().asString().startsWith("virtual IP web: addresses");
    }

    @Test
    void whatAVirtualRouterThatRunsCannotHaveOtherwiseIsRefusedByItsKey() throws Exception {
        Configuration before = configuration(virtualIps("priority = 100", ""));
        String sentence = "virtual IP \"web\" has another %s: that needs a restart";
        assertThat(NodeChanges.refusals(
                        before,
                        configuration(virtualIps("priority = 100, hold = interface, version = 2", "")
                                .replace("router-id = 51", "router-id = 52"))))
                .containsExactly(
                        sentence.formatted("router-id"),
                        sentence.formatted("version"),
                        sentence.formatted("hold or lease"));
        Configuration tracking = configuration(
                virtualIps("priority = 100, track { files = [ { file = \"/x\", lower-priority-by = 5 } ] }", ""));
        assertThat(NodeChanges.refusals(before, tracking)).isEmpty();
        assertThat(NodeChanges.words(before, tracking)).containsExactly("virtual IP web: track");
        String other = "db { address = 10.9.8.6, interface = lo, router-id = 52, serves = [], priority = 100 }";
        Configuration two = configuration(virtualIps("priority = 100", other));
        assertThat(NodeChanges.refusals(before, two)).isEmpty();
        assertThat(NodeChanges.words(before, two)).containsExactly("virtual IP db: new");
        assertThat(NodeChanges.refusals(two, before)).isEmpty();
        assertThat(NodeChanges.words(two, before)).containsExactly("virtual IP db: gone");
        Configuration withMac =
                configuration(virtualIps("priority = 100", other.replace("serves", "virtual-mac = true, serves")));
        assertThat(NodeChanges.refusals(before, withMac))
                .containsExactly(
                        "virtual IP \"db\" is new, and has a virtual-mac: that needs lb upgrade, or a restart");
        assertThat(NodeChanges.refusals(withMac, before))
                .containsExactly("virtual IP \"db\" is gone, and has a virtual-mac: that needs a restart");
        assertThat(NodeChanges.refusals(configuration(FILE), before))
                .contains("there were no virtual IPs, and now there are: that needs lb upgrade, or a restart");
    }

    @Test
    void aSyncGroupComesOrGoesAsAWholeOnly() throws Exception {
        String other = "db { address = 10.9.8.6, interface = lo, router-id = 52, serves = [], sync-group = g }";
        String third = "api { address = 10.9.8.5, interface = lo, router-id = 53, serves = [], sync-group = g }";
        Configuration none = configuration(virtualIps("priority = 100", ""));
        Configuration one = configuration(virtualIps("priority = 100", other));
        Configuration both = configuration(virtualIps("priority = 100", other + "\n" + third));
        assertThat(NodeChanges.refusals(none, both)).isEmpty();
        assertThat(NodeChanges.refusals(both, none)).isEmpty();
        assertThat(NodeChanges.refusals(one, both))
                .containsExactly("sync group \"g\" has other members: that needs lb upgrade, or a restart");
    }

    @Test
    void aMistakeOfOursIsToldAndTheNextReloadIsMade() throws Exception {
        List<Integer> runs = new ArrayList<>();
        Reloads reloads = new Reloads(fixed(load(FILE)), _ -> {
            runs.add(1);
            if (runs.size() == 1) {
                throw new IllegalStateException("a mistake");
            }
            return NOTHING;
        });
        ReloadReport report = reloads.reload("a test");
        assertThat(report.applied()).isFalse();
        assertThat(report.lines().getFirst())
                .isEqualTo("not reloaded, by a mistake of lb itself: java.lang.IllegalStateException: a mistake");
        assertThat(reloads.refused()).isEqualTo(1);
        assertThat(reloads.reload("a test").applied()).isTrue();
    }

    @Test
    void allWhoAskDuringOneGetTheNextTogether() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        LoadResult loaded = load(FILE);
        Reloads reloads = new Reloads(fixed(loaded), _ -> {
            runs.incrementAndGet();
            begun.countDown();
            try {
                go.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return NOTHING;
        });
        CompletableFuture<ReloadReport> first = ask(reloads);
        begun.await();
        List<CompletableFuture<ReloadReport>> others = new ArrayList<>();
        AtomicInteger asking = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            others.add(CompletableFuture.supplyAsync(
                    () -> {
                        asking.incrementAndGet();
                        return reloads.reload("a test");
                    },
                    task -> Thread.ofPlatform().start(task)));
        }
        while (asking.get() < 5) {
            Thread.onSpinWait();
        }
        go.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS).applied()).isTrue();
        for (CompletableFuture<ReloadReport> other : others) {
            assertThat(other.get(10, TimeUnit.SECONDS).applied()).isTrue();
        }
        // Who comes when the second has begun gets a third.
        assertThat(runs.get()).isBetween(2, 3);
    }

    private static CompletableFuture<ReloadReport> ask(Reloads reloads) {
        return CompletableFuture.supplyAsync(
                () -> reloads.reload("a test"), task -> Thread.ofPlatform().start(task));
    }

    private static Supplier<LoadResult> fixed(LoadResult result) {
        return () -> result;
    }
}
