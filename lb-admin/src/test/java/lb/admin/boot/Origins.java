package lb.admin.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/** Two servers that answer whenever as many bytes have come as a request has. */
final class Origins implements AutoCloseable {
    private final ServerSocket[] listeners = new ServerSocket[2];

    private final Messages messages;

    Origins(Messages messages) throws IOException {
        this.messages = messages;
        for (int i = 0; i < listeners.length; i++) {
            ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listeners[i] = listener;
            Thread.ofPlatform().daemon().start(() -> accept(listener));
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * A port that nobody else gets until this is closed: who listens on it has to be told its number. It is bound with
     * SO_REUSEADDR, and does not listen: so another socket may that is bound to it by number, while the kernel chooses it for
     * none.
     */
    static Socket heldPort() throws IOException {
        Socket held = new Socket();
        held.setReuseAddress(true);
        held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return held;
    }

    int port(int index) {
        return listeners[index].getLocalPort();
    }

    private void accept(ServerSocket listener) {
        try {
            while (true) {
                Socket connection = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            byte[] request = new byte[messages.request().length];
            while (in.readNBytes(request, 0, request.length) == request.length) {
                if (!Arrays.equals(request, messages.request())) {
                    throw new IllegalStateException("not the client's request: " + new String(request, ISO_8859_1));
                }
                out.write(messages.response());
            }
        } catch (IOException e) {
            // The proxy has closed it.
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket listener : listeners) {
            listener.close();
        }
    }
}
