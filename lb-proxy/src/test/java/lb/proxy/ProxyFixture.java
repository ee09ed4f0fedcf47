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
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Persisting;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.StickySettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.jspecify.annotations.Nullable;

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
    public static final class Plan {
        private final Transport transport;
        private int threads = 1;
        private Duration clientTimeout = Duration.ofSeconds(20);
        private Duration serverTimeout = Duration.ofSeconds(20);
        private Duration connectTimeout = Duration.ofSeconds(5);
        private int retries = 3;
        private boolean redispatch;
        private boolean logEmptyConnections = true;
        private Duration tunnel = Duration.ZERO;
        private Duration clientFin = Duration.ZERO;
        private Duration serverFin = Duration.ZERO;
        private List<ServerSettings> servers = List.of();
        private @Nullable StickySettings sticky;
        private Persisting persisting = Persisting.STANDARD;

        private Plan(Transport transport) {
            this.transport = transport;
        }

        public static Plan of(Transport transport, InetSocketAddress... addresses) {
            List<ServerSettings> named = new ArrayList<>();
            for (InetSocketAddress address : addresses) {
                named.add(server("s" + (named.size() + 1), address, 100));
            }
            return new Plan(transport).servers(named.toArray(ServerSettings[]::new));
        }

        public Transport transport() {
            return transport;
        }

        public int threads() {
            return threads;
        }

        public List<ServerSettings> servers() {
            return servers;
        }

        public Plan threads(int value) {
            threads = value;
            return this;
        }

        public Plan timeouts(Duration client, Duration server) {
            clientTimeout = client;
            serverTimeout = server;
            return this;
        }

        public Plan connect(Duration timeout, int attemptsAfterTheFirst, boolean elsewhere) {
            connectTimeout = timeout;
            retries = attemptsAfterTheFirst;
            redispatch = elsewhere;
            return this;
        }

        public Plan redispatching() {
            redispatch = true;
            return this;
        }

        public Plan sticky(StickySettings asked) {
            sticky = asked;
            return this;
        }

        public Plan persisting(Persisting asked) {
            persisting = asked;
            return this;
        }

        public Plan dontLogNull() {
            logEmptyConnections = false;
            return this;
        }

        public Plan servers(ServerSettings... value) {
            servers = List.of(value);
            return this;
        }

        public Plan tunnel(Duration silence, Duration ofClient, Duration ofServer) {
            tunnel = silence;
            clientFin = ofClient;
            serverFin = ofServer;
            return this;
        }

        public BackendSettings backend() {
            return new BackendSettings(
                    "back",
                    Mode.TCP,
                    new Balancing(new Balance.RoundRobin()).withSticky(sticky).withPersisting(persisting),
                    new BackendTimeouts(connectTimeout, serverTimeout, connectTimeout, tunnel, serverFin),
                    BackendHttp.STANDARD,
                    MessageEdits.NONE,
                    BackendUdp.STANDARD,
                    new Retrying(retries, redispatch),
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
                    LogFormat.Known.TCP,
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

    /** The next logged end, unless it takes longer; null then. */
    public @Nullable ExchangeEnd endWithin(Duration time) throws InterruptedException {
        return ends.poll(time.toMillis(), TimeUnit.MILLISECONDS);
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

    /**
     * A time-out of that many ms, and none of those of 20 s that a test has beside it, ended what lasted so long. It is
     * never early; how late it may be is for {@code TimeoutsTest} to say, which has some tries on a busy machine.
     */
    public static void assertKept(long limit, long millis) {
        assertThat(millis).as("ms until the time-out of %d ms", limit).isBetween(limit, 10_000L);
    }

    /** Waits, at most ten seconds, for something that other threads bring about. */
    public static void eventually(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within ten seconds: " + what).isLessThan(until);
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
