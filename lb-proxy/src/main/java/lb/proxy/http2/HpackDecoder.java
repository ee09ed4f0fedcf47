package lb.proxy.http2;

import org.jspecify.annotations.Nullable;

/**
 * Header blocks of one direction of a connection, decoded (RFC 7541 section 6).
 *
 * <pre>
 *  1 index:7                                   a field of a table
 *  0 1 index:6       [name] value              a field, which goes into the dynamic table
 *  0 0 1 size:5                                the dynamic table's size, before any field
 *  0 0 0 never:1 index:4   [name] value        a field, which does not
 * </pre>
 *
 * No object per field: names and values are given out where they lie, in the block, in a table or in the scratch of Huffman's
 * code. A block whose list is too long is decoded to its end all the same, so that the table stays true, with its fields
 * dropped; many times longer, and it ends the connection, as each octet of a block may stand for a whole table.
 * Not thread-safe.
 */
final class HpackDecoder {
    /** As many times the limit a list may grow: an honest one that is too long, and bounded work for any other. */
    static final int BOMB = 8;

    /** Octets of a number behind its first: enough for any that can be meant. */
    private static final int MOST_OCTETS = 5;

    private static final int TOO_LARGE = -1;
    private static final int CUT = -2;

    private final HpackScratch scratch;
    private final DynamicTable table = new DynamicTable(Settings.STANDARD_TABLE_SIZE);
    private final int maxListSize;
    private int allowedTableSize = Settings.STANDARD_TABLE_SIZE;
    private boolean updateAwaited;

    private byte[] in = {};
    private int at;
    private int end;
    private long listSize;

    private byte[] name = {};
    private int nameFrom;
    private int nameTo;
    private byte[] value = {};
    private int valueFrom;
    private int valueTo;

    /**
     * @param maxListSize of a header list: octets of names and values, and 32 for each field (RFC 9113 section 6.5.2)
     * @param scratch may be shared by all of an event loop
     */
    HpackDecoder(int maxListSize, HpackScratch scratch) {
        this.maxListSize = maxListSize;
        this.scratch = scratch;
    }

    /**
     * The peer has acknowledged another SETTINGS_HEADER_TABLE_SIZE than the standard: one that is less than its table has is to
     * be told of.
     */
    void tableSizeAcknowledged(int bytes) {
        updateAwaited |= bytes < table.maxSize();
        allowedTableSize = bytes;
    }

    /**
     * Decodes one whole block.
     *
     * @return why the connection must end, or null; then {@link #isTooLong} tells whether fields are missing
     */
    @Nullable
    Violation decode(byte[] block, int from, int to, FieldSink out) {
        in = block;
        at = from;
        end = to;
        listSize = 0;
        Violation wrong = readUpdates();
        while (wrong == null && at < end) {
            wrong = readField(out);
        }
        return wrong;
    }

    /** Whether the last block had a list beyond the limit: what came of it then is not all. */
    boolean isTooLong() {
        return listSize > maxListSize;
    }

    private @Nullable Violation readUpdates() {
        while (at < end && (in[at] & 0xe0) == 0x20) {
            int size = readInteger(0x1f);
            if (size < 0) {
                return integerWrong(size);
            }
            if (size > allowedTableSize) {
                return Violation.HPACK_UPDATE_SIZE;
            }
            table.maxSize(size);
            updateAwaited = false;
        }
        return updateAwaited && at < end ? Violation.HPACK_UPDATE_MISSING : null;
    }

    private @Nullable Violation readField(FieldSink out) {
        int first = in[at];
        if (first < 0) {
            return readIndexed(out);
        }
        boolean indexing = (first & 0x40) != 0;
        if (!indexing && (first & 0x20) != 0) {
            return Violation.HPACK_UPDATE_PLACE;
        }
        int index = readInteger(indexing ? 0x3f : 0x0f);
        if (index < 0) {
            return integerWrong(index);
        }
        if (index == 0) {
            Violation wrong = readString(scratch.name());
            if (wrong != null) {
                return wrong;
            }
            name = value;
            nameFrom = valueFrom;
            nameTo = valueTo;
        } else if (!findName(index)) {
            return Violation.HPACK_INDEX;
        }
        Violation wrong = readString(scratch.value());
        if (wrong != null) {
            return wrong;
        }
        wrong = give(out, !indexing && (first & 0x10) != 0);
        if (indexing) {
            table.insert(name, nameFrom, nameTo, value, valueFrom, valueTo);
        }
        return wrong;
    }

    private @Nullable Violation readIndexed(FieldSink out) {
        int index = readInteger(0x7f);
        if (index < 0) {
            return integerWrong(index);
        }
        if (!findName(index)) {
            return Violation.HPACK_INDEX;
        }
        if (index <= StaticTable.LENGTH) {
            value = StaticTable.value(index);
            valueFrom = 0;
            valueTo = value.length;
        } else {
            int dynamic = index - StaticTable.LENGTH - 1;
            value = name;
            valueFrom = nameTo;
            valueTo = table.valueEnd(dynamic);
        }
        return give(out, false);
    }

    private boolean findName(int index) {
        if (index <= StaticTable.LENGTH) {
            if (index == 0) {
                return false;
            }
            name = StaticTable.name(index);
            nameFrom = 0;
            nameTo = name.length;
            return true;
        }
        int dynamic = index - StaticTable.LENGTH - 1;
        if (dynamic >= table.count()) {
            return false;
        }
        name = table.octets();
        nameFrom = table.nameStart(dynamic);
        nameTo = table.valueStart(dynamic);
        return true;
    }

    private @Nullable Violation give(FieldSink out, boolean neverIndexed) {
        listSize += (long) nameTo - nameFrom + valueTo - valueFrom + DynamicTable.OVERHEAD;
        if (listSize <= maxListSize) {
            out.field(name, nameFrom, nameTo, value, valueFrom, valueTo, neverIndexed);
            return null;
        }
        return listSize > (long) maxListSize * BOMB ? Violation.HPACK_BOMB : null;
    }

    /** Reads a string; it is the value then. */
    private @Nullable Violation readString(Octets decoded) {
        if (at == end) {
            return Violation.HPACK_CUT;
        }
        boolean huffman = in[at] < 0;
        int length = readInteger(0x7f);
        if (length < 0) {
            return integerWrong(length);
        }
        if (length > end - at) {
            return Violation.HPACK_CUT;
        }
        if (huffman) {
            decoded.clear();
            byte[] to = decoded.room(Huffman.mostDecoded(length));
            valueTo = Huffman.decode(in, at, at + length, to, 0);
            value = to;
            valueFrom = 0;
        } else {
            value = in;
            valueFrom = at;
            valueTo = at + length;
        }
        at += length;
        return valueTo < 0 ? Violation.HPACK_HUFFMAN : null;
    }

    /** A number that begins in some bits of the octet where we are (RFC 7541 section 5.1); negative where it is none. */
    private int readInteger(int prefix) {
        int number = in[at++] & prefix;
        if (number < prefix) {
            return number;
        }
        long sum = number;
        for (int octets = 0; octets < MOST_OCTETS && at < end; octets++) {
            int octet = in[at++];
            sum += (long) (octet & 0x7f) << (7 * octets);
            if (octet >= 0) {
                return sum > Integer.MAX_VALUE ? TOO_LARGE : (int) sum;
            }
        }
        return at == end ? CUT : TOO_LARGE;
    }

    private static Violation integerWrong(int number) {
        return number == CUT ? Violation.HPACK_CUT : Violation.HPACK_INTEGER;
    }
}
