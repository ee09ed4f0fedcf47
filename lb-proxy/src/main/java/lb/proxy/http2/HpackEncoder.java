package lb.proxy.http2;

import java.util.Arrays;

/**
 * Header blocks of one direction of a connection, encoded (RFC 7541 section 6). What goes into the dynamic table is told by
 * {@link Indexing}; strings are in Huffman's code where that is shorter. Not thread-safe.
 */
final class HpackEncoder {
    private static final int INDEXED = 0x80;
    private static final int INCREMENTAL = 0x40;
    private static final int TABLE_SIZE = 0x20;
    private static final int NEVER_INDEXED = 0x10;
    private static final int NOT_INDEXED = 0;
    private static final int HUFFMAN = 0x80;

    /** Lengths below are one octet. */
    private static final int ONE_OCTET = 0x7f;

    /** A cookie shorter than that could be guessed. */
    private static final int SHORT_COOKIE = 20;

    private final EncoderTable table = new EncoderTable();

    /** The smallest and the last size of the table since the last block; -1 where it has not changed. */
    private int smallestSize = -1;

    private int lastSize = -1;

    /** The peer's SETTINGS_HEADER_TABLE_SIZE, 0 to 2^32-1: from the next block on the table is no larger. */
    void tableSize(long allowed) {
        int size = (int) Math.min(allowed, EncoderTable.MOST);
        if (size != (lastSize < 0 ? table.maxSize() : lastSize)) {
            smallestSize = lastSize < 0 ? size : Math.min(smallestSize, size);
            lastSize = size;
        }
    }

    /** Begins a block. */
    void begin(Octets out) {
        if (lastSize >= 0) {
            // Both are told: what went in between is no longer there (RFC 7541 section 4.2).
            if (smallestSize < lastSize) {
                updateSize(out, smallestSize);
            }
            updateSize(out, lastSize);
            smallestSize = -1;
            lastSize = -1;
        }
    }

    private void updateSize(Octets out, int size) {
        table.maxSize(size);
        writeInteger(out, TABLE_SIZE, 0x1f, size);
    }

    /** A field of the static table, by its index. */
    void indexed(Octets out, int index) {
        writeInteger(out, INDEXED, 0x7f, index);
    }

    /** A field with a name that is known; parameters as of any. */
    void field(Octets out, KnownField known, byte[] value, int from, int to, boolean never) {
        byte[] name = known.octets();
        field(out, known, name, 0, name.length, value, from, to, never);
    }

    /**
     * A field.
     *
     * @param known its name, or OTHER
     * @param name in lower case
     * @param never whether whoever sent it wants nobody to index it
     */
    void field(
            Octets out,
            KnownField known,
            byte[] name,
            int nameFrom,
            int nameTo,
            byte[] value,
            int valueFrom,
            int valueTo,
            boolean never) {
        Indexing indexing = never ? Indexing.NEVER : indexing(known, valueTo - valueFrom);
        int nameHash = known == KnownField.OTHER ? EncoderTable.hash(name, nameFrom, nameTo, 0) : known.ordinal();
        if (indexing == Indexing.NEVER || indexing == Indexing.NOT) {
            int as = indexing == Indexing.NEVER ? NEVER_INDEXED : NOT_INDEXED;
            writeLiteral(out, as, 0x0f, known, nameHash, name, nameFrom, nameTo, value, valueFrom, valueTo);
            return;
        }
        int hash = EncoderTable.hash(value, valueFrom, valueTo, nameHash);
        int index = table.find(hash, name, nameFrom, nameTo, value, valueFrom, valueTo);
        if (index > 0) {
            indexed(out, StaticTable.LENGTH + index);
            return;
        }
        index = known.staticIndex();
        if (index > 0 && isStatic(index, value, valueFrom, valueTo)) {
            indexed(out, index);
            return;
        }
        // One that is large would drive out nearly all others.
        int size = nameTo - nameFrom + valueTo - valueFrom + DynamicTable.OVERHEAD;
        boolean wanted = indexing == Indexing.AT_ONCE
                || table.wasRefused(hash)
                || isNew(known, nameHash, name, nameFrom, nameTo);
        if (size > table.maxSize() / 2 || !wanted) {
            writeLiteral(out, NOT_INDEXED, 0x0f, known, nameHash, name, nameFrom, nameTo, value, valueFrom, valueTo);
            return;
        }
        writeLiteral(out, INCREMENTAL, 0x3f, known, nameHash, name, nameFrom, nameTo, value, valueFrom, valueTo);
        table.insert(hash, nameHash, name, nameFrom, nameTo, value, valueFrom, valueTo);
    }

    private static Indexing indexing(KnownField known, int valueLength) {
        return known == KnownField.COOKIE && valueLength < SHORT_COOKIE ? Indexing.NEVER : known.indexing();
    }

    /** Whether its name is in no table: then it goes in with any value, for the next ones. */
    private boolean isNew(KnownField known, int nameHash, byte[] name, int from, int to) {
        return known.staticIndex() == 0 && table.findName(nameHash, name, from, to) == 0;
    }

    /** Whether the static table has the whole field, at the first index of its name or behind it. */
    private static boolean isStatic(int index, byte[] value, int from, int to) {
        byte[] fixed = StaticTable.value(index);
        return to > from && Arrays.equals(fixed, 0, fixed.length, value, from, to);
    }

    private void writeLiteral(
            Octets out,
            int as,
            int prefix,
            KnownField known,
            int nameHash,
            byte[] name,
            int nameFrom,
            int nameTo,
            byte[] value,
            int valueFrom,
            int valueTo) {
        int index = known.staticIndex();
        if (index == 0) {
            int dynamic = table.findName(nameHash, name, nameFrom, nameTo);
            index = dynamic == 0 ? 0 : StaticTable.LENGTH + dynamic;
        }
        writeInteger(out, as, prefix, index);
        if (index == 0) {
            writeString(out, name, nameFrom, nameTo);
        }
        writeString(out, value, valueFrom, valueTo);
    }

    private static void writeString(Octets out, byte[] text, int from, int to) {
        if (to - from < ONE_OCTET) {
            writeShort(out, text, from, to);
            return;
        }
        int encoded = Huffman.encodedLength(text, from, to);
        if (encoded < to - from) {
            writeInteger(out, HUFFMAN, ONE_OCTET, encoded);
            int start = out.length();
            out.length(Huffman.encode(text, from, to, out.room(encoded), start));
        } else {
            writeInteger(out, 0, ONE_OCTET, to - from);
            out.write(text, from, to);
        }
    }

    /** One whose length is one octet in either form: it is encoded at once, and written plainly where that was not shorter. */
    private static void writeShort(Octets out, byte[] text, int from, int to) {
        int start = out.length();
        byte[] octets = out.room(1 + Huffman.mostEncoded(to - from));
        int end = Huffman.encode(text, from, to, octets, start + 1);
        int encoded = end - start - 1;
        if (encoded < to - from) {
            octets[start] = (byte) (HUFFMAN | encoded);
            out.length(end);
        } else {
            out.write(to - from);
            out.write(text, from, to);
        }
    }

    private static void writeInteger(Octets out, int first, int prefix, int number) {
        if (number < prefix) {
            out.write(first | number);
            return;
        }
        out.write(first | prefix);
        int rest = number - prefix;
        while (rest >= 0x80) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
