package lb.proxy.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server on loopback with some manner or other. */
public final class LoopbackServer implements AutoCloseable {
    private interface Manner {
        void meet(LoopbackServer self, Socket client) throws IOException;
    }

    private final ServerSocket listening;
    private final List<Socket> kept = new ArrayList<>();
    private final CountDownLatch clientCame = new CountDownLatch(1);
    private final CountDownLatch clientGone = new CountDownLatch(1);
    private volatile String lastRequest = "";
    private volatile InetAddress lastClient = InetAddress.getLoopbackAddress();

    private LoopbackServer(int backlog) throws IOException {
        listening = new ServerSocket(0, backlog, InetAddress.getByName("127.0.0.1"));
    }

    /** Accepts, and never says anything. */
    public static LoopbackServer silent() throws IOException {
        return serving((self, client) -> {
            InputStream in = client.getInputStream();
            try {
                while (in.read() >= 0) {}
            } finally {
                self.clientGone.countDown();
            }
        });
    }

    /** Reads a request, answers and closes. */
    public static LoopbackServer answering(String text) throws IOException {
        return serving((self, client) -> {
            self.readRequest(client);
            client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
        });
    }

    /** Answers a byte at a time, and waits for the other side to go. */
    static LoopbackServer dripping(String text, int millisBetween) throws IOException {
        return serving((self, client) -> {
            client.setTcpNoDelay(true);
            OutputStream out = client.getOutputStream();
            for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
                out.write(octet);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millisBetween));
            }
            // To close before everything is read would be a reset, which overtakes what was said.
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    }

    /** Goes on for as long as the other side listens. */
    static LoopbackServer flooding(String start, char on) throws IOException {
        return serving((self, client) -> {
            OutputStream out = client.getOutputStream();
            out.write(start.getBytes(StandardCharsets.UTF_8));
            byte[] more = String.valueOf(on).repeat(65536).getBytes(StandardCharsets.UTF_8);
            while (!client.isClosed()) {
                out.write(more);
            }
        });
    }

    /** Reads a request and resets the connection. */
    static LoopbackServer resetting() throws IOException {
        return serving((self, client) -> {
            self.readRequest(client);
            client.setSoLinger(true, 0);
            client.close();
        });
    }

    /** Listens, but its queue is full: a connection to it never opens (on Linux, its SYN is dropped). */
    static LoopbackServer neverAccepting() throws IOException {
        LoopbackServer server = new LoopbackServer(1);
        for (int i = 0; i < 2; i++) {
            Socket filler = new Socket();
            filler.connect(server.address(), 1000);
            server.kept.add(filler);
        }
        return server;
    }

    /** An address on which nobody listens. */
    public static InetSocketAddress nobody() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return (InetSocketAddress) gone.getLocalSocketAddress();
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    /** The head of the last request. */
    String lastRequest() {
        return lastRequest;
    }

    InetAddress lastClient() {
        return lastClient;
    }

    void awaitClient() throws InterruptedException {
        await(clientCame, "no client came");
    }

    /** Until a silent server's client has closed. */
    void awaitClientGone() throws InterruptedException {
        await(clientGone, "the client stays");
    }

    @Override
    public void close() throws IOException {
        listening.close();
        synchronized (kept) {
            for (Socket socket : kept) {
                socket.close();
            }
        }
    }

    private static void await(CountDownLatch latch, String otherwise) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError(otherwise);
        }
    }

    private static LoopbackServer serving(Manner manner) throws IOException {
        LoopbackServer server = new LoopbackServer(50);
        Thread.ofVirtual().start(() -> server.accept(manner));
        return server;
    }

    private void accept(Manner manner) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                synchronized (kept) {
                    kept.add(client);
                }
                Thread.ofVirtual().start(() -> meet(manner, client));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void meet(Manner manner, Socket client) {
        lastClient = client.getInetAddress();
        clientCame.countDown();
        try (client) {
            manner.meet(this, client);
        } catch (IOException e) {
            // The checks reset their connections: that is how they end.
        }
    }

    private void readRequest(Socket client) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = client.getInputStream();
        int octet;
        while (!head.toString().endsWith("\r\n\r\n") && (octet = in.read()) >= 0) {
            head.append((char) octet);
        }
        lastRequest = head.toString();
    }
}
