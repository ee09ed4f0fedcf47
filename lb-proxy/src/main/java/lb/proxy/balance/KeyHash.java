package lb.proxy.balance;

import io.netty.buffer.ByteBuf;
import lb.proxy.settings.HashType;

/**
 * The number of a key, as HAProxy's functions of the same names make it, so that keys keep their servers. Numbers are
 * 32 bits without a sign.
 */
public record KeyHash(HashType.Function function, boolean avalanche) {
    /** As the type says. */
    public static KeyHash of(HashType type) {
        return new KeyHash(type.function(), type.avalanche());
    }

    private static final int[] CRC = new int[256];

    static {
        for (int value = 0; value < CRC.length; value++) {
            int crc = value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0xEDB8_8320;
            }
            CRC[value] = crc;
        }
    }

    /** Of the bytes from one index to before another, by the buffer's own. */
    public long of(ByteBuf in, int start, int end) {
        return finished(
                switch (function) {
                    case SDBM -> sdbm(in, start, end);
                    case DJB2 -> djb2(in, start, end);
                    case CRC32 -> crc32(in, start, end);
                    case WT6 -> wt6(in, start, end);
                });
    }

    /** Of an address of 4 or 16 bytes: its words one over the other, whatever the function. */
    public long ofAddress(byte[] address) {
        int hash = 0;
        for (int i = 0; i + 4 <= address.length; i += 4) {
            hash ^= (address[i] & 0xFF) << 24
                    | (address[i + 1] & 0xFF) << 16
                    | (address[i + 2] & 0xFF) << 8
                    | (address[i + 3] & 0xFF);
        }
        return finished(hash);
    }

    private long finished(int hash) {
        return (avalanche ? Mixing.avalanche(hash) : hash) & 0xFFFF_FFFFL;
    }

    /** The function of the database library sdbm. */
    private static int sdbm(ByteBuf in, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = in.getByte(i) + (hash << 6) + (hash << 16) - hash;
        }
        return hash;
    }

    /** Daniel J. Bernstein's. */
    private static int djb2(ByteBuf in, int start, int end) {
        int hash = 5381;
        for (int i = start; i < end; i++) {
            hash = (hash << 5) + hash + in.getByte(i);
        }
        return hash;
    }

    /** Two words that turn each other, by as much as their bits say. */
    private static int wt6(ByteBuf in, int start, int end) {
        int one = 0xA53C_965A;
        int other = 0x5CA6_953A;
        int turnOne = 6;
        int turnOther = 18;
        for (int i = start; i < end; i++) {
            int value = in.getByte(i) & 0xFF;
            int before = ~(one ^ value);
            one = Integer.rotateLeft(~(other + value), turnOne);
            other = Integer.rotateLeft(before, turnOther);
            int turns = one >>> 16 ^ other;
            turnOne = turns & 0x1F;
            turnOther = turns >>> 11 & 0x1F;
        }
        return one ^ other;
    }

    /** That of Ethernet and zlib (ISO 3309). */
    private static int crc32(ByteBuf in, int start, int end) {
        int crc = -1;
        for (int i = start; i < end; i++) {
            crc = crc >>> 8 ^ CRC[(crc ^ in.getByte(i)) & 0xFF];
        }
        return ~crc;
    }

    static int crc32(byte[] bytes) {
        int crc = -1;
        for (byte value : bytes) {
            crc = crc >>> 8 ^ CRC[(crc ^ value) & 0xFF];
        }
        return ~crc;
    }
}
