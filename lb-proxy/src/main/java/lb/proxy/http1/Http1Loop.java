package lb.proxy.http1;

import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.DuplexChannel;
import java.util.IdentityHashMap;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.Client;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.TimeShare;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** Everything of HTTP/1 that belongs to one event loop: what its client connections share. Used on that loop only. */
public final class Http1Loop {
    private final LoopContext loop;
    private final ExchangeLog log;
    private final Heads heads;
    private final @Nullable Http2Entry http2;
    private final @Nullable Http2ToServers http2ToServers;
    private final IdleConnections idle;
    private final TimeShare hashing;
    private final DateLine date = new DateLine();
    private final TraceIds traceIds = new TraceIds();
    private final IdentityHashMap<Frontend, Fronts> fronts = new IdentityHashMap<>();

    /**
     * @param log told of each ended exchange, on this loop
     * @param heads those of the process
     */
    public Http1Loop(LoopContext loop, ExchangeLog log, Heads heads) {
        this(loop, log, heads, null, null);
    }

    /**
     * @param http2 what has connections whose clients speak HTTP/2; null where none may
     * @param http2ToServers what has connections to servers that do; null where none does
     */
    public Http1Loop(
            LoopContext loop,
            ExchangeLog log,
            Heads heads,
            @Nullable Http2Entry http2,
            @Nullable Http2ToServers http2ToServers) {
        this.http2 = http2;
        this.http2ToServers = http2ToServers;
        this.heads = heads;
        this.loop = loop;
        this.log = log;
        hashing = new TimeShare(NanoClock.SYSTEM, heads.passwordHashes());
        idle = IdleConnections.ofLoop(loop.index());
    }

    /** The handler of one accepted client connection of this loop; it is the only one in the pipeline. */
    public ChannelHandler newFront(Frontend frontend, Client client, boolean http2Only) {
        // A reload may have come in the middle of its handshake.
        return new ClientHandler(frontsOf(frontend.latest()), client, http2Only);
    }

    Fronts frontsOf(Frontend frontend) {
        // Those that were left are not kept once more, for whoever comes last.
        return frontend.isCurrent()
                ? fronts.computeIfAbsent(frontend, of -> new Fronts(this, of))
                : new Fronts(this, frontend);
    }

    /** A reload has put another in the place of this frontend, or taken it away: who has it goes on with it. */
    public void left(Frontend former) {
        fronts.remove(former);
    }

    /**
     * What serves the requests of one stream of HTTP/3.
     *
     * @param client whose channel is that of the stream
     * @param openedAt when its connection was made, by the loop's clock
     */
    public ClientSessions sessions(Frontend frontend, Client client, long openedAt) {
        return new ClientSessions(frontsOf(frontend.latest()), client, openedAt, 3);
    }

    /** Sets how much a client's connection brings in at a time: for one that is read from before it gets its handler. */
    public static void tune(DuplexChannel client) {
        Reading.tune(client);
    }

    /** A server has another address: connections to the former one that wait for a request are closed. */
    public void moved(Server server) {
        idle.closeFormer(server);
    }

    @Nullable
    Http2Entry http2() {
        return http2;
    }

    @Nullable
    Http2ToServers http2ToServers() {
        return http2ToServers;
    }

    LoopContext loop() {
        return loop;
    }

    ExchangeLog log() {
        return log;
    }

    TraceIds traceIds() {
        return traceIds;
    }

    /** The Date line of a response that is made now. */
    byte[] dateLine() {
        return date.at(System.currentTimeMillis());
    }

    Heads heads() {
        return heads;
    }

    /** The time for passwords that are kept as hashes. */
    TimeShare hashing() {
        return hashing;
    }

    IdleConnections idle() {
        return idle;
    }
}
