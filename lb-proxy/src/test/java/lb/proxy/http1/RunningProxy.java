package lb.proxy.http1;

import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.proxy.Proxy;
import lb.proxy.ProxyReloadException;
import lb.proxy.ProxyStartException;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.listen.Departure;
import lb.proxy.page.LocalPage;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.AddressField;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.ListenOptions;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Persisting;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.RetryBudget;
import lb.proxy.settings.RetryOn;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.Rules;
import lb.proxy.settings.SendProxy;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.SourceOptions;
import lb.proxy.settings.StickySettings;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.Transport;
import lb.proxy.settings.UseServer;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import lb.proxy.upstream.ServerControl;
import org.jspecify.annotations.Nullable;

/** A whole proxy on loopback with one HTTP frontend {@code fe} and one backend {@code be}, and what it has logged. */
final class RunningProxy implements AutoCloseable {
    private final Proxy proxy;
    private final BlockingQueue<ExchangeEnd> ends = new LinkedBlockingQueue<>();

    private RunningProxy(ProxySettings settings) throws ProxyStartException {
        if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
            throw new IllegalStateException("run with -Dio.netty.leakDetection.level=paranoid");
        }
        proxy = Proxy.start(settings, new KeptExchanges(ends), _ -> {});
    }

    /** What a test wants otherwise than usual. */
    static final class Wish {
        private final List<SocketAddress> servers = new ArrayList<>();
        private final List<LocalPage> pages = new ArrayList<>();
        private final List<BackendSettings> others = new ArrayList<>();
        private FrontendRouting routing = FrontendRouting.NONE;
        private MessageEdits messages = MessageEdits.NONE;
        private Rules rules = Rules.NONE;
        private final List<UseServer> useServers = new ArrayList<>();
        private @Nullable String defaultBackend = "be";
        private Duration client = Duration.ofSeconds(20);
        private Duration request = Duration.ofSeconds(20);
        private Duration keepAlive = Duration.ofSeconds(20);
        private Duration server = Duration.ofSeconds(20);
        private Duration connect = Duration.ofSeconds(5);
        private FrontendHttp http = FrontendHttp.STANDARD;
        private BackendHttp backendHttp = BackendHttp.STANDARD;
        private @Nullable SendProxy sendProxy;
        private boolean http2ToServers;
        private SourceOptions source = SourceOptions.STANDARD;
        private AcceptProxy acceptProxy = AcceptProxy.FROM_NOBODY;
        private Duration tunnel = Duration.ZERO;
        private Duration clientFin = Duration.ZERO;
        private Duration serverFin = Duration.ZERO;
        private Balance balance = new Balance.RoundRobin();
        private int[] weights = {};
        private @Nullable StickySettings sticky;
        private Persisting persisting = Persisting.STANDARD;
        private boolean logEmpty;
        private boolean redispatch;
        private RetryOn retryOn = RetryOn.CONN_FAILURE;
        private RetryBudget retryBudget = RetryBudget.UNLIMITED;
        private int retries;
        private int serverLimit;
        private int maxQueue;
        private ServerLife life = ServerLife.STANDARD;
        private final Set<Integer> backups = new HashSet<>();
        private int threads = 1;
        private HeadLimits heads = HeadLimits.STANDARD;
        private TcpOptions ofClients = TcpOptions.STANDARD;
        private ListenOptions listen = ListenOptions.STANDARD;
        private @Nullable ListenTls ofBinds;
        private @Nullable ConnectTls ofServers;

        Wish server(Origin origin) {
            return server(origin.address());
        }

        Wish server(SocketAddress address) {
            servers.add(address);
            return this;
        }

        /** How a server is chosen, and the servers' weights in their order; 1 where there are no more. */
        Wish balance(Balance asked, int... ofServers) {
            balance = asked;
            weights = ofServers.clone();
            return this;
        }

        Wish sticky(StickySettings asked) {
            sticky = asked;
            return this;
        }

        Wish persisting(Persisting asked) {
            persisting = asked;
            return this;
        }

        Wish page(LocalPage page) {
            pages.add(page);
            return this;
        }

        /** Routes, and what the frontend changes. */
        Wish routing(FrontendRouting asked) {
            routing = asked;
            return this;
        }

        /** What the backend {@code be} changes. */
        Wish messages(MessageEdits asked) {
            messages = asked;
            return this;
        }

        /** What the frontend's rules are. */
        Wish rules(Rules asked) {
            routing = new FrontendRouting(routing.routes(), routing.messages(), routing.inspectDelay(), asked);
            return this;
        }

        /** Those of each backend that is wished for from now on, {@code be} among them. */
        Wish backendRules(Rules asked, UseServer... servers) {
            rules = asked;
            useServers.addAll(List.of(servers));
            return this;
        }

        Wish noDefaultBackend() {
            defaultBackend = null;
            return this;
        }

        /** A further backend of one server, with the time-outs wished for before. */
        Wish backend(String name, Origin origin, MessageEdits asked) {
            others.add(backend(name, List.of(ServerSettings.of("s1", origin.address(), 1)), asked));
            return this;
        }

        private BackendSettings backend(String name, List<ServerSettings> servers, MessageEdits asked) {
            return new BackendSettings(
                            name,
                            Mode.HTTP,
                            new Balancing(balance).withSticky(sticky).withPersisting(persisting),
                            new BackendTimeouts(connect, server, connect, tunnel, serverFin),
                            backendHttp,
                            asked,
                            BackendUdp.STANDARD,
                            new Retrying(retries, redispatch ? Retrying.ALWAYS : 0, retryBudget, retryOn),
                            servers)
                    .withRules(rules, useServers);
        }

        Wish clientTimeout(long millis) {
            client = Duration.ofMillis(millis);
            return this;
        }

        Wish requestTimeout(long millis) {
            request = Duration.ofMillis(millis);
            return this;
        }

        Wish keepAliveTimeout(long millis) {
            keepAlive = Duration.ofMillis(millis);
            return this;
        }

        Wish serverTimeout(long millis) {
            server = Duration.ofMillis(millis);
            return this;
        }

        Wish connectTimeout(long millis) {
            connect = Duration.ofMillis(millis);
            return this;
        }

        Wish tunnel(long silence, long ofClient, long ofServer) {
            tunnel = Duration.ofMillis(silence);
            clientFin = Duration.ofMillis(ofClient);
            serverFin = Duration.ofMillis(ofServer);
            return this;
        }

        /** Servers that speak HTTP/2 without being asked. */
        Wish http2ToServers() {
            http2ToServers = true;
            return this;
        }

        Wish sendProxy(SendProxy header) {
            sendProxy = header;
            return this;
        }

        Wish source(SourceOptions options) {
            source = options;
            return this;
        }

        Wish acceptProxy(AcceptProxy from) {
            acceptProxy = from;
            return this;
        }

        Wish forwardedFor() {
            return forwarding(new Forwarding(AddressField.named("X-Forwarded-For"), null, Set.of(), null));
        }

        Wish forwarding(Forwarding settings) {
            return http(new FrontendHttp(ConnectionMode.KEEP_ALIVE, settings, false));
        }

        Wish connectMethod() {
            return http(new FrontendHttp(ConnectionMode.KEEP_ALIVE, Forwarding.NONE, true));
        }

        Wish http(FrontendHttp settings) {
            http = settings;
            return this;
        }

        Wish http(BackendHttp settings) {
            backendHttp = settings;
            return this;
        }

        Wish logEmptyConnections() {
            logEmpty = true;
            return this;
        }

        Wish retries(int times) {
            retries = times;
            return this;
        }

        /** After what is tried again, and how often at a time. */
        Wish retryOn(RetryOn on, RetryBudget budget) {
            retryOn = on;
            retryBudget = budget;
            return this;
        }

        /** How each server comes and goes. */
        Wish life(ServerLife wished) {
            life = wished;
            return this;
        }

        /** That server, counted from 1, is a backup. */
        Wish backup(int server) {
            backups.add(server);
            return this;
        }

        /** The most requests that each server gets at a time; a request waits for as long as for a connection. */
        Wish serverLimit(int requests) {
            serverLimit = requests;
            return this;
        }

        /** How many may wait for a server that is theirs. */
        Wish maxQueue(int most) {
            maxQueue = most;
            return this;
        }

        Wish heads(HeadLimits limits) {
            heads = limits;
            return this;
        }

        /** Bytes of a segment at most of the clients' connections: those of loopback have 64 KiB. */
        Wish maxSegmentSize(int bytes) {
            ofClients = new TcpOptions(null, Duration.ZERO, bytes, null);
            return this;
        }

        /** TLS with clients and to servers. */
        Wish tls(ListenTls clients, ConnectTls toServers) {
            ofBinds = clients;
            ofServers = toServers;
            return this;
        }

        /** Clients that speak HTTP/2 and nothing else. */
        Wish http2Only() {
            listen = new ListenOptions(ListenOptions.BACKLOG, false, null, false, false, false, null, true);
            return this;
        }

        Wish threads(int number) {
            threads = number;
            return this;
        }

        Wish redispatch() {
            redispatch = true;
            return this;
        }

        RunningProxy start() throws ProxyStartException {
            return new RunningProxy(settings());
        }

        ProxySettings settings() {
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            List<ServerSettings> named = new ArrayList<>();
            for (SocketAddress address : servers) {
                int weight = named.size() < weights.length ? weights[named.size()] : 1;
                ServerSettings plain = ServerSettings.of("s" + (named.size() + 1), address, weight);
                if (ofServers != null) {
                    plain = plain.withConnect(plain.connect().with(ofServers));
                }
                named.add((http2ToServers ? plain.withConnect(plain.connect().withHttp2()) : plain)
                        .withMaxConnections(serverLimit)
                        .withMaxQueue(maxQueue)
                        .withSendProxy(sendProxy)
                        .withSourceOptions(source)
                        .withBackup(backups.contains(named.size() + 1))
                        .withLife(life));
            }
            FrontendSettings frontend = new FrontendSettings(
                    "fe",
                    Mode.HTTP,
                    List.of(new BindSettings(anyPort, acceptProxy, listen, ofClients, ofBinds)),
                    defaultBackend,
                    new FrontendTimeouts(client, request, keepAlive, clientFin),
                    http,
                    routing,
                    FrontendUdp.STANDARD,
                    LogFormat.Known.HTTP,
                    logEmpty,
                    pages);
            List<BackendSettings> backends = new ArrayList<>(others);
            backends.addFirst(backend("be", named, messages));
            return new ProxySettings(
                    threads, Transport.AUTO, new ProcessLimits(0, 0, heads), List.of(frontend), backends);
        }
    }

    /** A proxy before these servers, with long time-outs. */
    static RunningProxy before(Origin... servers) throws ProxyStartException {
        Wish wish = new Wish();
        for (Origin server : servers) {
            wish.server(server);
        }
        return wish.start();
    }

    InetSocketAddress address() {
        return proxy.localAddresses("fe").getFirst();
    }

    int port() {
        return proxy.localAddresses("fe").getFirst().getPort();
    }

    Peer connect() throws IOException {
        return Peer.connect(address());
    }

    /** A client that lets only so many bytes wait to be read. */
    Peer connect(int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(address());
        return new Peer(socket);
    }

    /** Becomes what is wished for now. */
    void reload(Wish wish) throws ProxyReloadException {
        var _ = proxy.reload(wish.settings());
    }

    /** The next exchange that has ended; waits for it. */
    ExchangeEnd end() throws InterruptedException {
        ExchangeEnd end = ends.poll(10, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("no exchange has ended");
        }
        return end;
    }

    /** The next exchange that has ended, unless it takes longer; null then. */
    @Nullable
    ExchangeEnd endWithin(long millis) throws InterruptedException {
        return ends.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** The two letters and the status of the next exchange that ends, such as {@code SC 503}. */
    String endState() throws InterruptedException {
        ExchangeEnd end = end();
        return "" + end.endedBy().letter() + end.endedIn().letter() + " " + end.status();
    }

    boolean hasLoggedNothing() {
        return ends.isEmpty();
    }

    long figure(String row, Column column) {
        for (StatsRow candidate : proxy.statistics()) {
            String name = candidate.text(Column.PXNAME) + "/" + candidate.text(Column.SVNAME);
            if (name.equals(row)) {
                return candidate.number(column);
            }
        }
        throw new AssertionError("no row " + row);
    }

    /** What changes the state of a server of {@code be}, counted from 1. */
    ServerControl control(int server) {
        return proxy.backend("be").servers().get(server - 1).control();
    }

    List<ReachedLimit> limits() {
        return proxy.limits();
    }

    List<RefusedMessages> refused() {
        return proxy.refused();
    }

    List<InvalidMessage> invalid() {
        return proxy.control().invalidMessages();
    }

    /** For its own address. */
    Departure departure() {
        return proxy.departureOf(Set.of(address().getAddress()));
    }

    void stop(Duration drain) {
        proxy.stop(drain);
    }

    @Override
    public void close() {
        proxy.close();
    }
}
