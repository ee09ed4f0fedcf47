package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import lb.proxy.listen.Client;
import lb.proxy.listen.Drain;
import lb.proxy.listen.SessionQuery;
import lb.proxy.listen.Work;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One client connection for as long as it lasts, with what it needs while no request is under way: next to nothing, as
 * most connections wait most of the time. A {@link Http1Front} is lent to it from the accept to the first answer, and from
 * then on for each request that comes. On its event loop.
 */
public final class ClientSession implements Runnable, ClientUser {
    /** Those of the last request. */
    private Fronts fronts;

    /** Null of a stream of HTTP/2. */
    private final @Nullable ClientHandler handler;

    /** Told when the one request of such a stream was answered; null of a connection of HTTP/1. */
    private final @Nullable Runnable answered;

    private final Deadline deadline = new Deadline(this);
    private final Client client;
    private ForwardingFields forwarding;
    private byte[] addressBytes;

    /** Null while it waits for the next request. */
    private @Nullable Http1Front front;

    /** Null before the connection is one. */
    private @Nullable Stream stream;

    /** The accept, or the end of the last exchange. */
    private long idleFrom;

    private boolean closed;

    private boolean lastAnswer;

    private boolean isSecure;

    /** The version of HTTP that the client speaks: 1, 2 or 3. */
    private final int major;

    ClientSession(Fronts fronts, Client client, ClientHandler handler) {
        this.fronts = fronts;
        this.handler = handler;
        answered = null;
        major = 1;
        this.client = client;
        forwarding = fronts.forwardingOf(client, 1);
        addressBytes = fronts.addressBytesOf(client);
        idleFrom = fronts.nanoTime();
        front = fronts.lend(this, true);
    }

    /** For the requests of streams of HTTP/2 and HTTP/3, each of which {@link #begin} begins. */
    ClientSession(
            Fronts fronts,
            Client client,
            ForwardingFields forwarding,
            byte[] addressBytes,
            Stream stream,
            int major,
            Runnable answered) {
        this.fronts = fronts;
        handler = null;
        this.answered = answered;
        this.major = major;
        this.client = client;
        this.forwarding = forwarding;
        this.addressBytes = addressBytes;
        this.stream = stream;
    }

    /**
     * A stream of HTTP/2 has begun, whose one request comes next.
     *
     * @param first whether it is the first of its connection
     * @param idleSince since when there was none under way, by the loop's clock
     */
    public void begin(boolean first, long idleSince) {
        closed = false;
        idleFrom = idleSince;
        front = lend(first);
    }

    /** Of a stream of HTTP/2: whether its scheme is https, for the log. */
    public void isSecure(boolean secure) {
        isSecure = secure;
    }

    boolean isSecure() {
        return isSecure;
    }

    /** The version of HTTP that the client speaks: 1, 2 or 3. */
    int major() {
        return major;
    }

    /** Whether there is one request and no more: that of a stream of HTTP/2. */
    boolean isOneRequest() {
        return answered != null;
    }

    /** What came of a stream of HTTP/2 is no request: it is answered with that status, 400 to 599. */
    public void refuse(int status) {
        if (front != null) {
            front.refuse(status);
        }
    }

    /** The one request was answered. */
    void leave(Http1Front from) {
        front = null;
        fronts.giveBack(from);
        if (answered != null) {
            answered.run();
        }
    }

    /** How a connection of HTTP/2 begins; null where this cannot be one. */
    @Nullable
    Http2Entry http2() {
        return handler == null ? null : fronts.http2();
    }

    /** Whether the client has to speak HTTP/2. */
    boolean isHttp2Only() {
        return handler != null && handler.isHttp2Only();
    }

    /** The client speaks HTTP/2. */
    void becomesHttp2(Http1Front from, Http2Entry http2, ByteBuf bytes) {
        if (handler == null) {
            throw new IllegalStateException("HTTP/2 within HTTP/2");
        }
        front = null;
        fronts.giveBack(from);
        ClientUser next = http2.use(new ClientSessions(fronts, client, idleFrom, 2), stream());
        handler.use(next);
        next.start();
        next.received(bytes);
    }

    /** Since when no request is under way, by the loop's clock. */
    long idleFrom() {
        return idleFrom;
    }

    void idleSince(long nanos) {
        idleFrom = nanos;
    }

    Stream stream() {
        Stream opened = stream;
        if (opened == null) {
            if (handler == null) {
                throw new IllegalStateException("no channel");
            }
            opened = fronts.stream(client, handler);
            stream = opened;
        }
        return opened;
    }

    Deadline deadline() {
        return deadline;
    }

    /** Whose connection it is. */
    Client client() {
        return client;
    }

    InetSocketAddress address() {
        return client.source();
    }

    /** The address as conditions of routes see it; empty where there are none, and over a UNIX socket. */
    byte[] addressBytes() {
        return addressBytes;
    }

    /** Whether the next answer is to be the last, and to say so. */
    boolean isToLeave() {
        return lastAnswer;
    }

    /** What servers are told of this connection. */
    ForwardingFields forwarding() {
        return forwarding;
    }

    private Http1Front front() {
        if (front == null) {
            front = lend(false);
        }
        return front;
    }

    /** A reload counts from the next request on. */
    @SuppressWarnings("ReferenceEquality") // mostly they are the same ones
    private Http1Front lend(boolean first) {
        Fronts latest = fronts.latest();
        if (latest != fronts) {
            fronts = latest;
            forwarding = latest.forwardingOf(client, major);
            addressBytes = latest.addressBytesOf(client);
        }
        return latest.lend(this, first);
    }

    /** The front has nothing to do before the next request, and nothing to keep for it. Does nothing the second time. */
    void giveBack(Http1Front idle) {
        if (idle.equals(front)) {
            front = null;
            fronts.giveBack(idle);
        }
    }

    @Override
    public void start() {
        front().start();
    }

    @Override
    public void received(ByteBuf bytes) {
        if (isAnswered()) {
            bytes.release();
        } else {
            front().received(bytes);
        }
    }

    @Override
    public void receiveComplete() {
        if (front == null) {
            stream().read();
        } else {
            front.receiveComplete();
        }
    }

    @Override
    public void wasReset() {
        stream().close();
    }

    @Override
    public void writabilityChanged() {
        if (front != null) {
            front.writabilityChanged();
        } else if (stream().isWritable()) {
            stream().read();
        }
    }

    @Override
    public void inputEnded() {
        if (!closed && !isAnswered()) {
            front().inputEnded();
        }
    }

    /** Whether it is of a stream whose request was answered. */
    private boolean isAnswered() {
        return answered != null && front == null;
    }

    @Override
    public void told(Object event) {
        if (closed || isAnswered()) {
            return;
        }
        if (event == Drain.LAST_ANSWER) {
            lastAnswer = true;
        } else if (event instanceof Work work) {
            tellWork(work);
        } else if (event instanceof SessionQuery && front == null) {
            // It waits for a request.
            return;
        } else {
            front().told(event);
        }
    }

    private void tellWork(Work work) {
        if (front == null) {
            work.idle();
        } else {
            front.tellWork(work);
        }
    }

    /** Its time is up. */
    @Override
    public void run() {
        try {
            if (!closed && !isAnswered()) {
                front().deadlinePassed();
            }
        } catch (Throwable t) { // As a pipeline does: the other deadlines are not to wait for the next turn.
            broken(t);
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (cause instanceof IOException) {
            // Reset by the client, or a write that failed: closed() ends what runs.
            stream().close();
        } else {
            broken(cause);
        }
    }

    /** A mistake of ours. Whatever state it has left, this connection ends, and no other. */
    private void broken(Throwable fault) {
        fronts.faulted(fault);
        try {
            if (front != null) {
                front.broken();
            }
        } finally {
            stream().close();
        }
    }

    @Override
    public void closed() {
        closed = true;
        if (front == null) {
            fronts.disarm(deadline);
        } else {
            Http1Front served = front;
            served.clientClosed();
            if (answered != null && !served.isDraining()) {
                front = null;
                fronts.giveBack(served);
            }
        }
        if (stream != null) {
            stream.closed();
        }
    }
}
