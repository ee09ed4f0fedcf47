package lb.proxy.route;

/**
 * The hash XXH64 with seed 0 (Collet, <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash
 * specification</a>), which HAProxy makes the values of dynamic cookies with. None for what somebody must not guess.
 */
final class XxHash64 {
    private static final long PRIME_1 = 0x9E37_79B1_85EB_CA87L;
    private static final long PRIME_2 = 0xC2B2_AE3D_27D4_EB4FL;
    private static final long PRIME_3 = 0x1656_67B1_9E37_79F9L;
    private static final long PRIME_4 = 0x85EB_CA77_C2B2_AE63L;
    private static final long PRIME_5 = 0x27D4_EB2F_1656_67C5L;

    /** The sum of the first two, without its carry. */
    private static final long FIRST_LANE = 0x60EA_27EE_ADC0_B5D6L;

    /** Bytes that are taken at a time, a word of 8 for each of four lanes. */
    private static final int STRIPE = 32;

    private XxHash64() {}

    static long of(byte[] bytes) {
        int at = bytes.length / STRIPE * STRIPE;
        long hash = (at == 0 ? PRIME_5 : ofStripes(bytes, at)) + bytes.length;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round(0, word(bytes, at, Long.BYTES)), 27) * PRIME_1 + PRIME_4;
        }
        if (at + Integer.BYTES <= bytes.length) {
            hash = Long.rotateLeft(hash ^ word(bytes, at, Integer.BYTES) * PRIME_1, 23) * PRIME_2 + PRIME_3;
            at += Integer.BYTES;
        }
        for (; at < bytes.length; at++) {
            hash = Long.rotateLeft(hash ^ word(bytes, at, 1) * PRIME_5, 11) * PRIME_1;
        }
        hash = (hash ^ hash >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }

    private static long ofStripes(byte[] bytes, int end) {
        long[] lanes = {FIRST_LANE, PRIME_2, 0, -PRIME_1};
        for (int at = 0; at < end; at += STRIPE) {
            for (int lane = 0; lane < lanes.length; lane++) {
                lanes[lane] = round(lanes[lane], word(bytes, at + lane * Long.BYTES, Long.BYTES));
            }
        }
        long hash = Long.rotateLeft(lanes[0], 1)
                + Long.rotateLeft(lanes[1], 7)
                + Long.rotateLeft(lanes[2], 12)
                + Long.rotateLeft(lanes[3], 18);
        for (long lane : lanes) {
            hash = (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
        }
        return hash;
    }

    private static long round(long lane, long word) {
        return Long.rotateLeft(lane + word * PRIME_2, 31) * PRIME_1;
    }

    /** Little-endian. */
    private static long word(byte[] bytes, int at, int length) {
        long word = 0;
        for (int i = length - 1; i >= 0; i--) {
            word = word << 8 | (bytes[at + i] & 0xFF);
        }
        return word;
    }
}
