package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A server that writes down what each request that reaches it means, and answers it with an empty 200. */
final class RecordingOrigin implements AutoCloseable {
    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);

    private final ServerSocket listener;
    private final List<String> requests = new ArrayList<>();

    RecordingOrigin() throws IOException {
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[64 * 1024];
            StringBuilder text = new StringBuilder();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                text.append(new String(buffer, 0, n, ISO_8859_1));
                StrictReader.Message request = read(text.toString());
                if (request != null) {
                    record(meaning(request));
                    text.delete(0, request.end());
                    socket.getOutputStream().write(ANSWER);
                }
            }
        } catch (IOException e) {
            // Whole requests only are written down.
        }
    }

    /** Method and target, the fields but those of one connection and of framing, and the body. */
    private static String meaning(StrictReader.Message request) {
        String line = request.startLine().substring(0, request.startLine().lastIndexOf(' '));
        String fields = request.fields().stream()
                .filter(field -> !field.matches("(content-length|transfer-encoding|connection|keep-alive): .*"))
                .sorted()
                .collect(Collectors.joining("\n"));
        return line + "\n" + fields + "\n\n" + request.body();
    }

    private StrictReader.Message read(String text) throws IOException {
        try {
            return StrictReader.request(text);
        } catch (AssertionError e) {
            record("ambiguous: " + text);
            throw new IOException(e);
        }
    }

    private synchronized void record(String request) {
        requests.add(request);
    }

    /** The requests since the last call. */
    synchronized List<String> take() {
        List<String> taken = List.copyOf(requests);
        requests.clear();
        return taken;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
