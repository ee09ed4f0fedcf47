package lb.proxy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server on loopback that does as a script says with each connection, in a thread of its own. */
public final class ScriptedServer implements AutoCloseable {
    /** What is done with one connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Script {
        void serve(Socket connection) throws Exception;
    }

    private final ServerSocket listener;
    private final Thread accepting;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();

    public ScriptedServer(Script script) throws IOException {
        listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        accepting = Thread.ofVirtual().start(() -> accept(script));
    }

    /** Sends back what it gets, to the end. */
    public static ScriptedServer echo() throws IOException {
        return new ScriptedServer(connection -> connection.getInputStream().transferTo(connection.getOutputStream()));
    }

    /** Says its name and closes. */
    public static ScriptedServer saying(String name) throws IOException {
        return new ScriptedServer(connection -> connection.getOutputStream().write(name.getBytes()));
    }

    /** A port of loopback where nobody listens, at an address where no other test does later. */
    public static InetSocketAddress refusing() throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] address = {127, 78, (byte) random.nextInt(256), (byte) random.nextInt(1, 255)};
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByAddress(address))) {
            return new InetSocketAddress(gone.getInetAddress(), gone.getLocalPort());
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** Connections that are open now. */
    public int open() {
        return connections.size();
    }

    public int accepted() {
        return accepted.get();
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
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                accepted.incrementAndGet();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(script, connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Script script, Socket connection) {
        try (connection) {
            script.serve(connection);
        } catch (Exception e) {
            // The proxy ends connections as it must; what counts is what the test sees of it.
        } finally {
            connections.remove(connection);
        }
    }
}
