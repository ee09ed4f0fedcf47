package lb.proxy.udp;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import lb.proxy.datagram.DatagramBatch;
import lb.proxy.datagram.Flow;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.health.Observed;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.FrontendExchange;
import lb.proxy.loop.Deadline;
import lb.proxy.settings.BackendUdp;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of one client to one address of ours, and the replies, from the first datagram to the log line. On its
 * event loop only.
 */
final class UdpSession implements FrontendExchange {
    private final UdpListener listener;
    private final UdpLoop loop;

    /** What they were when it began. */
    private final Frontend frontend;

    private final Backend backend;
    private final Flow flow;
    private final UdpServerLink link;
    private final long startedAt;
    private final long began;
    private final Deadline silence = new Deadline(this::silent);
    private final long limitNanos;

    /** Replies that are still to come, where they are counted. */
    private long awaited;

    /** What was lost when {@link #awaited} was last right. */
    private int losses;

    /** Whether any server has replied. */
    private boolean answered;

    private long bytesToClient;
    private long bytesFromClient;

    /** Whether the last datagram was the client's. */
    private boolean asked;

    /** When the first of those was sent on that nothing has answered yet; only while {@link #asked}. */
    private long askedAt;

    private boolean draining;
    private long number = -1;
    private boolean ended;
    private EndedBy endedBy = EndedBy.NOBODY;
    private EndedIn endedIn = EndedIn.AFTER_THE_END;

    /** @param frontend has a default backend */
    UdpSession(UdpListener listener, Frontend frontend, Flow flow) {
        this.listener = listener;
        this.frontend = frontend;
        this.loop = listener.loop();
        this.startedAt = loop.context().currentTimeMillis();
        this.began = loop.context().nanoTime();
        this.backend = Objects.requireNonNull(frontend.routing().otherwise(), "mode udp needs a default backend")
                .backend();
        this.flow = flow;
        this.link = new UdpServerLink(loop, backend, backend.sourceKey(flow.client()), this::readable);
        this.limitNanos = (repliesAreCounted()
                        ? backend.settings().timeouts().server()
                        : frontend.settings().timeouts().client())
                .toNanos();
        backend.sessionBegan(loop.index());
    }

    Flow flow() {
        return flow;
    }

    /** Sends on datagrams of the client, which lie side by side. */
    void forward(DatagramBatch batch, int first, int count) {
        long bytes = 0;
        for (int i = first; i < first + count; i++) {
            bytes += batch.length(i);
        }
        countBytes(Counter.BYTES_IN, bytes);
        int lost = link.send(batch, first, count);
        forgetLost();
        if (!repliesAreCounted() || awaited == 0) {
            // A server that owes replies gets no more time by being asked again.
            arm();
        }
        if (!asked) {
            asked = true;
            askedAt = loop.context().nanoTime();
        }
        awaited += (long) (count - lost) * backend.settings().udp().replies();
        if (lost > 0) {
            frontend.counters().add(loop.index(), Counter.REQUEST_ERRORS, lost);
        }
        Server server = link.server();
        if (server != null) {
            server.counters().add(loop.index(), Counter.BYTES_IN, bytes);
        }
        bytesFromClient += bytes;
    }

    /** The proxy stops: ends unless a reply may still come. */
    void drain() {
        draining = true;
        boolean waiting = repliesAreCounted()
                ? awaited > 0
                : asked && backend.settings().udp().replies() == BackendUdp.UNKNOWN;
        if (!waiting || link.server() == null) {
            end(EndedBy.NOBODY, EndedIn.AFTER_THE_END);
        }
    }

    /** The proxy stops and waits no longer. */
    void kill() {
        end(EndedBy.ADMINISTRATOR, EndedIn.DATA);
    }

    /** We have made a mistake. */
    void broken(RuntimeException mistake) {
        frontend.faulted(loop.context(), mistake);
        end(EndedBy.INTERNAL_ERROR, EndedIn.DATA);
    }

    private void readable() {
        try {
            relayReplies();
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    private void relayReplies() {
        DatagramBatch batch = loop.batch();
        int count = link.receive(batch);
        forgetLost();
        if (count <= 0) {
            return;
        }
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += batch.length(i);
        }
        awaited -= count;
        tellReply();
        answered = true;
        asked = false;
        countBytes(Counter.BYTES_OUT, bytes);
        countOnServer(Counter.BYTES_OUT, bytes);
        int sent = listener.reply(batch, count, flow);
        if (sent < count) {
            backend.counters().add(loop.index(), Counter.RESPONSE_ERRORS, count - sent);
            countOnServer(Counter.RESPONSE_ERRORS, count - sent);
        }
        bytesToClient += bytes;
        if (isComplete()) {
            end(EndedBy.NOBODY, EndedIn.AFTER_THE_END);
        } else {
            arm();
        }
    }

    /** What live traffic tells of the server. */
    private void tellReply() {
        Server server = link.server();
        if (server != null) {
            server.traffic().connected();
            if (asked) {
                long now = loop.context().nanoTime();
                server.traffic().answered(loop.index(), now - askedAt, now);
            }
        }
    }

    /** Likewise. */
    private void tellSilence() {
        Server server = link.server();
        if (server != null) {
            long now = loop.context().nanoTime();
            server.traffic().failed(loop.index(), Observed.NO_REPLY, now - askedAt, now);
        }
    }

    /** Whether all replies are there; while the proxy stops, any is enough where they are not counted. */
    private boolean isComplete() {
        return repliesAreCounted() ? awaited <= 0 : draining;
    }

    /** What another server was asked, or one that was not there, gets no reply any more. */
    private void forgetLost() {
        if (losses != link.losses()) {
            losses = link.losses();
            awaited = 0;
            asked = false;
        }
    }

    private boolean repliesAreCounted() {
        return backend.settings().udp().replies() > 0;
    }

    private void arm() {
        if (limitNanos > 0) {
            loop.context().arm(silence, limitNanos);
        }
    }

    private void silent() {
        if (link.server() == null) {
            end(EndedBy.SERVER, EndedIn.CONNECT);
        } else if (link.isRefused()) {
            end(EndedBy.SERVER, answered ? EndedIn.DATA : EndedIn.CONNECT);
        } else if (repliesAreCounted() && awaited > 0) {
            backend.counters().add(loop.index(), Counter.SERVER_ABORTS, 1);
            countOnServer(Counter.SERVER_ABORTS, 1);
            tellSilence();
            end(EndedBy.SERVER_TIMEOUT, EndedIn.DATA);
        } else {
            end(EndedBy.NOBODY, EndedIn.AFTER_THE_END);
        }
    }

    private void countBytes(Counter counter, long bytes) {
        frontend.counters().add(loop.index(), counter, bytes);
        backend.counters().add(loop.index(), counter, bytes);
    }

    private void countOnServer(Counter counter, long amount) {
        Server server = link.server();
        if (server != null) {
            server.counters().add(loop.index(), counter, amount);
        }
    }

    private void end(EndedBy by, EndedIn in) {
        if (ended) {
            return;
        }
        ended = true;
        loop.context().disarm(silence);
        link.close();
        backend.sessionEnded(loop.index());
        writeLine(by, in);
        listener.ended(this);
    }

    private void writeLine(EndedBy by, EndedIn in) {
        endedBy = by;
        endedIn = in;
        if (isWorthALine()) {
            loop.log().ended(loop.index(), this);
        }
    }

    // The session as the log sees it when it has ended

    @Override
    public long number() {
        if (number < 0) {
            number = loop.log().nextNumber();
        }
        return number;
    }

    @Override
    public Frontend cameIn() {
        return frontend;
    }

    @Override
    public Backend chosenBackend() {
        return backend;
    }

    @Override
    public @Nullable Server chosenServer() {
        return link.server();
    }

    @Override
    public InetSocketAddress client() {
        return flow.client();
    }

    @Override
    public @Nullable InetSocketAddress local() {
        return null;
    }

    @Override
    public long startedAt() {
        return startedAt;
    }

    @Override
    public long queueMillis() {
        return link.server() == null ? -1 : 0;
    }

    @Override
    public long connectMillis() {
        return link.server() == null ? -1 : 0;
    }

    @Override
    public long totalMillis() {
        return TimeUnit.NANOSECONDS.toMillis(loop.context().nanoTime() - began);
    }

    @Override
    public long bytesToClient() {
        return bytesToClient;
    }

    @Override
    public long bytesFromClient() {
        return bytesFromClient;
    }

    @Override
    public EndedBy endedBy() {
        return endedBy;
    }

    @Override
    public EndedIn endedIn() {
        return endedIn;
    }

    @Override
    public int retries() {
        return link.moves();
    }

    @Override
    public boolean redispatched() {
        return link.moves() > 0;
    }
}
