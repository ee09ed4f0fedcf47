package lb.admin.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Clients that keep their connections, each with one request on its way at a time. */
final class Clients implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final byte[] REQUEST =
            "GET /a/path?with=query HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n"
                    .getBytes(ISO_8859_1);

    private final List<Socket> connections = new ArrayList<>();

    Clients(int port) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket connection = new Socket(InetAddress.getLoopbackAddress(), port);
            connection.setSoTimeout(20_000);
            connection.setTcpNoDelay(true);
            connections.add(connection);
        }
    }

    /** Sends so many requests, and reads their answers. */
    void exchange(int requests) throws IOException {
        for (int sent = 0; sent < requests; sent += CONNECTIONS) {
            for (Socket connection : connections) {
                connection.getOutputStream().write(REQUEST);
            }
            for (Socket connection : connections) {
                byte[] answer = connection.getInputStream().readNBytes(Origins.RESPONSE.length);
                if (answer.length < Origins.RESPONSE.length) {
                    throw new EOFException("an answer ended after " + answer.length + " bytes");
                }
                if (!Arrays.equals(answer, Origins.RESPONSE)) {
                    throw new IOException("not the origin's answer: " + new String(answer, ISO_8859_1));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
