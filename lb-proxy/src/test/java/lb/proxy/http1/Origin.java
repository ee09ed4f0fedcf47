package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A server of a test: a raw listening socket whose connections run a script, each on a virtual thread. */
final class Origin implements AutoCloseable {
    /** What the server does with one connection; closing it is left to the origin. */
    interface Script {
        void run(Peer peer) throws IOException;
    }

    private final ServerSocket listener;
    private final Thread accepting;
    private final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    Origin(Script script) throws IOException {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), script);
    }

    private Origin(InetSocketAddress address, Script script) throws IOException {
        listener = new ServerSocket(address.getPort(), 50, address.getAddress());
        accepting = Thread.ofVirtual().start(() -> accept(script));
    }

    /** At that address, with an empty answer to everything. */
    static Origin at(String address, int port) throws IOException {
        return new Origin(new InetSocketAddress(address, port), peer -> {
            while (!peer.readHead().isEmpty()) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
    }

    /** Takes everything and never answers. */
    static Origin silent() throws IOException {
        return new Origin(Peer::readToEnd);
    }

    /** The same, and tells when a request has reached it. */
    static Origin silent(Semaphore reached) throws IOException {
        return new Origin(peer -> {
            peer.readHead();
            reached.release();
            peer.readToEnd();
        });
    }

    /** The same, and tells when that connection has ended, too. */
    static Origin silent(Semaphore reached, CountDownLatch ended) throws IOException {
        return new Origin(peer -> {
            peer.readHead();
            reached.release();
            peer.readToEnd();
            ended.countDown();
        });
    }

    /** Answers everything with these bytes, then closes. */
    static Origin answering(String bytes) throws IOException {
        return new Origin(peer -> {
            peer.readHead();
            peer.send(bytes);
        });
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = listener.accept();
                Peer peer = new Peer(socket);
                peers.add(peer);
                accepted.add(peer);
                Thread.ofVirtual().start(() -> run(script, peer));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void run(Script script, Peer peer) {
        try (peer) {
            script.run(peer);
        } catch (IOException e) {
            failures.add(e);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** The next connection that was accepted; waits for it. */
    Peer accepted() throws InterruptedException {
        Peer peer = accepted.poll(10, TimeUnit.SECONDS);
        if (peer == null) {
            throw new AssertionError("no connection came to the origin");
        }
        return peer;
    }

    int connections() {
        return peers.size();
    }

    /** Connections are refused from then on. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            // Until it is out of its accept, the kernel goes on to accept connections.
            accepting.join();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        for (Peer peer : peers) {
            peer.close();
        }
    }

    /** The script that answers each request on a connection with 200 and the request's target. */
    static void echoTargets(Peer peer) throws IOException {
        while (true) {
            String head = peer.readHead();
            if (head.isEmpty()) {
                return;
            }
            String target = head.split(" ", 3)[1];
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + target.getBytes(ISO_8859_1).length + "\r\n\r\n" + target);
        }
    }
}
