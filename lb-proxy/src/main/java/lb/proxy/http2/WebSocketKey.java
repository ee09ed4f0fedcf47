package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * The key that HTTP/1.1 has and HTTP/2 has not, where a WebSocket goes from one to the other (RFC 6455 section 1.3, RFC 8441
 * section 5).
 */
final class WebSocketKey {
    private static final int BYTES = 16;
    private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(US_ASCII);

    private WebSocketKey() {}

    /** The line of a request, without its end. */
    static byte[] line(RandomGenerator random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return ("sec-websocket-key: " + Base64.getEncoder().encodeToString(key)).getBytes(US_ASCII);
    }

    /** The line of the response to such a key, without its end. */
    static byte[] acceptLine(byte[] key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(key);
            String accept = Base64.getEncoder().encodeToString(sha1.digest(GUID));
            return ("sec-websocket-accept: " + accept).getBytes(US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
