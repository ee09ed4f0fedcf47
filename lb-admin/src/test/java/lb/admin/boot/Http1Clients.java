package lb.admin.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Clients of HTTP/1 and of TCP: one request is on its way on each connection at a time. */
final class Http1Clients implements Clients {
    private static final int CONNECTIONS = 16;
    private final List<Socket> connections = new ArrayList<>();
    private final Messages messages;
    private final byte[] answer;

    Http1Clients(int port, Messages messages) throws IOException {
        this.messages = messages;
        answer = new byte[messages.response().length];
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket connection = new Socket(InetAddress.getLoopbackAddress(), port);
            connection.setSoTimeout(20_000);
            connection.setTcpNoDelay(true);
            connections.add(connection);
        }
    }

    @Override
    public void exchange(int requests) throws IOException {
        for (int sent = 0; sent < requests; sent += CONNECTIONS) {
            for (Socket connection : connections) {
                connection.getOutputStream().write(messages.request());
            }
            for (Socket connection : connections) {
                int length = connection.getInputStream().readNBytes(answer, 0, answer.length);
                if (length < answer.length) {
                    throw new EOFException("an answer ended after " + length + " bytes");
                }
                if (!Arrays.equals(answer, messages.response())) {
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
