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
final class ClientSession implements Runnable, ClientUser {
    private final Fronts fronts;
    private final ClientHandler handler;
    private final Deadline deadline = new Deadline(this);
    private final Client client;
    private final ForwardingFields forwarding;
    private final byte[] addressBytes;

    /** Null while it waits for the next request. */
    private @Nullable Http1Front front;

    /** Null before the connection is one. */
    private @Nullable Stream stream;

    /** The accept, or the end of the last exchange. */
    private long idleFrom;

    private boolean closed;

    private boolean lastAnswer;

    ClientSession(Fronts fronts, Client client, ClientHandler handler) {
        this.fronts = fronts;
        this.handler = handler;
        this.client = client;
        forwarding = fronts.forwardingOf(client);
        addressBytes = fronts.addressBytesOf(client);
        idleFrom = fronts.nanoTime();
        front = fronts.lend(this, true);
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
            front = fronts.lend(this, false);
        }
        return front;
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
        front().received(bytes);
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
        if (!closed) {
            front().inputEnded();
        }
    }

    @Override
    public void told(Object event) {
        if (closed) {
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
            if (!closed) {
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
            front.clientClosed();
        }
        if (stream != null) {
            stream.closed();
        }
    }
}
