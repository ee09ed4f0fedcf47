package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** The 61 fields that both sides know from the beginning (RFC 7541 appendix A). */
final class StaticTable {
    static final int LENGTH = 61;

    private static final byte[][] NAMES = new byte[LENGTH + 1][];
    private static final byte[][] VALUES = new byte[LENGTH + 1][];

    static {
        Arrays.fill(VALUES, new byte[0]);
        for (KnownField field : KnownField.values()) {
            NAMES[field.staticIndex()] = field.octets();
        }
        also(2, "GET", "POST");
        also(4, "/", "/index.html");
        also(6, "http", "https");
        also(8, "200", "204", "206", "304", "400", "404", "500");
        also(16, "gzip, deflate");
    }

    private StaticTable() {}

    private static void also(int first, String... values) {
        for (int i = 0; i < values.length; i++) {
            NAMES[first + i] = NAMES[first];
            VALUES[first + i] = values[i].getBytes(US_ASCII);
        }
    }

    /** The name at an index of 1 to 61. */
    static byte[] name(int index) {
        return NAMES[index];
    }

    /** The value there, which may be empty. */
    static byte[] value(int index) {
        return VALUES[index];
    }
}
