package lb.proxy.check;

import org.jspecify.annotations.Nullable;

/**
 * An anonymous LDAPv3 bind and its answer (RFC 4511 section 4.2), in BER.
 *
 * <pre>
 *  30 len  02 01 01  61 len  0a 01 result  04 len matchedDN  04 len diagnosticMessage  ...
 *  |       |         |       '- resultCode, 0 for success
 *  |       |         '- BindResponse
 *  |       '- messageID 1
 *  '- LDAPMessage
 * </pre>
 */
final class LdapBind {
    private static final byte[] REQUEST = {
        0x30, 0x0c, 0x02, 0x01, 0x01, 0x60, 0x07, 0x02, 0x01, 0x03, 0x04, 0x00, (byte) 0x80, 0x00
    };
    private static final Finding FOREIGN = Finding.invalid("Not LDAPv3 protocol");
    private static final int MOST_LENGTH_BYTES = 4;

    private LdapBind() {}

    static byte[] request() {
        return REQUEST.clone();
    }

    static @Nullable Finding judge(Received answer) {
        return new Reader(answer).read();
    }

    /** Reads from front to back; what has not come yet is told by {@link #missing}. */
    private static final class Reader {
        private final Received answer;
        private int at;
        private boolean missing;

        Reader(Received answer) {
            this.answer = answer;
        }

        @Nullable
        Finding read() {
            boolean isResponse =
                    begins(0x30) && is(0x02) && is(0x01) && is(0x01) && begins(0x61) && is(0x0a) && is(0x01);
            if (isResponse && at < answer.length()) {
                int result = answer.octet(at);
                return result == 0
                        ? Finding.passed("")
                        : Finding.wrong(result, "See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9");
            }
            if (isResponse || missing) {
                return answer.ended() ? Finding.invalid("") : null;
            }
            return FOREIGN;
        }

        private boolean is(int octet) {
            if (at >= answer.length()) {
                missing = true;
                return false;
            }
            return answer.octet(at++) == octet;
        }

        /** A tag and its length, which may be of several bytes. */
        private boolean begins(int tag) {
            if (!is(tag)) {
                return false;
            }
            if (at >= answer.length()) {
                missing = true;
                return false;
            }
            int first = answer.octet(at++);
            if (first < 0x80) {
                return true;
            }
            int more = first & 0x7f;
            at += more;
            return more >= 1 && more <= MOST_LENGTH_BYTES;
        }
    }
}
