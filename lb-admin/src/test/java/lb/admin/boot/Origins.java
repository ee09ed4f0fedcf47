package lb.admin.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Two HTTP servers that answer each request, of which only the end of the head is looked for, with 1 KB. */
final class Origins implements AutoCloseable {
    static final byte[] RESPONSE = ("HTTP/1.1 200 OK\r\nServer: origin\r\nContent-Length: 1024\r\n\r\n"
                    + "x".repeat(1024))
            .getBytes(ISO_8859_1);

    private final ServerSocket[] listeners = new ServerSocket[2];

    Origins() throws IOException {
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

    int port(int index) {
        return listeners[index].getLocalPort();
    }

    private static void accept(ServerSocket listener) {
        try {
            while (true) {
                Socket connection = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private static void serve(Socket connection) {
        byte[] received = new byte[8192];
        int lineFeeds = 0;
        try (connection) {
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            for (int length = in.read(received); length > 0; length = in.read(received)) {
                for (int i = 0; i < length; i++) {
                    if (received[i] == '\n') {
                        lineFeeds++;
                    } else if (received[i] != '\r') {
                        lineFeeds = 0;
                    }
                    if (lineFeeds == 2) {
                        lineFeeds = 0;
                        out.write(RESPONSE);
                    }
                }
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
