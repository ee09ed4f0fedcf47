package lb.proxy.check;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a MySQL or MariaDB handshake (client/server protocol, connection phase).
 *
 * <pre>
 *  length (3, little endian)  sequence (1)  payload
 *  payload   0x0a  version NUL ...                 greeting (HandshakeV10)
 *            0x00 ...                              OK
 *            0xfe  plugin NUL ...                  switch to another way of authentication
 *            0xff  code (2)  ["#" state (5)] text  error
 * </pre>
 */
final class MysqlPacket {
    private static final int HEADER = 4;
    private static final int GREETING = 0x0a;
    private static final int OK = 0x00;
    private static final int SWITCH = 0xfe;
    private static final int ERROR = 0xff;

    /** CLIENT_LONG_PASSWORD, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION. */
    private static final int CAPABILITIES = 0x0000_A201;

    private static final int MOST = 1 << 24;
    private static final int FIXED = 32;
    private static final int UTF8 = 33;
    private static final byte[] QUIT = {1, 0, 0, 0, 1};

    private MysqlPacket() {}

    /** A login without a password (HandshakeResponse41), and COM_QUIT, so that the server counts no aborted connection. */
    static byte[] login(String user) {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        int length = FIXED + name.length + 2;
        byte[] packet = new byte[HEADER + length + QUIT.length];
        packet[0] = (byte) length;
        packet[1] = (byte) (length >> 8);
        packet[3] = 1;
        putLittle(packet, HEADER, CAPABILITIES);
        putLittle(packet, HEADER + 4, MOST - 1);
        packet[HEADER + 8] = UTF8;
        System.arraycopy(name, 0, packet, HEADER + FIXED, name.length);
        System.arraycopy(QUIT, 0, packet, HEADER + length, QUIT.length);
        return packet;
    }

    private static void putLittle(byte[] packet, int at, int value) {
        for (int i = 0; i < 4; i++) {
            packet[at + i] = (byte) (value >> (8 * i));
        }
    }

    /** What the server begins with: a greeting passes. */
    static @Nullable Finding greeting(Received answer) {
        return judge(answer, GREETING, GREETING);
    }

    /** The answer to a login. That another way of authentication is asked for passes too: the server works. */
    static @Nullable Finding loggedIn(Received answer) {
        return judge(answer, OK, SWITCH);
    }

    private static @Nullable Finding judge(Received answer, int fine, int alsoFine) {
        if (answer.length() <= HEADER) {
            return answer.ended() ? Finding.invalid("") : null;
        }
        int length = answer.octet(0) | answer.octet(1) << 8 | answer.octet(2) << 16;
        int kind = answer.octet(HEADER);
        if (length == 0 || length > Received.LIMIT - HEADER || (kind != fine && kind != alsoFine && kind != ERROR)) {
            return Finding.invalid("");
        }
        if (answer.length() < HEADER + length) {
            return answer.ended() ? Finding.invalid("") : null;
        }
        if (kind != ERROR) {
            return Finding.passed("");
        }
        if (length < 3) {
            return Finding.invalid("");
        }
        int code = answer.octet(HEADER + 1) | answer.octet(HEADER + 2) << 8;
        return Finding.wrong(code, answer.text(HEADER + 3, HEADER + length));
    }
}
