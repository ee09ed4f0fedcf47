package lb.dist;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A web server on loopback as a client sees it, each time over a connection of its own.
 *
 * @param port where it listens
 */
record LocalWeb(int port) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The whole answer. */
    String ask(String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .formatted(path)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** Whether it answers as it should. */
    boolean answers() {
        return serves("ok");
    }

    /** Whether its answer begins with that. */
    boolean begins(String line) {
        try {
            return ask("/").startsWith(line);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it answers with that body. */
    boolean serves(String body) {
        try {
            return ask("/").endsWith(body);
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isGood(String answer) {
        return answer.endsWith("ok");
    }
}
