package lb.proxy.route;

import io.netty.buffer.ByteBuf;

/**
 * Numbers by text, looked up by bytes in place. The hash goes from the last byte to the first, so that who looks for all that
 * a text ends with has the hash of each on his way. Open addressing, at most half full, so that a few cells are looked at
 * whatever a client sends. Filled before it is asked; then on any thread.
 */
final class ValueTable {
    /** What is found for text that is not there. */
    static final int NONE = -1;

    private final int mask;
    private final int shift;
    private final byte[][] texts;
    private final int[] numbers;

    /** @param most texts that are put into it */
    ValueTable(int most) {
        int size = Integer.highestOneBit(Math.max(1, most)) * 4;
        mask = size - 1;
        shift = Integer.numberOfLeadingZeros(mask);
        texts = new byte[size][];
        numbers = new int[size];
    }

    /** Of the same text put in twice the first counts. */
    void put(byte[] text, int number) {
        int hash = 0;
        for (int at = text.length - 1; at >= 0; at--) {
            hash = hash(hash, text[at]);
        }
        int cell = cell(hash);
        while (texts[cell] != null) {
            cell = cell + 1 & mask;
        }
        texts[cell] = text;
        numbers[cell] = number;
    }

    /** The number of the text in a range, letter by letter, or {@link #NONE}. */
    int find(ByteBuf in, int start, int end) {
        int hash = 0;
        for (int at = end - 1; at >= start; at--) {
            hash = hash(hash, in.getByte(at));
        }
        return find(hash, in, start, end, false);
    }

    /**
     * The same where the hash is known.
     *
     * @param ignoreCase whether ASCII letters are the same in either case; all texts and what is hashed are in small letters
     *     then
     */
    int find(int hash, ByteBuf in, int start, int end, boolean ignoreCase) {
        int cell = cell(hash);
        while (texts[cell] != null) {
            byte[] text = texts[cell];
            if (text.length == end - start && Ascii.isAt(in, start, text, ignoreCase)) {
                return numbers[cell];
            }
            cell = cell + 1 & mask;
        }
        return NONE;
    }

    /**
     * That of a text which is one byte longer.
     *
     * @param following hash of all behind its first byte, 0 of nothing
     */
    static int hash(int following, int first) {
        return 31 * following + first;
    }

    private int cell(int hash) {
        // Multiplied by the golden ratio: the highest bits depend on all of them.
        return (hash * 0x9E3779B9) >>> shift;
    }
}
