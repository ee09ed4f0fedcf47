package lb.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/** A running proxy with one TCP frontend "front" and one backend "back", and what it has logged. */
public final class ProxyFixture implements AutoCloseable {
    private final BlockingQueue<ExchangeEnd> ends = new LinkedBlockingQueue<>();
    private final Proxy proxy;

    /** A fixture of any settings with a frontend "front" and a backend "back". */
    public static ProxyFixture start(ProxySettings settings) throws ProxyStartException {
        return new ProxyFixture(settings);
    }

    private ProxyFixture(ProxySettings settings) throws ProxyStartException {
        proxy = Proxy.start(settings, (_, end) -> ends.add(ExchangeEnd.of(end)), _ -> {});
    }

    /** The settings of a fixture, to be changed one by one. */
    public record Plan(
            Transport transport,
            int threads,
            Duration clientTimeout,
            Duration serverTimeout,
            Duration connectTimeout,
            int retries,
            boolean redispatch,
            boolean logEmptyConnections,
            Duration tunnel,
            Duration clientFin,
            Duration serverFin,
            List<ServerSettings> servers) {
        public static Plan of(Transport transport, InetSocketAddress... servers) {
            List<ServerSettings> settings = new ArrayList<>();
            for (InetSocketAddress server : servers) {
                settings.add(server("s" + (settings.size() + 1), server, 100));
            }
            return new Plan(
                    transport,
                    1,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(5),
                    3,
                    false,
                    true,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    settings);
        }

        public Plan threads(int value) {
            return new Plan(
                    transport,
                    value,
                    clientTimeout,
                    serverTimeout,
                    connectTimeout,
                    retries,
                    redispatch,
                    logEmptyConnections,
                    tunnel,
                    clientFin,
                    serverFin,
                    servers);
        }

        public Plan timeouts(Duration client, Duration server) {
            return new Plan(
                    transport,
                    threads,
                    client,
                    server,
                    connectTimeout,
                    retries,
                    redispatch,
                    logEmptyConnections,
                    tunnel,
                    clientFin,
                    serverFin,
                    servers);
        }

        public Plan connect(Duration timeout, int attemptsAfterTheFirst, boolean elsewhere) {
            return new Plan(
                    transport,
                    threads,
                    clientTimeout,
                    serverTimeout,
                    timeout,
                    attemptsAfterTheFirst,
                    elsewhere,
                    logEmptyConnections,
                    tunnel,
                    clientFin,
                    serverFin,
                    servers);
        }

        public Plan redispatching() {
            return connect(connectTimeout, retries, true);
        }

        public Plan dontLogNull() {
            return new Plan(
                    transport,
                    threads,
                    clientTimeout,
                    serverTimeout,
                    connectTimeout,
                    retries,
                    redispatch,
                    false,
                    tunnel,
                    clientFin,
                    serverFin,
                    servers);
        }

        public Plan servers(ServerSettings... value) {
            return new Plan(
                    transport,
                    threads,
                    clientTimeout,
                    serverTimeout,
                    connectTimeout,
                    retries,
                    redispatch,
                    logEmptyConnections,
                    tunnel,
                    clientFin,
                    serverFin,
                    Arrays.asList(value));
        }

        public Plan tunnel(Duration silence, Duration ofClient, Duration ofServer) {
            return new Plan(
                    transport,
                    threads,
                    clientTimeout,
                    serverTimeout,
                    connectTimeout,
                    retries,
                    redispatch,
                    logEmptyConnections,
                    silence,
                    ofClient,
                    ofServer,
                    servers);
        }

        public BackendSettings backend() {
            return new BackendSettings(
                    "back",
                    Mode.TCP,
                    Balance.ROUNDROBIN,
                    new BackendTimeouts(connectTimeout, serverTimeout, connectTimeout, tunnel, serverFin),
                    BackendHttp.STANDARD,
                    retries,
                    redispatch,
                    MessageEdits.NONE,
                    BackendUdp.STANDARD,
                    servers);
        }

        public FrontendSettings frontend(String name, InetSocketAddress... binds) {
            return frontend(name, Arrays.stream(binds).map(BindSettings::new).toArray(BindSettings[]::new));
        }

        public FrontendSettings frontend(String name, BindSettings... binds) {
            return new FrontendSettings(
                    name,
                    Mode.TCP,
                    List.of(binds),
                    "back",
                    new FrontendTimeouts(clientTimeout, Duration.ZERO, Duration.ZERO, clientFin),
                    FrontendHttp.STANDARD,
                    FrontendRouting.NONE,
                    FrontendUdp.STANDARD,
                    LogFormat.TCP,
                    logEmptyConnections,
                    List.of());
        }

        public ProxySettings settings(FrontendSettings... frontends) {
            return new ProxySettings(threads, transport, List.of(frontends), List.of(backend()));
        }

        public ProxyFixture start() throws ProxyStartException {
            return start(new BindSettings(loopback(0)));
        }

        public ProxyFixture start(BindSettings... binds) throws ProxyStartException {
            return new ProxyFixture(settings(frontend("front", binds)));
        }
    }

    public static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public static ServerSettings server(String name, InetSocketAddress address, int weight) {
        return ServerSettings.of(name, address, weight);
    }

    public Proxy proxy() {
        return proxy;
    }

    public InetSocketAddress address() {
        return proxy.localAddresses("front").getFirst();
    }

    /** A new client; its reads fail after ten seconds, so that no test hangs. */
    public Socket connect() throws IOException {
        Socket client = new Socket();
        client.setSoTimeout(10_000);
        client.connect(address(), 10_000);
        return client;
    }

    /** What a new client reads up to the end, having sent nothing. */
    public String read() throws IOException {
        try (Socket client = connect()) {
            return new String(client.getInputStream().readAllBytes());
        }
    }

    /** The next logged end. */
    public ExchangeEnd end() throws InterruptedException {
        ExchangeEnd end = ends.poll(10, TimeUnit.SECONDS);
        assertThat(end).as("an end is logged within ten seconds").isNotNull();
        return end;
    }

    public boolean nothingLogged() {
        return ends.isEmpty();
    }

    public static String state(ExchangeEnd end) {
        return "" + end.endedBy().letter() + end.endedIn().letter();
    }

    public long figure(String name, Column column) {
        return row(name).number(column);
    }

    public StatsRow row(String svname) {
        return proxy.statistics().stream()
                .filter(row -> svname.equals(row.text(Column.SVNAME)))
                .findFirst()
                .orElseThrow();
    }

    /** Waits, at most ten seconds, for something that other threads bring about. */
    public static void eventually(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within ten seconds: " + what).isLessThan(until);
            Thread.onSpinWait();
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
