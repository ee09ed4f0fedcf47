package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.health.EjectionFigures;
import lb.proxy.health.Observed;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.resolve.Endpoint;
import lb.proxy.resolve.NamedServer;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.Mode;
import lb.proxy.settings.OutlierDetection;
import lb.proxy.settings.Resolver;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TrackedServer;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;

class EjectionsTest {
    private static final String ERRORS = "5 consecutive errors, last one was: Wrong http response";

    private static BackendFixture fixture(OutlierDetection outliers, String... servers) {
        BackendSettings settings = BackendFixture.settings(
                Mode.HTTP, Arrays.stream(servers).map(BackendFixture::server).toList());
        return new BackendFixture(settings.withBalancing(settings.balancing().withOutliers(outliers)));
    }

    private static OutlierDetection settings(int inARow, int errorPercent, double latencyFactor, int maxPercent) {
        return new OutlierDetection(
                inARow,
                errorPercent,
                latencyFactor,
                10,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(70),
                maxPercent);
    }

    private static void answers(BackendFixture fixture, int server, int status, int times, long millis) {
        for (int i = 0; i < times; i++) {
            fixture.server(server).traffic().responded(i % 2, status, TimeUnit.MILLISECONDS.toNanos(millis), 0);
        }
    }

    private static void seconds(BackendFixture fixture, int seconds) {
        for (int i = 0; i < seconds; i++) {
            fixture.pass(1);
            fixture.backend.sampleRates();
        }
    }

    private static String status(BackendFixture fixture, String server) {
        return fixture.row(server).text(Column.STATUS);
    }

    @Test
    void aServerWithoutChecksThatFailsInARowIsLeftOutForAWhileAndLongerEachTime() {
        BackendFixture fixture = fixture(OutlierDetection.STANDARD, "a-", "b-", "c-");
        answers(fixture, 0, 503, 4, 1);
        answers(fixture, 0, 200, 1, 1);
        answers(fixture, 0, 503, 4, 1);
        assertThat(status(fixture, "a")).isEqualTo("no check");
        answers(fixture, 0, 503, 1, 1);

        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
        assertThat(fixture.row("a").number(Column.HANAFAIL)).isEqualTo(1);
        assertThat(fixture.row("BACKEND").number(Column.ACT)).isEqualTo(2);
        assertThat(fixture.next(4)).doesNotContain("a");
        assertThat(fixture.backend.figures().ejections())
                .containsExactly(
                        new EjectionFigures("be", "a", true, 1),
                        new EjectionFigures("be", "b", false, 0),
                        new EjectionFigures("be", "c", false, 0));
        seconds(fixture, 29);
        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
        seconds(fixture, 1);
        assertThat(status(fixture, "a")).isEqualTo("no check");
        assertThat(fixture.next(3)).contains("a");
        answers(fixture, 0, 503, 5, 1);
        seconds(fixture, 59);
        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
        seconds(fixture, 1);
        assertThat(status(fixture, "a")).isEqualTo("no check");
        assertThat(fixture.row("a").number(Column.HANAFAIL)).isEqualTo(2);
        assertThat(fixture.events)
                .extracting(ServerEvent::reason)
                .startsWith(
                        "Outlier detection, info: \"" + ERRORS + '"',
                        "Outlier ejection over, info: \"its time is over\"");
    }

    @Test
    void allKindsOfFailuresAreErrors() {
        BackendFixture fixture = fixture(OutlierDetection.STANDARD, "a-", "b-", "c-");
        LiveTraffic traffic = fixture.server(0).traffic();
        traffic.connectFailed(0, 0);
        traffic.failed(1, Observed.READ_TIMEOUT, 0, 0);
        traffic.failed(0, Observed.CLOSED, 0, 0);
        traffic.connected();
        traffic.responded(0, 500, 1, 0);
        traffic.failed(0, Observed.INVALID_RESPONSE, 0, 0);
        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
    }

    @Test
    void oneThatIsCheckedIsCheckedOnAndComesBackAsItsChecksFindIt() {
        BackendFixture fixture = fixture(OutlierDetection.STANDARD, "a", "b");
        fixture.passes("a");
        answers(fixture, 0, 503, 5, 1);
        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
        assertThat(fixture.check("a").isPaused()).isFalse();
        for (int i = 0; i < 3; i++) {
            fixture.fails("a");
        }
        seconds(fixture, 30);
        assertThat(status(fixture, "a")).isEqualTo("DOWN");
        fixture.passes("a");
        fixture.passes("a");
        assertThat(status(fixture, "a")).isEqualTo("UP");
    }

    @Test
    void onlyAPartMayBeLeftOutAndNeverTheLast() {
        BackendFixture fixture = fixture(settings(5, 0, 0, 10), "a-", "b-", "c-");
        for (int server = 0; server < 3; server++) {
            answers(fixture, server, 503, 5, 1);
        }
        assertThat(fixture.next(3)).doesNotContain("a").contains("b").contains("c");
        BackendFixture most = fixture(settings(5, 0, 0, 100), "a-", "b-", "c-");
        for (int server = 0; server < 3; server++) {
            answers(most, server, 503, 10, 1);
        }
        assertThat(most.next(3)).isEqualTo("ccc");
        BackendFixture alone = fixture(settings(5, 0, 0, 100), "a-", "b!");
        answers(alone, 0, 503, 10, 1);
        assertThat(alone.next(2)).isEqualTo("aa");
    }

    @Test
    void anOutlierComesBackAtOnceWhenAllOthersGo() {
        BackendFixture fixture = fixture(OutlierDetection.STANDARD, "a-", "b", "c-");
        answers(fixture, 0, 503, 5, 1);
        fixture.server(2).control().administer(Admin.MAINT);
        assertThat(fixture.next(2)).isEqualTo("bb");

        fixture.fails("b");

        assertThat(fixture.next(2)).isEqualTo("aa");
        assertThat(fixture.backend.usable()).isTrue();
        assertThat(fixture.events.getLast().reason())
                .isEqualTo("Outlier ejection over, info: \"no other server is usable\"");
    }

    @Test
    void aPartOfTheRequestsOfAnIntervalIsEnough() {
        BackendFixture fixture = fixture(settings(0, 20, 0, 10), "a-", "b-");
        answers(fixture, 0, 200, 8, 1);
        answers(fixture, 0, 500, 1, 1);
        answers(fixture, 1, 200, 100, 1);
        seconds(fixture, 10);
        // Nine requests say nothing, and are not those of the next interval.
        assertThat(status(fixture, "a")).isEqualTo("no check");
        answers(fixture, 0, 200, 8, 1);
        answers(fixture, 0, 500, 2, 1);
        seconds(fixture, 9);
        assertThat(status(fixture, "a")).isEqualTo("no check");
        seconds(fixture, 1);
        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
        assertThat(fixture.events.getFirst().reason())
                .isEqualTo("Outlier detection, info: \"2 errors in 10 requests\"");
    }

    @Test
    void oneThatIsSlowBesideTheOthersIsLeftOut() {
        BackendFixture fixture = fixture(settings(0, 0, 3, 10), "a-", "b-", "c-", "d-");
        for (int server = 0; server < 4; server++) {
            answers(fixture, server, 200, 10, server == 2 ? 40 : 10);
        }
        seconds(fixture, 10);
        assertThat(fixture.next(8)).doesNotContain("c");
        assertThat(fixture.events.getFirst().reason())
                .isEqualTo("Outlier detection, info: \"responses take 40.0 ms on average,"
                        + " those of the median server 10.0 ms\"");
    }

    @Test
    void goodIntervalsMakeTheNextTimeShorterAgain() {
        BackendFixture fixture = fixture(settings(5, 0, 0, 10), "a-", "b-");
        for (int times = 1; times <= 3; times++) {
            answers(fixture, 0, 503, 5, 1);
            seconds(fixture, Math.min(30 * times, 70));
            assertThat(status(fixture, "a")).as("after %d times", times).isEqualTo("no check");
        }
        seconds(fixture, 30);
        answers(fixture, 0, 503, 5, 1);
        seconds(fixture, 31);
        assertThat(status(fixture, "a")).isEqualTo("no check");
    }

    @Test
    void sessionsEndWhenItsChecksMarkItDownAndNotWhenItIsLeftOut() {
        ServerSettings ending = BackendFixture.server("a").withLife(new ServerLife(false, Duration.ZERO, true, false));
        BackendSettings settings = BackendFixture.settings(Mode.HTTP, List.of(ending, BackendFixture.server("b-")));
        BackendFixture fixture = new BackendFixture(
                settings.withBalancing(settings.balancing().withOutliers(OutlierDetection.STANDARD)));
        List<String> ended = new ArrayList<>();
        Attachment before = new Attachment((_, why) -> ended.add(why.name()));
        Attachment during = new Attachment((_, why) -> ended.add(why.name()));
        Attachment left = new Attachment((_, _) -> ended.add("another"));
        fixture.server(0).attach(0, before, false);
        fixture.server(0).attach(1, left, false);

        answers(fixture, 0, 503, 5, 1);
        fixture.server(0).attach(1, during, false);
        fixture.server(0).detach(1, left);

        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
        assertThat(ended).isEmpty();
        for (int i = 0; i < 3; i++) {
            fixture.fails("a");
        }
        assertThat(ended).containsExactly("SERVER_WENT_DOWN", "SERVER_WENT_DOWN");
        Attachment late = new Attachment((_, _) -> ended.add("late"));
        fixture.server(0).attach(0, late, false);
        assertThat(ended).endsWith("late");
    }

    @Test
    void aMaintenanceEndsItAndWhatWasHeldAgainstTheServer() {
        BackendFixture fixture = fixture(OutlierDetection.STANDARD, "a-", "b-", "c-");
        answers(fixture, 0, 503, 5, 1);
        fixture.server(0).control().administer(Admin.DRAIN);
        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
        fixture.server(0).control().administer(Admin.MAINT);
        fixture.server(0).control().administer(Admin.READY);

        assertThat(status(fixture, "a")).isEqualTo("no check");
        assertThat(fixture.next(3)).contains("a");
        assertThat(fixture.events)
                .extracting(ServerEvent::reason)
                .filteredOn(reason -> reason.startsWith("Outlier"))
                .hasSize(1);
        answers(fixture, 0, 503, 4, 1);
        fixture.server(0).control().administer(Admin.MAINT);
        fixture.server(0).control().administer(Admin.READY);
        answers(fixture, 0, 503, 4, 1);
        assertThat(status(fixture, "a")).as("errors before do not count").isEqualTo("no check");
        answers(fixture, 0, 503, 1, 1);
        seconds(fixture, 30);
        assertThat(status(fixture, "a")).as("for as long as at the first time").isEqualTo("no check");
    }

    @Test
    void aMaintenanceOfTheServerThatItTracksEndsItToo() {
        BackendFixture tracked = new BackendFixture("a");
        ServerSettings tracking =
                BackendFixture.server("b-").withLife(ServerLife.STANDARD.withTrack(new TrackedServer("be", "a")));
        BackendSettings settings = BackendFixture.settings(
                "second", Mode.HTTP, List.of(tracking, BackendFixture.server("c-"), BackendFixture.server("d-")));
        BackendFixture fixture = new BackendFixture(
                settings.withBalancing(settings.balancing().withOutliers(OutlierDetection.STANDARD)));
        Tracking.begin(List.of(tracked.backend, fixture.backend));
        answers(fixture, 0, 503, 5, 1);
        assertThat(status(fixture, "b")).isEqualTo("DOWN (ejected)");
        tracked.server(0).control().administer(Admin.MAINT);
        tracked.server(0).control().administer(Admin.READY);

        assertThat(status(fixture, "b")).isEqualTo("UP 1/3");
        assertThat(fixture.next(3)).contains("b");
    }

    @Test
    void anotherAddressEndsItAndTheSameOneDoesNot() {
        DnsAddress name = new DnsAddress(
                "app",
                80,
                DnsAddress.Family.IPV4,
                new Resolver(
                        "dns",
                        List.of(),
                        1,
                        new Resolver.Timeouts(Duration.ZERO, Duration.ZERO),
                        new Resolver.Hold(
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ZERO),
                        512),
                null);
        BackendSettings settings = BackendFixture.settings(
                Mode.HTTP,
                List.of(ServerSettings.of("a", name, 1), BackendFixture.server("b-"), BackendFixture.server("c-")));
        BackendFixture fixture =
                new BackendFixture(settings.withBalancing(settings.balancing().withOutliers(settings(5, 20, 0, 10))));
        NamedServer named =
                fixture.backend.namedServers(_ -> {}).getFirst().servers().getFirst();
        named.moved(new Endpoint(new InetSocketAddress("10.0.0.1", 80), Endpoint.NO_WEIGHT), "");
        answers(fixture, 0, 503, 5, 1);
        named.moved(new Endpoint(new InetSocketAddress("10.0.0.1", 80), 3), "");
        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
        answers(fixture, 0, 503, 50, 1);
        named.moved(new Endpoint(new InetSocketAddress("10.0.0.2", 80), 3), "");

        assertThat(status(fixture, "a")).isEqualTo("no check");
        assertThat(fixture.events.getLast().reason())
                .isEqualTo("Outlier ejection over, info: \"its address has changed\"");
        seconds(fixture, 10);
        assertThat(status(fixture, "a"))
                .as("errors of the interval do not count")
                .isEqualTo("no check");
    }

    @Test
    void whereItIsOffNothingIsFound() {
        BackendFixture fixture = new BackendFixture("a-", "b-");
        answers(fixture, 0, 503, 100, 1);
        seconds(fixture, 20);
        assertThat(status(fixture, "a")).isEqualTo("no check");
        assertThat(fixture.row("a").has(Column.HANAFAIL)).isFalse();
    }

    @Test
    void whoWasLeftOutInTheMomentOfAReloadComesBack() {
        BackendFixture fixture = fixture(OutlierDetection.STANDARD, "a-", "b-", "c-");
        // Those of before the reload, by which a thread that began then still goes.
        Ejections former = new Ejections(fixture.backend.servers(), OutlierDetection.STANDARD, 0);
        former.failedInARow(fixture.server(0), Observed.INVALID_RESPONSE, 0);
        assertThat(status(fixture, "a")).isEqualTo("DOWN (ejected)");
        seconds(fixture, 1);
        assertThat(status(fixture, "a")).isEqualTo("no check");
        assertThat(fixture.next(3)).contains("a");
    }
}
