package lb.proxy.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import lb.proxy.settings.CheckSettings;

/**
 * One DNS query, and what a reply to it says (RFC 1035 section 4.1).
 *
 * <pre>
 *   0    2                                 4         6         8         10        12
 *   | id | QR opcode AA TC RD RA Z | RCODE | QDCOUNT | ANCOUNT | NSCOUNT | ARCOUNT | question, answers ...
 *          1  4      1  1  1  1  3   4 bits
 *   question:  | 7 example 3 com 0 | type | class |
 * </pre>
 *
 * Of a reply only the header and the question are read: no name in it is followed, so no input makes it loop.
 */
final class DnsQuery {
    /** The reply is to something else, such as an earlier query: the right one may still come. */
    static final int FOREIGN = -1;

    /** The reply is none, by the letter. */
    static final int INVALID = -2;

    private static final int HEADER = 12;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int INTERNET = 1;

    /** The longest message with one question: header, name, type, class. */
    private static final int LONGEST = HEADER + 255 + 4;

    private final byte[] message;

    /** @param id 0 to 65535, so random that nobody guesses it */
    DnsQuery(int id, CheckSettings.Dns probe) {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST)
                .putShort((short) id)
                .putShort((short) RECURSION_DESIRED)
                .putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0);
        byte[] name = probe.name().getBytes(StandardCharsets.US_ASCII);
        int label = 0;
        for (int i = 0; i <= name.length; i++) {
            if (i == name.length || name[i] == '.') {
                if (i > label) {
                    bytes.put((byte) (i - label)).put(name, label, i - label);
                }
                label = i + 1;
            }
        }
        bytes.put((byte) 0).putShort((short) probe.type().number()).putShort((short) INTERNET);
        message = new byte[bytes.position()];
        bytes.flip().get(message);
    }

    /** The query as it is sent. */
    byte[] message() {
        return message.clone();
    }

    /** The response code of a reply, 0 to 15; or {@link #FOREIGN} or {@link #INVALID}. */
    int judge(byte[] reply) {
        if (reply.length < HEADER) {
            return INVALID;
        }
        if (reply[0] != message[0] || reply[1] != message[1]) {
            return FOREIGN;
        }
        boolean response = (reply[2] & 0x80) != 0;
        boolean standard = (reply[2] & 0x78) == 0;
        if (!response || !standard) {
            return INVALID;
        }
        int code = reply[3] & 0x0F;
        int questions = ((reply[4] & 0xFF) << 8) | (reply[5] & 0xFF);
        // A server that could not read the question, or would not, need not repeat it.
        boolean asked = questions == 1 ? repeatsQuestion(reply) : questions == 0 && code != 0;
        return asked ? code : INVALID;
    }

    /** Names are the same in large and small letters (RFC 4343). */
    private boolean repeatsQuestion(byte[] reply) {
        if (reply.length < message.length) {
            return false;
        }
        for (int i = HEADER; i < message.length; i++) {
            if (lower(reply[i]) != lower(message[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
    }
}
