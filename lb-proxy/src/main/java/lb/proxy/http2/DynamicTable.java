package lb.proxy.http2;

/**
 * The dynamic table of one direction (RFC 7541 section 2.3.2), without an object for a field.
 *
 * <pre>
 *  octets  | free |name value|name value|name value| free |
 *                 ^oldest               ^newest    ^end
 *  slots   {start, bytes of the name, bytes of the value} of each, in a ring
 * </pre>
 *
 * A field always lies in one piece: when the end is reached, all are moved to the beginning, or into a larger array. Both
 * grow with what is in them, up to four times the table's size. Not thread-safe.
 */
final class DynamicTable {
    /** What each field counts beyond its octets (RFC 7541 section 4.1). */
    static final int OVERHEAD = 32;

    private static final int FIRST_ROOM = 256;
    private static final int INTS = 3;

    private byte[] octets = new byte[FIRST_ROOM];
    private int end;
    private int[] slots = new int[INTS * 8];

    /** The ring's length in fields, less one; a power of two less one. */
    private int mask = 7;

    private int inserted;
    private int count;
    private int size;
    private int maxSize;

    /** @param maxSize as {@link #maxSize(int)} */
    DynamicTable(int maxSize) {
        this.maxSize = maxSize;
    }

    /** Bytes by the count of RFC 7541 section 4.1 that it may have from now on; the oldest go. */
    void maxSize(int bytes) {
        maxSize = bytes;
        if (bytes == 0) {
            clear();
        } else {
            evictTo(bytes);
        }
    }

    int maxSize() {
        return maxSize;
    }

    /** Bytes by the same count that it has. */
    int size() {
        return size;
    }

    /** How many fields it has. */
    int count() {
        return count;
    }

    /** How many were ever put into it, modulo 2^32: the number of the newest; the one before has a number less by one. */
    int inserted() {
        return inserted;
    }

    /** The array in which all names and values are; another one after {@link #insert}. */
    byte[] octets() {
        return octets;
    }

    /** Where in the array the name of a field begins; the newest is 0. */
    int nameStart(int index) {
        return slots[slot(index)];
    }

    /** Where its name ends and its value begins. */
    int valueStart(int index) {
        int slot = slot(index);
        return slots[slot] + slots[slot + 1];
    }

    /** Where its value ends. */
    int valueEnd(int index) {
        int slot = slot(index);
        return slots[slot] + slots[slot + 1] + slots[slot + 2];
    }

    private int slot(int index) {
        return ((inserted - index) & mask) * INTS;
    }

    /**
     * Puts a field into it. Older ones go, and all of them where it is larger than the table (RFC 7541 section 4.4).
     *
     * @param name may be this table's own array, even with a name that goes
     * @param value any array but this table's
     * @return whether it is in the table now
     */
    @SuppressWarnings("ReferenceEquality") // the very array
    boolean insert(byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        int nameLength = nameTo - nameFrom;
        int valueLength = valueTo - valueFrom;
        long added = (long) nameLength + valueLength + OVERHEAD;
        if (added > maxSize) {
            clear();
            return false;
        }
        evictTo(maxSize - (int) added);
        boolean own = name == octets;
        int from = nameFrom;
        if (octets.length - end < nameLength + valueLength) {
            int keepFrom = count == 0 ? end : nameStart(count - 1);
            if (own) {
                // Of a field that has gone, or has not: then it is behind the oldest.
                keepFrom = Math.min(keepFrom, from);
            }
            from -= keepFrom;
            move(keepFrom, nameLength + valueLength);
        }
        System.arraycopy(own ? octets : name, own ? from : nameFrom, octets, end, nameLength);
        System.arraycopy(value, valueFrom, octets, end + nameLength, valueLength);
        add(nameLength, valueLength);
        return true;
    }

    private void move(int from, int room) {
        int kept = end - from;
        byte[] to = octets;
        if (kept + room > octets.length / 2) {
            to = new byte[Integer.highestOneBit(kept + room) * 4];
        }
        System.arraycopy(octets, from, to, 0, kept);
        octets = to;
        end = kept;
        for (int index = 0; index < count; index++) {
            slots[slot(index)] -= from;
        }
    }

    private void add(int nameLength, int valueLength) {
        if (count > mask) {
            growRing();
        }
        inserted++;
        count++;
        size += nameLength + valueLength + OVERHEAD;
        int slot = slot(0);
        slots[slot] = end;
        slots[slot + 1] = nameLength;
        slots[slot + 2] = valueLength;
        end += nameLength + valueLength;
    }

    private void growRing() {
        int[] old = slots;
        int oldMask = mask;
        mask = mask * 2 + 1;
        slots = new int[(mask + 1) * INTS];
        for (int index = 0; index < count; index++) {
            System.arraycopy(old, ((inserted - index) & oldMask) * INTS, slots, slot(index), INTS);
        }
    }

    private void evictTo(int bytes) {
        while (size > bytes) {
            int slot = slot(count - 1);
            size -= slots[slot + 1] + slots[slot + 2] + OVERHEAD;
            count--;
        }
    }

    private void clear() {
        evictTo(0);
        octets = octets.length > FIRST_ROOM ? new byte[FIRST_ROOM] : octets;
        end = 0;
    }
}
