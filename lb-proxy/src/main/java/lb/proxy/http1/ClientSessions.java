package lb.proxy.http1;

import lb.proxy.listen.Client;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.Stream;

/**
 * What the sessions of one client's connection share that has many at a time, each for the one request of a stream. On the
 * connection's event loop.
 */
public final class ClientSessions {
    private Fronts fronts;
    private final Client client;
    private ForwardingFields forwarding;
    private byte[] addressBytes;
    private final long openedAt;
    private final int major;

    /** @param major version of HTTP that is spoken, 2 or 3 */
    ClientSessions(Fronts fronts, Client client, long openedAt, int major) {
        this.fronts = fronts;
        this.client = client;
        this.openedAt = openedAt;
        this.major = major;
        forwarding = fronts.forwardingOf(client, major);
        addressBytes = fronts.addressBytesOf(client);
    }

    /** One for a stream that asks as HTTP/1.1 does; {@link ClientSession#begin} gives it work, again and again. */
    @SuppressWarnings("ReferenceEquality") // mostly they are the same ones
    public ClientSession on(Stream stream, Runnable answered) {
        Fronts latest = fronts.latest();
        if (latest != fronts) {
            fronts = latest;
            forwarding = latest.forwardingOf(client, major);
            addressBytes = latest.addressBytesOf(client);
        }
        return new ClientSession(fronts, client, forwarding, addressBytes, stream, major, answered);
    }

    /** Whose connections they are. */
    public Frontend frontend() {
        return fronts.frontend();
    }

    /** Whose they are, for the log: an address, or what stands for that of a UNIX socket. */
    public String clientAddress() {
        return client.source().getHostString();
    }

    /** When the connection was made, by the loop's clock. */
    public long openedAt() {
        return openedAt;
    }

    /** A mistake of ours ends the connection. */
    public void faulted(Throwable fault) {
        fronts.faulted(fault);
    }
}
