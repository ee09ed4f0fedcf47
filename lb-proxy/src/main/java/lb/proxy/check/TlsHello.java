package lb.proxy.check;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a TLS handshake (RFC 8446 section 5.1), to find out whether a server speaks TLS without doing so.
 *
 * <pre>
 *  type (1: 22 handshake, 21 alert)  version (2)  length (2)  ...
 * </pre>
 *
 * The hello offers TLS 1.2 with the suites that most servers have, and no more: what they answer, a hello of theirs or an
 * alert, is not read. HAProxy's offers SSL 3.0, to which many servers only close.
 */
final class TlsHello {
    private static final int HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final short TLS10 = 0x0301;
    private static final short TLS12 = 0x0303;
    private static final int RANDOM = 32;
    private static final short[] SUITES = {
        (short) 0xc02f,
        (short) 0xc030,
        (short) 0xc02b,
        (short) 0xc02c,
        (short) 0xc013,
        (short) 0xc014,
        0x009c,
        0x009d,
        0x002f,
        0x0035
    };
    private static final byte[] EXTENSIONS = {
        0,
        10,
        0,
        6,
        0,
        4,
        0,
        29,
        0,
        23, // supported_groups: x25519, secp256r1
        0,
        11,
        0,
        2,
        1,
        0, // ec_point_formats: uncompressed
        0,
        13,
        0,
        10,
        0,
        8,
        4,
        3,
        8,
        4,
        4,
        1,
        2,
        1 // signature_algorithms
    };

    private TlsHello() {}

    static byte[] hello(SecureRandom random) {
        byte[] drawn = new byte[RANDOM];
        random.nextBytes(drawn);
        int body = 2 + RANDOM + 1 + 2 + 2 * SUITES.length + 2 + 2 + EXTENSIONS.length;
        ByteBuffer out = ByteBuffer.allocate(HEADER + 4 + body)
                .put((byte) HANDSHAKE)
                .putShort(TLS10)
                .putShort((short) (4 + body))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) body)
                .putShort(TLS12)
                .put(drawn)
                .put((byte) 0)
                .putShort((short) (2 * SUITES.length));
        for (short suite : SUITES) {
            out.putShort(suite);
        }
        return out.put((byte) 1)
                .put((byte) 0)
                .putShort((short) EXTENSIONS.length)
                .put(EXTENSIONS)
                .array();
    }

    static @Nullable Finding judge(Received answer) {
        int type = answer.octet(0);
        if (type != HANDSHAKE && type != ALERT) {
            return new Finding(CheckStatus.L6RSP, CheckResult.NO_CODE, "");
        }
        if (answer.length() < HEADER) {
            return answer.ended() ? new Finding(CheckStatus.L6RSP, CheckResult.NO_CODE, "") : null;
        }
        return new Finding(CheckStatus.L6OK, CheckResult.NO_CODE, "");
    }
}
