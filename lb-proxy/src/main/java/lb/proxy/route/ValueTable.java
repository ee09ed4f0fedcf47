package lb.proxy.route;

import io.netty.buffer.ByteBuf;

/**
 * Numbers by text, looked up by bytes in place, letter by letter. Open addressing, at most half full, so that a few cells
 * are looked at whatever a client sends. Filled before it is asked; then on any thread.
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
        for (byte value : text) {
            hash = 31 * hash + value;
        }
        int cell = cell(hash);
        while (texts[cell] != null) {
            cell = cell + 1 & mask;
        }
        texts[cell] = text;
        numbers[cell] = number;
    }

    /** The number of the text in a range, or {@link #NONE}. */
    int find(ByteBuf in, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + in.getByte(i);
        }
        int cell = cell(hash);
        while (texts[cell] != null) {
            byte[] text = texts[cell];
            if (text.length == end - start && Ascii.isAt(in, start, text, false)) {
                return numbers[cell];
            }
            cell = cell + 1 & mask;
        }
        return NONE;
    }

    private int cell(int hash) {
        // Multiplied by the golden ratio: the highest bits depend on all of them.
        return (hash * 0x9E3779B9) >>> shift;
    }
}
