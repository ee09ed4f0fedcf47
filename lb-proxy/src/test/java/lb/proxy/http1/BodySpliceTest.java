package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Long bodies go through the kernel; what comes out is what went in, and the connections go on after it. */
@Timeout(60)
class BodySpliceTest {
    private static final int LENGTH = 12_345_678;

    @Test
    void aLongResponseArrivesWholeAndBothConnectionsGoOn() throws Exception {
        String body = text(1);
        try (Origin origin = new Origin(server -> {
                    while (!server.readHead().isEmpty()) {
                        server.send("HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n" + body);
                    }
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                client.readHead();
                assertThat(client.read(LENGTH).equals(body)).isTrue();
                assertThat(proxy.end().bytesToClient()).isGreaterThan(LENGTH);
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aLongRequestArrivesWholeAndBothConnectionsGoOn() throws Exception {
        String body = text(2);
        try (Origin origin = new Origin(server -> {
                    while (!server.readHead().isEmpty()) {
                        server.send(
                                server.read(LENGTH).equals(body)
                                        ? "HTTP/1.1 204 No Content\r\n\r\n"
                                        : "HTTP/1.1 500 Wrong\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LENGTH + "\r\n\r\n" + body);
                assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
                assertThat(proxy.endState()).isEqualTo("-- 204");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aLongResponseThatEndsEarlyIsNotTakenForWhole() throws Exception {
        String body = text(3);
        try (Origin origin = new Origin(server -> {
                    server.readHead();
                    server.send("HTTP/1.1 200 OK\r\nContent-Length: " + (LENGTH + 1) + "\r\n\r\n" + body);
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readHead();
            assertThat(client.read(LENGTH).equals(body)).isTrue();
            assertThat(client.isEnded()).isTrue();
            assertThat(proxy.endState()).isEqualTo("SD 200");
        }
    }

    @Test
    void aClientThatGoesInTheMiddleIsNoticed() throws Exception {
        try (Origin origin = new Origin(server -> {
                    server.readHead();
                    server.send("HTTP/1.1 200 OK\r\nContent-Length: " + 100L * LENGTH + "\r\n\r\n");
                    for (int i = 0; i < 100; i++) {
                        server.send(text(i));
                    }
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.read(LENGTH);
            client.reset();
            assertThat(proxy.endState()).isEqualTo("CD 200");
        }
    }

    @Test
    void aRequestThatWasAskedForGoesOnAfterAnEarlyResponse() throws Exception {
        String body = text(4);
        int half = LENGTH / 2;
        CompletableFuture<Boolean> whole = new CompletableFuture<>();
        try (Origin origin = new Origin(server -> {
                    server.readHead();
                    server.send("HTTP/1.1 100 Continue\r\n\r\n");
                    String begin = server.read(half);
                    server.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    whole.complete((begin + server.read(LENGTH - half)).equals(body));
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " + LENGTH + "\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            client.send(body.substring(0, half));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            client.send(body.substring(half));
            assertThat(whole.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.endState()).isEqualTo("-- 200");
        }
    }

    private static String text(long seed) {
        byte[] bytes = new byte[LENGTH];
        new Random(seed).nextBytes(bytes);
        return new String(bytes, ISO_8859_1);
    }
}
