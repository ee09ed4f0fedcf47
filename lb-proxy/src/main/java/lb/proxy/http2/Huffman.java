package lb.proxy.http2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The code of RFC 7541 appendix B. It is canonical, so the lengths of its 257 words are all of it: words of one length
 * follow each other in the order of their octets, and begin where those of the length before end.
 *
 * <p>Decoding looks up twelve bits at a time, which are one or two octets of nearly all text (16 KiB of table, so that it stays
 * in the processor's first cache); longer words, of odd octets, are found by their length.
 */
final class Huffman {
    private static final int STEP = 12;
    private static final int LONGEST = 30;
    private static final int EOS = 256;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** Of octets 0 to 255, and of EOS. */
    private static final byte[] LENGTHS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15,
        6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22,
        20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23,
        23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22,
        22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26,
        27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27,
        26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30
    };

    private static final int[] WORDS = new int[LENGTHS.length];

    /** The first word of each length, how many there are, and where their octets begin in {@link #SYMBOLS}. */
    private static final int[] FIRST = new int[LONGEST + 1];

    private static final int[] COUNT = new int[LONGEST + 1];
    private static final int[] BEGIN = new int[LONGEST + 1];
    private static final short[] SYMBOLS = new short[LENGTHS.length];

    /** Of the next twelve bits: first octet, second octet, how many, bits of the first, bits of all; 0 for a longer word. */
    private static final int[] TABLE = new int[1 << STEP];

    static {
        int word = 0;
        int sorted = 0;
        for (int length = 1; length <= LONGEST; length++) {
            word <<= 1;
            FIRST[length] = word;
            BEGIN[length] = sorted;
            for (int symbol = 0; symbol <= EOS; symbol++) {
                if (LENGTHS[symbol] == length) {
                    WORDS[symbol] = word++;
                    SYMBOLS[sorted++] = (short) symbol;
                    COUNT[length]++;
                }
            }
        }
        for (int bits = 0; bits < TABLE.length; bits++) {
            TABLE[bits] = entry(bits);
        }
    }

    private Huffman() {}

    private static int entry(int bits) {
        int first = longest(bits << (32 - STEP), STEP);
        if (first < 0) {
            return 0;
        }
        int used = LENGTHS[first];
        int second = longest(bits << (32 - STEP + used), STEP - used);
        return second < 0
                ? first | 1 << 16 | used << 20 | used << 26
                : first | second << 8 | 2 << 16 | used << 20 | (used + LENGTHS[second]) << 26;
    }

    /** The symbol that the highest bits begin with, of so many bits at most; -1 for none. */
    private static int longest(int window, int most) {
        for (int length = 5; length <= most; length++) {
            int offset = (window >>> (32 - length)) - FIRST[length];
            if (offset < COUNT[length]) {
                return SYMBOLS[BEGIN[length] + offset];
            }
        }
        return -1;
    }

    /** How many octets so many can become at most, with one that may be written beyond them. */
    static int mostDecoded(int length) {
        return length * 8 / 5 + 2;
    }

    /**
     * Decodes a whole string.
     *
     * @param out has room for {@link #mostDecoded} from there on
     * @return the end of what was written; -1 where EOS is in it, or what fills its last octet is too long or no beginning of EOS
     */
    static int decode(byte[] in, int from, int to, byte[] out, int start) {
        long window = 0;
        int bits = 0;
        int at = start;
        int next = from;
        while (true) {
            if (bits < 32 && to - next >= 4) {
                window = window << 32 | ((int) INTS.get(in, next) & 0xffffffffL);
                bits += 32;
                next += 4;
            } else if (bits < LONGEST) {
                while (next < to && bits < LONGEST) {
                    window = window << 8 | (in[next++] & 0xff);
                    bits += 8;
                }
            }
            if (bits < LONGEST) {
                return decodeRest(window, bits, out, at);
            }
            while (bits >= STEP) {
                int entry = TABLE[(int) (window >>> (bits - STEP)) & ((1 << STEP) - 1)];
                if (entry == 0) {
                    break;
                }
                out[at] = (byte) entry;
                out[at + 1] = (byte) (entry >> 8);
                at += entry >> 16 & 3;
                bits -= entry >>> 26;
            }
            if (bits >= LONGEST) {
                // A word of more than twelve bits, which is whole.
                int symbol = longest((int) (window << (64 - bits) >>> 32), LONGEST);
                if (symbol == EOS) {
                    return -1;
                }
                out[at++] = (byte) symbol;
                bits -= LENGTHS[symbol];
            }
        }
    }

    private static int decodeRest(long window, int bits, byte[] out, int start) {
        int at = start;
        int left = bits;
        while (left > 0) {
            // What is missing is filled with ones, as the end is.
            int symbol = longest((int) ((window << (64 - left) | -1L >>> left) >>> 32), LONGEST);
            int length = LENGTHS[symbol];
            if (length > left) {
                break;
            }
            if (symbol == EOS) {
                return -1;
            }
            out[at++] = (byte) symbol;
            left -= length;
        }
        int ones = (1 << left) - 1;
        return left < 8 && ((int) window & ones) == ones ? at : -1;
    }

    /** How many octets so many can become at most when they are encoded. */
    static int mostEncoded(int length) {
        return length * 4;
    }

    /** How many octets a string takes when it is encoded. */
    static int encodedLength(byte[] in, int from, int to) {
        int bits = 0;
        for (int i = from; i < to; i++) {
            bits += LENGTHS[in[i] & 0xff];
        }
        return (bits + 7) >>> 3;
    }

    /**
     * Encodes a string.
     *
     * @param out has room for {@link #encodedLength} from there on
     * @return the end of what was written
     */
    static int encode(byte[] in, int from, int to, byte[] out, int start) {
        long window = 0;
        int bits = 0;
        int at = start;
        for (int i = from; i < to; i++) {
            int symbol = in[i] & 0xff;
            int length = LENGTHS[symbol];
            window = window << length | WORDS[symbol];
            bits += length;
            if (bits >= 32) {
                bits -= 32;
                INTS.set(out, at, (int) (window >>> bits));
                at += 4;
            }
        }
        while (bits >= 8) {
            bits -= 8;
            out[at++] = (byte) (window >>> bits);
        }
        if (bits > 0) {
            out[at++] = (byte) (window << (8 - bits) | 0xff >> bits);
        }
        return at;
    }
}
