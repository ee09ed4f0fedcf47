package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.OutlierDetection;
import lb.proxy.settings.RetryBudget;
import lb.proxy.settings.RetryOn;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerShare;
import lb.proxy.settings.TrackedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How servers come and go. */
class ServerLivesLoadingTest {
    private final Loading loading;

    ServerLivesLoadingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void aServerMayBeDisabled() throws IOException {
        var servers = loading.configuration("""
                frontends { f { bind = ":80", default-backend = b } }
                backends { b { servers {
                  one { address = "10.0.0.1:80", disabled = true }
                  two = "10.0.0.2:80"
                } } }
                """).proxy().backends().getFirst().servers();

        assertThat(servers.getFirst().life()).isEqualTo(new ServerLife(true, Duration.ZERO, false, false));
        assertThat(servers.getLast().life()).isEqualTo(ServerLife.STANDARD);
    }

    @Test
    void aServerMayComeAndGoInItsOwnWay() throws IOException {
        var backend = loading.configuration("""
                frontends { f { bind = ":80", default-backend = b } }
                backends { b {
                  full-connections = 300, retry-budget = 20, retry-budget-floor = 5
                  servers { one {
                    address = "10.0.0.1:80", slow-start = 20s, min-connections = 10, max-connections = 50, max-queue = 7
                    on-marked-down = shutdown-sessions, on-marked-up = shutdown-backup-sessions
                  } }
                } }
                """).proxy().backends().getFirst();

        assertThat(backend.servers().getFirst().share()).isEqualTo(new ServerShare(1, false, 50, 10, 7));
        assertThat(backend.servers().getFirst().life())
                .isEqualTo(new ServerLife(false, Duration.ofSeconds(20), true, true));
        assertThat(backend.balancing().fullConnections()).isEqualTo(300);
        assertThat(backend.retrying().budget()).isEqualTo(new RetryBudget(20, 5));
    }

    @Test
    void aServerMayTakeOverTheStateOfAnother() throws IOException {
        var backends = loading.configuration("""
                frontends { f { bind = ":80", default-backend = b, routes = [ { path = /, backend = c } ] } }
                backends {
                  b { servers {
                    one = "10.0.0.1:80"
                    two { address = "10.0.0.2:80", track = one }
                  } }
                  c { servers {
                    one { address = "10.0.0.1:81", track = b/two, check = false }
                  } }
                }
                """).proxy().backends();

        var two = backends.getFirst().servers().getLast();
        assertThat(two.life().track()).isEqualTo(new TrackedServer("b", "one"));
        assertThat(two.check()).isNull();
        assertThat(backends.getLast().servers().getFirst().life().track()).isEqualTo(new TrackedServer("b", "two"));
        assertThat(backends.getFirst().servers().getFirst().life().track()).isNull();
    }

    @Test
    void failuresAreTriedAgainAsAsked() throws IOException {
        var proxy = loading.configuration("""
                defaults { retries = 5, redispatch = -1, retry-on = [ conn-failure, 503, empty-response, 404 ] }
                frontends {
                  f { bind = ":80", default-backend = a, routes = [
                    { path = /a, backend = b, disable-l7-retry = true }
                    { path = /b, backend = c }
                  ] }
                  g { bind = ":81", mode = tcp, default-backend = d }
                }
                backends {
                  a { servers { s = "10.0.0.1:80" }, all-backups = true }
                  b { redispatch = false, retry-on = none, servers { s = "10.0.0.1:80" } }
                  c { retries = 2, redispatch = 3, retry-on = all-retryable-errors, servers { s = "10.0.0.1:80" } }
                  d { mode = tcp, redispatch = true, servers { s = "10.0.0.1:80" } }
                }
                """).proxy();

        assertThat(proxy.backends())
                .extracting(BackendSettings::retrying)
                .containsExactly(
                        new Retrying(
                                5, -1, RetryBudget.UNLIMITED, new RetryOn(true, true, false, false, List.of(404, 503))),
                        new Retrying(5, 0, RetryBudget.UNLIMITED, new RetryOn(false, false, false, false, List.of())),
                        new Retrying(
                                2,
                                3,
                                RetryBudget.UNLIMITED,
                                new RetryOn(true, true, true, true, List.of(500, 502, 503, 504))),
                        new Retrying(5, 1, RetryBudget.UNLIMITED, RetryOn.CONN_FAILURE));
        assertThat(proxy.backends())
                .extracting(backend -> backend.balancing().allBackups())
                .containsExactly(true, false, false, false);
        assertThat(proxy.frontends().getFirst().routing().routes())
                .extracting(RouteSettings::action)
                .containsExactly(new RouteAction.Forward("b", false), new RouteAction.Forward("c", true));
    }

    @Test
    void outliersMayBeLookedFor() throws IOException {
        var backends = loading.configuration("""
                frontends { f { bind = ":80", default-backend = a, routes = [
                  { path = /b, backend = b }, { path = /c, backend = c }, { path = /d, backend = d }
                ] } }
                backends {
                  a { servers { s = "10.0.0.1:80" } }
                  b { servers { s = "10.0.0.1:80" }, outlier-detection = true }
                  c { servers { s = "10.0.0.1:80" }, outlier-detection = false }
                  d { servers { s = "10.0.0.1:80" }, outlier-detection {
                    consecutive-errors = 0, error-percent = 50, latency-factor = 2.5, request-volume = 20
                    interval = 5s, base-ejection-time = 10s, max-ejection-time = 1m, max-ejection-percent = 30
                  } }
                }
                """).proxy().backends();

        assertThat(backends)
                .extracting(backend -> backend.balancing().outliers())
                .containsExactly(
                        null,
                        OutlierDetection.STANDARD,
                        null,
                        new OutlierDetection(
                                0,
                                50,
                                2.5,
                                20,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                30));
    }
}
