package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSocket (RFC 6455) from the JDK's own client, through the proxy, to a server that sends each text back. */
@Timeout(60)
class WebSocketTest {
    private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: ([^\r]+)\r\n");
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;

    private static void echo(Peer peer) throws IOException {
        Matcher key = KEY.matcher(peer.readHead());
        assertThat(key.find()).isTrue();
        peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key.group(1)) + "\r\n\r\n");
        int opcode;
        do {
            String head = peer.read(2);
            opcode = head.charAt(0);
            int length = head.charAt(1) & 0x7f;
            String mask = peer.read(4);
            byte[] payload = peer.read(length).getBytes(ISO_8859_1);
            byte[] frame = new byte[2 + length];
            frame[0] = (byte) opcode;
            frame[1] = (byte) length;
            for (int i = 0; i < length; i++) {
                frame[2 + i] = (byte) (payload[i] ^ mask.charAt(i % 4));
            }
            peer.send(frame);
        } while (opcode == TEXT);
        assertThat(opcode).isEqualTo(CLOSE);
    }

    private static String accept(String key) {
        try {
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aServerThatResetsBehindItsEndEndsTheTunnel() throws Exception {
        Semaphore reset = new Semaphore(0);
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
                    peer.endOutput();
                    peer.read(1);
                    peer.reset();
                    reset.release();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
            client.readHead();
            assertThat(client.readToEnd()).isEmpty();
            client.send("x");
            reset.acquire();
            client.send("y");
            assertThat(proxy.endState()).isEqualTo("SD 101");
        }
    }

    @Test
    void messagesPassBothWaysUntilBothSidesClose() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        var listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                heard.add(text.toString());
                socket.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                heard.add("closed " + status);
                return null;
            }
        };
        try (Origin origin = new Origin(WebSocketTest::echo);
                RunningProxy proxy = RunningProxy.before(origin);
                HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("ws://127.0.0.1:" + proxy.port() + "/chat");
            WebSocket socket =
                    client.newWebSocketBuilder().buildAsync(uri, listener).get(20, TimeUnit.SECONDS);
            for (int i = 0; i < 20; i++) {
                socket.sendText("message " + i, true).get(20, TimeUnit.SECONDS);
                assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("message " + i);
            }
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1000");
            assertThat(proxy.endState()).isEqualTo("-- 101");
        }
    }
}
