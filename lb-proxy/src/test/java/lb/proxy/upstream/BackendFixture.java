package lb.proxy.upstream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerEvents;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/** A backend with a clock of the test's own, whose checks end as the test says. */
final class BackendFixture {
    private static final CheckSettings CHECK =
            new CheckSettings(new CheckSettings.Connect(), Duration.ofSeconds(2), Duration.ofSeconds(2), 2, 3);

    final List<ServerEvent> events = new ArrayList<>();

    /** Servers that have ended their slow start. */
    final List<String> grown = new ArrayList<>();

    final Backend backend;
    private long now = -TimeUnit.SECONDS.toNanos(2);

    /**
     * @param servers such as {@code a}, {@code a*3} for a weight, {@code a!} for a backup, {@code a-} unchecked,
     *     {@code a%} disabled,
     *     {@code 6-} at an IPv6 address
     */
    BackendFixture(Mode mode, String... servers) {
        this(settings(mode, Arrays.stream(servers).map(BackendFixture::server).toList()));
    }

    BackendFixture(BackendSettings settings) {
        ServerEvents told = new ServerEvents() {
            @Override
            public void changed(ServerEvent event) {
                events.add(event);
            }

            @Override
            public void grown(String backend, String server) {
                grown.add(backend + "/" + server);
            }
        };
        backend = new Backend(settings, 2, told, () -> now);
    }

    static BackendSettings settings(Mode mode, List<ServerSettings> servers) {
        return settings("be", mode, servers);
    }

    static BackendSettings settings(String name, Mode mode, List<ServerSettings> servers) {
        return new BackendSettings(
                name,
                mode,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(50)),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(3, false),
                servers);
    }

    BackendFixture(String... servers) {
        this(Mode.HTTP, servers);
    }

    void pass(double seconds) {
        now += (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    long time() {
        return now;
    }

    /** The names of the servers that are chosen. */
    String next(int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> {
                    Server server = backend.next(0);
                    return server == null ? "-" : server.name();
                })
                .collect(Collectors.joining());
    }

    Server server(int number) {
        return backend.servers().get(number);
    }

    CheckTarget check(String name) {
        for (int i = 0, target = 0; i < backend.servers().size(); i++) {
            if (backend.servers().get(i).settings().check() != null) {
                if (backend.servers().get(i).name().equals(name)) {
                    return backend.checkTargets().get(target);
                }
                target++;
            }
        }
        throw new AssertionError("no check of " + name);
    }

    void passes(String name) {
        check(name).checkBegan();
        check(name).checkEnded(new CheckResult(CheckStatus.L4OK, CheckResult.NO_CODE, 0, ""));
    }

    void fails(String name) {
        check(name).checkBegan();
        check(name).checkEnded(new CheckResult(CheckStatus.L4CON, CheckResult.NO_CODE, 0, "Connection refused"));
    }

    void cannotBeChecked(String name) {
        check(name).checkBegan();
        check(name).checkEnded(new CheckResult(CheckStatus.EXHAUSTED, CheckResult.NO_CODE, 0, "Too many open files"));
    }

    StatsRow row(String name) {
        return backend.figures()
                .rows(7)
                .map(Supplier::get)
                .filter(row -> name.equals(row.text(Column.SVNAME)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + name));
    }

    static ServerSettings server(String text) {
        String name = text.substring(0, 1);
        int weight = text.contains("*") ? Integer.parseInt(text.substring(2).replaceAll("\\D", "")) : 1;
        return ServerSettings.of(name, new InetSocketAddress(name.equals("6") ? "::1" : "127.0.0.1", 80), weight)
                .withBackup(text.endsWith("!"))
                .withCheck(text.endsWith("-") ? null : CHECK)
                .withLife(new ServerLife(text.endsWith("%"), Duration.ZERO, false, false));
    }
}
