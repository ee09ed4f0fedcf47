package lb.admin.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lb.admin.config.Collector;
import lb.admin.config.Configuration;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.log.EventLog;
import lb.admin.log.LogSinks;
import lb.admin.nodes.NodeReport;
import lb.admin.page.NodeFacts;
import lb.admin.reload.ReloadException;
import lb.admin.reload.Reloads;
import lb.admin.runtime.Commands;
import lb.admin.runtime.MasterCommands;
import lb.admin.runtime.NodeAccess;
import lb.admin.runtime.RuntimeSocket;
import lb.admin.runtime.VrrpAccess;
import lb.admin.runtime.VrrpJson;
import lb.admin.tracing.SpanSink;
import lb.admin.upgrade.Holdings;
import lb.admin.upgrade.Passed.What;
import lb.admin.upgrade.Takeover;
import lb.admin.upgrade.UpgradeException;
import lb.ha.NanoClock;
import lb.ha.VirtualRouterStatus;
import lb.ha.cloud.MoverStatus;
import lb.ha.linux.NodeLock;
import lb.ha.settings.VirtualRouterSettings;
import lb.proxy.Proxy;
import lb.proxy.ProxyStartException;
import lb.proxy.reload.Changes;
import lb.proxy.stats.StatsRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: the proxy, the VRRP peer, their log and their pages. It is started whole or not at all, and stopped
 * in the order that costs clients least: those of the virtual addresses are led away, the addresses go, then the listeners,
 * then what is still open.
 */
public final class LoadBalancer implements AutoCloseable {
    /** The lock of a node; a second one in the same network namespace is refused. */
    public static final String DEFAULT_LOCK = NodeLock.NODE;

    private static final Logger LOG = LoggerFactory.getLogger("lb.node");

    /** Replaced by reloads. */
    private volatile Configuration configuration;

    private final Reloads reloads;
    private final NodeFacts facts;

    /** What is open, the last opened first. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final UpstreamSource upstreamSource;

    private final NodeProxy proxy;
    private final VrrpPeer peer;

    private final List<RuntimeSocket> runtimes = new CopyOnWriteArrayList<>();
    private final NodeUpgrade upgrade;

    /** Null before it was opened. */
    private volatile @Nullable LogSinks log;

    /** Those that {@link #pause} has stopped. */
    private final PausedFrontends paused = new PausedFrontends();

    /** How long connections may go on at the stop. */
    private volatile Duration drain;

    /** Held by a reload and an upgrade: what one gives away the other must not change. */
    private final ReentrantLock changing = new ReentrantLock();

    /** Told to those who ask whether to send traffic here. */
    private volatile boolean closing;

    private LoadBalancer(Configuration configuration, NodeFacts facts, Supplier<LoadResult> files) {
        this.configuration = configuration;
        this.reloads = new Reloads(files, this::become);
        this.facts = facts;
        this.drain = configuration.drain();
        this.upstreamSource = new UpstreamSource(UpstreamSource.among(configuration.virtualRouters()));
        this.peer = new VrrpPeer(configuration, () -> this.configuration.drain(), opened::push, this::report);
        this.proxy = new NodeProxy(facts, peer, upstreamSource, () -> closing, () -> drain, opened::push);
        this.upgrade = new NodeUpgrade(facts.version(), peer);
    }

    /**
     * Starts a node. Any thread; returns when it serves.
     *
     * @param lock name of the lock, so that a demonstration and a node can stand side by side
     * @param version of the program, for the pages
     * @throws StartException when anything stands in the way, with everything that does; nothing is left running
     */
    public static LoadBalancer start(Configuration configuration, String lock, String version) throws StartException {
        return start(configuration, lock, version, () -> new LoadResult.Loaded(configuration, List.of(), List.of()));
    }

    /**
     * The same of files that can be read again.
     *
     * @param files reads and checks them as for this configuration
     */
    public static LoadBalancer start(
            Configuration configuration, String lock, String version, Supplier<LoadResult> files)
            throws StartException {
        return start(configuration, lock, version, files, null);
    }

    /**
     * The same, perhaps in the place of another process of this node.
     *
     * @param takeover with that one, which has begun; null for none. When this fails, that one has heard why, and goes on
     */
    public static LoadBalancer start(
            Configuration configuration,
            String lock,
            String version,
            Supplier<LoadResult> files,
            @Nullable Takeover takeover)
            throws StartException {
        String name = configuration.node().isEmpty() ? NodeIdentity.machineHostName() : configuration.node();
        NodeFacts facts = new NodeFacts(name, version, ProcessHandle.current().pid(), Instant.now());
        LoadBalancer node = new LoadBalancer(configuration, facts, files);
        try {
            node.open(lock, takeover);
            return node;
        } catch (StartException | RuntimeException | Error e) {
            if (takeover == null) {
                node.close();
            } else {
                // What is open is the other process's, too, and this one is about to end.
                node.leavesAll();
            }
            throw e;
        }
    }

    private void open(String lockName, @Nullable Takeover takeover) throws StartException {
        // Before anything else: a second node must not so much as bind a port.
        opened.push(upgrade.lock(lockName, takeover));
        LogSinks sinks = openLog();
        log = sinks;
        EventLog events = new EventLog(sinks);
        SpanSink spans = sinks.spans();
        if (spans != null) {
            spans.start(events::ofCollector);
        }

        List<String> problems = new ArrayList<>();
        HaEdges edges = peer.openEdges(events, problems, takeover);
        if (takeover == null) {
            openRuntime(lockName, sinks, events, problems, null);
        } else if (problems.isEmpty()) {
            problems.addAll(Holdings.differences(takeover.holdings(), peer.holdings()));
        }
        Proxy running = prepareProxy(sinks, events, problems, takeover);
        if (!problems.isEmpty() || running == null) {
            throw new StartException(problems);
        }
        if (takeover == null) {
            running.open();
            if (edges != null) {
                peer.start(edges, running, events);
            }
        } else {
            upgrade.goOn(takeover, edges, running, events);
            openRuntime(lockName, sinks, events, problems, takeover);
            problems.forEach(events::warning);
            peer.settle(events);
            takeover.settled();
        }
    }

    /** It has come to nothing: what another process of this node has is left as it is. */
    private void leavesAll() {
        peer.depart();
    }

    /**
     * Has another process be able to go on with this node from now on.
     *
     * @param how this process ends, and another one begins
     */
    public void succeedBy(Succession how) {
        upgrade.succeedBy(how);
    }

    private String upgrade(@Nullable Path jar, String asked) throws UpgradeException {
        if (!changing.tryLock()) {
            throw new UpgradeException("a reload or another upgrade is under way");
        }
        try {
            LOG.info("{}", asked);
            Proxy running = proxy.running();
            String obstacle = obstacle();
            if (!obstacle.isEmpty() || running == null) {
                throw new UpgradeException(obstacle);
            }
            return upgrade.leave(running, runtimes, jar);
        } finally {
            changing.unlock();
        }
    }

    /** Why it is not to change any more, or not yet; empty where it may. */
    private String obstacle() {
        if (upgrade.hasLeft()) {
            return "another process is this node now";
        }
        if (closing) {
            return "the node stops";
        }
        return proxy.running() == null ? "the node has not started yet" : "";
    }

    private VrrpAccess vrrp(Consumer<String> audit) {
        return new VrrpAccess(
                facts,
                () -> configuration.drain(),
                peer::virtualRouters,
                peer::lifelines,
                peer::leave,
                peer::resume,
                audit,
                NanoClock.SYSTEM);
    }

    /** What other nodes that ask are told of this one. */
    private byte[] report() {
        Instant now = Instant.now();
        return NodeReport.write(
                facts.version(),
                Duration.between(facts.startedAt(), now),
                closing,
                now,
                VrrpJson.of(vrrp(_ -> {})),
                statistics());
    }

    private void openRuntime(
            String name, LogSinks sinks, EventLog events, List<String> problems, @Nullable Takeover takeover) {
        VrrpAccess vrrp = vrrp(events::notice);
        NodeAccess access = new NodeAccess(
                facts,
                () -> {
                    Proxy running = proxy.running();
                    return running == null ? null : running.control();
                },
                () -> {
                    Proxy running = proxy.running();
                    return running == null ? Stream.empty() : running.rows();
                },
                sinks::missing,
                () -> configuration.shown(),
                reloads::reload,
                this::upgrade,
                events::notice);
        Commands commands = Commands.of(access, vrrp);
        try {
            NodeRuntime.open(
                    configuration.runtime(),
                    name,
                    configuration.proxy().sharedPorts(),
                    access,
                    commands,
                    MasterCommands.of(facts, commands, reloads::reload, reloads::applied, reloads::refused),
                    events,
                    address -> takeover == null ? null : takeover.descriptor(What.RUNTIME, address),
                    socket -> {
                        opened.push(socket);
                        runtimes.add(socket);
                    });
        } catch (StartException e) {
            problems.addAll(e.problems());
        }
    }

    private @Nullable SpanSink openSpans() {
        Collector collector = configuration.spans();
        if (collector == null) {
            return null;
        }
        SpanSink spans = SpanSink.open(collector, facts.name(), facts.version());
        opened.push(spans);
        return spans;
    }

    private LogSinks openLog() throws StartException {
        try {
            LogSinks opening = LogSinks.open(
                    configuration.logTargets(),
                    facts.name(),
                    configuration.proxy().threads(),
                    openSpans());
            opened.push(opening);
            return opening;
        } catch (IOException e) {
            throw new StartException(List.of(e.getMessage()));
        }
    }

    /** All of it but for accepting; null with something said of what is missing. */
    private @Nullable Proxy prepareProxy(
            LogSinks sinks, EventLog events, List<String> problems, @Nullable Takeover takeover) {
        try {
            return proxy.prepare(configuration, sinks, events, reloads, !problems.isEmpty(), takeover);
        } catch (ProxyStartException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    /** Its reloads. */
    public Reloads reloads() {
        return reloads;
    }

    /** Becomes what another configuration says, as {@link Proxy#reload}; one at a time. */
    private Changes become(Configuration next) throws ReloadException {
        changing.lock();
        try {
            return change(next);
        } finally {
            changing.unlock();
        }
    }

    private Changes change(Configuration next) throws ReloadException {
        Proxy running = proxy.running();
        LogSinks sinks = log;
        String obstacle = obstacle();
        if (!obstacle.isEmpty() || running == null || sinks == null) {
            throw new ReloadException(List.of(obstacle));
        }
        Changes changes = new NodeReload(proxy, peer, upstreamSource, sinks).become(running, configuration, next);
        configuration = next;
        drain = next.drain();
        proxy.follow(next);
        return changes;
    }

    /** The figures of the frontends and backends now. Any thread. */
    public List<StatsRow> statistics() {
        return proxy.statistics();
    }

    /** Connections of clients that may be open at a time. Any thread; 0 once it has stopped. */
    public int maxConnections() {
        Proxy running = proxy.running();
        return running == null ? 0 : running.maxConnections();
    }

    /** The state of the virtual routers now. Any thread. */
    public List<VirtualRouterStatus> virtualRouters() {
        return peer.virtualRouters();
    }

    /** How a virtual router's addresses are held on this node, as decided at its start, in words. Any thread. */
    public String held(VirtualRouterSettings router) {
        return peer.held(router);
    }

    /** What clouds move, and where it is. Any thread. */
    public List<MoverStatus> clouds() {
        return peer.clouds();
    }

    /**
     * Lets go of the addresses of all frontends that can have them again, until {@link #resume}; their clients stay. Any
     * thread.
     *
     * @return the names of those that listened
     */
    public synchronized List<String> pause() {
        Proxy running = proxy.running();
        if (running == null || closing) {
            return List.of();
        }
        return paused.pause(running, configuration.proxy().sharedPorts());
    }

    /** Ends {@link #pause}. Any thread. Returns what could not be bound again, in sentences. */
    public synchronized List<String> resume() {
        Proxy running = proxy.running();
        if (running == null || closing) {
            return List.of();
        }
        return paused.resume(running);
    }

    /** Stops the node in other time than the file says; otherwise as {@link #close}. */
    public void close(Duration limit) {
        drain = limit;
        close();
    }

    /** Stops the node, and breaks off whatever is under way; otherwise as {@link #close}. */
    public void closeAtOnce() {
        peer.stopsAtOnce();
        close(Duration.ZERO);
    }

    /**
     * Gives up all virtual addresses, also while another thread stops the node and waits for clients: for a process that is
     * about to end. Any thread; waits until they are gone, 5 s at most.
     */
    public void giveUpAddresses() {
        peer.giveUp();
    }

    /** Stops the node. Any thread; waits until it has stopped; a second call does nothing. */
    @Override
    public void close() {
        closing = true;
        closeAll();
    }

    private synchronized void closeAll() {
        // Whoever asks from now on is to find the next process, as HAProxy has it, and not this one for as long as it
        // drains.
        runtimes.forEach(RuntimeSocket::leaveShared);
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                // The rest must be closed all the same.
                System.err.println("lb: while stopping: " + e);
            }
        }
    }
}
