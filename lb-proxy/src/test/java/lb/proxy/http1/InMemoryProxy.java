package lb.proxy.http1;

import io.netty.channel.ManualIoEventLoop;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.listen.Admission;
import lb.proxy.listen.Client;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.LoopInMemory;
import lb.proxy.loop.NanoClock;
import lb.proxy.route.Routing;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.ProxySettings;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.ServerControl;

/**
 * The whole HTTP/1 path, from the client's bytes to the server's and back, on the thread of the test and without a socket
 * of the kernel: what arrives in two segments is read in two, and everything has happened when a call returns.
 */
final class InMemoryProxy implements AutoCloseable {
    /** Leak detection would note down each access to a byte; here every byte is counted instead. */
    private final MeasuredMemory memory = new MeasuredMemory();

    private final ManualIoEventLoop eventLoop;
    private final Frontend frontend;
    private final Backend backend;
    private final Http1Loop http;
    private final List<InMemorySocket> upstreams = new ArrayList<>();
    private final List<ExchangeEnd> ends = new ArrayList<>();
    private InMemorySocket.Connects upstreamConnects = InMemorySocket.Connects.AT_ONCE;
    private RuntimeException upstreamFailure;
    private RuntimeException logFailure;

    InMemoryProxy() {
        this(new RunningProxy.Wish());
    }

    /** @param wish of any server */
    InMemoryProxy(RunningProxy.Wish wish) {
        eventLoop = new ManualIoEventLoop(Thread.currentThread(), _ -> LoopInMemory.noIo());
        ProxySettings settings =
                wish.server(InMemorySocket.ADDRESS).logEmptyConnections().settings();
        backend = new Backend(settings.backends().getFirst(), 1, _ -> {}, NanoClock.SYSTEM);
        FrontendSettings first = settings.frontends().getFirst();
        frontend = new Frontend(
                first, new Routing(first, _ -> backend), 1, Admission.ofProcess(10, 0, 0), NanoClock.SYSTEM);
        LoopContext loop = LoopInMemory.of(eventLoop, this::newUpstream);
        http = new Http1Loop(loop, this::ended, new Heads(HeadLimits.STANDARD));
    }

    /** From now on no socket towards a server can be opened. */
    void failUpstreams(RuntimeException failure) {
        upstreamFailure = failure;
    }

    /** What becomes of connections to the server from now on. */
    void upstreams(InMemorySocket.Connects connects) {
        upstreamConnects = connects;
    }

    private void ended(int loop, EndedExchange end) {
        if (logFailure != null) {
            throw logFailure;
        }
        ends.add(ExchangeEnd.of(end));
    }

    /** From now on an exchange cannot be logged; null for that it can. */
    void failLog(RuntimeException failure) {
        logFailure = failure;
    }

    /** What was counted for the frontend. */
    long figure(Counter counter) {
        return frontend.counters().sum(counter);
    }

    /** What changes the state of the server. */
    ServerControl control() {
        return backend.servers().getFirst().control();
    }

    private InMemorySocket newUpstream() {
        if (upstreamFailure != null) {
            throw upstreamFailure;
        }
        InMemorySocket upstream = InMemorySocket.unconnected(memory, upstreamConnects);
        upstreams.add(upstream);
        return upstream;
    }

    /** A new client. */
    InMemorySocket connect() {
        InMemorySocket client = InMemorySocket.accepted(memory);
        client.pipeline().addLast(http.newFront(frontend, Client.accepted(client, 0), false));
        var _ = eventLoop.register(client);
        run();
        return client;
    }

    /** Lets everything happen that can. */
    void run() {
        while (eventLoop.runNow() > 0) {}
    }

    /** Lets happen what one turn of the loop does. */
    void runOneTurn() {
        var _ = eventLoop.runNow();
    }

    /** The connections to the server since the last {@link #forget}, in the order in which they were opened. */
    List<InMemorySocket> upstreams() {
        return upstreams;
    }

    /** The exchanges ended since the last {@link #forget}. */
    List<ExchangeEnd> ends() {
        return ends;
    }

    /** Closes every connection; all memory must have been given back by then. */
    void forget(InMemorySocket client) {
        client.end();
        run();
        var _ = client.close();
        upstreams.forEach(InMemorySocket::close);
        run();
        upstreams.clear();
        ends.clear();
        if (memory.held() != 0) {
            throw new AssertionError(memory.held() + " bytes are held though every connection is closed");
        }
    }

    /** What the buffers of all connections hold. */
    MeasuredMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        eventLoop.shutdown();
        run();
    }
}
