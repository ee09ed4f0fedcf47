package lb.proxy.http1;

import lb.proxy.loop.Stream;
import lb.proxy.settings.FrontendSettings;

/**
 * One connection of a client as its {@link Http1Front} and its exchanges use it: what was received, whether more can come,
 * the time-out that runs, and the ways to end it. Counterpart of {@link ServerConnection}; on its event loop only.
 */
final class ClientConnection {
    private ClientSession session;
    private final ClientDeadline deadline;
    private final Received received;
    private boolean inputEnded;

    /** @param first the first of its clients, as {@link #serve} */
    ClientConnection(Http1Loop http, ClientSession first, FrontendSettings settings) {
        session = first;
        received = new Received(http.heads().limits().bytes());
        deadline = new ClientDeadline(http.loop(), first, settings);
    }

    /** Is the connection of another client from now on, of which nothing was received yet. */
    void serve(ClientSession client) {
        session = client;
        deadline.serve(client);
        inputEnded = false;
    }

    /** What lasts as long as the connection. */
    ClientSession session() {
        return session;
    }

    Stream stream() {
        return session.stream();
    }

    ClientDeadline deadline() {
        return deadline;
    }

    Received received() {
        return received;
    }

    /** Whether the client takes more; otherwise what is written waits here. */
    boolean isWritable() {
        return stream().isWritable();
    }

    /** Whether the client has closed its half of the connection, or all of it. */
    boolean inputEnded() {
        return inputEnded;
    }

    /** Nothing more will come. */
    void endInput() {
        inputEnded = true;
    }

    /** Asks for more of the client's bytes. */
    void read() {
        if (!inputEnded) {
            stream().read();
        }
    }

    /** Sets or moves the moment at which the client's time is up, in ns from now; zero means never. */
    void arm(long nanos) {
        deadline.arm(nanos);
    }

    /** Nothing more is to be sent; calls back once everything is written. What the client still sends is dropped. */
    void afterLastWrite(Runnable written) {
        received.release();
        stream().flush();
        if (stream().isSent()) {
            written.run();
        } else {
            deadline.armForLastWrite();
            stream().whenSent(written);
        }
    }

    /** The end goes with the last bytes: a close alone would drop those where the client has sent something just now. */
    void endOutput() {
        if (stream().isOpen()) {
            stream().endOutput();
        }
    }

    /** Closes our half only, so that a reset does not overtake the last answer, and waits a while for the client's end. */
    void linger() {
        deadline.armForLinger();
        stream().endOutput();
        read();
    }

    /** The next close is a reset, so that the client cannot take what it has got for the whole. */
    void makeCloseAReset() {
        stream().resetOnClose();
    }

    /** Ends the connection at once. */
    void close() {
        deadline.disarm();
        received.release();
        stream().close();
    }

    /** It has ended. */
    void closed() {
        inputEnded = true;
        deadline.disarm();
    }
}
