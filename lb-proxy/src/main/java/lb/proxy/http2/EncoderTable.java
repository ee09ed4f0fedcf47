package lb.proxy.http2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An encoder's dynamic table, in which fields are found again: by a hash of the whole, or of the name. It remembers besides
 * which fields it has not taken lately, so that they are taken the second time. Not thread-safe.
 */
final class EncoderTable {
    /** Bytes that it may have at most, whatever the peer would allow: what clients and servers commonly allow. */
    static final int MOST = Settings.STANDARD_TABLE_SIZE;

    private static final int BUCKETS = 64;
    private static final int NAME_BUCKETS = 32;
    private static final int REMEMBERED = 64;
    private static final int MOST_FIELDS = MOST / DynamicTable.OVERHEAD;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final DynamicTable table = new DynamicTable(MOST);

    /** The number of the newest field of each bucket, and of the next older one in the same for each field; 0 for none. */
    private final int[] newest = new int[BUCKETS];

    private final int[] older = new int[MOST_FIELDS];
    private final int[] newestOfName = new int[NAME_BUCKETS];
    private final int[] refused = new int[REMEMBERED];

    void maxSize(int bytes) {
        table.maxSize(bytes);
    }

    int maxSize() {
        return table.maxSize();
    }

    /** A hash of octets, eight at a time. */
    static int hash(byte[] in, int from, int to, int seed) {
        long hash = seed * 0x9E3779B97F4A7C15L + (to - from);
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(in, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = rest << 8 | (in[at] & 0xff);
        }
        hash = (hash ^ rest) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32);
    }

    /** The index by which the peer knows the whole field, counted from the end of the static table; or 0. */
    int find(int hash, byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        int number = newest[hash & (BUCKETS - 1)];
        while (isThere(number)) {
            int index = table.inserted() - number;
            byte[] octets = table.octets();
            int split = table.valueStart(index);
            if (Arrays.equals(octets, split, table.valueEnd(index), value, valueFrom, valueTo)
                    && Arrays.equals(octets, table.nameStart(index), split, name, nameFrom, nameTo)) {
                return index + 1;
            }
            number = older[number & (MOST_FIELDS - 1)];
        }
        return 0;
    }

    /** The same of the name alone. */
    int findName(int nameHash, byte[] name, int from, int to) {
        int number = newestOfName[nameHash & (NAME_BUCKETS - 1)];
        if (!isThere(number)) {
            return 0;
        }
        int index = table.inserted() - number;
        return Arrays.equals(table.octets(), table.nameStart(index), table.valueStart(index), name, from, to)
                ? index + 1
                : 0;
    }

    private boolean isThere(int number) {
        return number != 0 && Integer.compareUnsigned(table.inserted() - number, table.count()) < 0;
    }

    /** Whether the field was not taken lately; it is remembered from now on. */
    boolean wasRefused(int hash) {
        int slot = hash & (REMEMBERED - 1);
        boolean was = refused[slot] == hash;
        refused[slot] = hash;
        return was;
    }

    /** Puts a field in, which has room. */
    void insert(
            int hash, int nameHash, byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        if (table.insert(name, nameFrom, nameTo, value, valueFrom, valueTo)) {
            int number = table.inserted();
            older[number & (MOST_FIELDS - 1)] = newest[hash & (BUCKETS - 1)];
            newest[hash & (BUCKETS - 1)] = number;
            newestOfName[nameHash & (NAME_BUCKETS - 1)] = number;
        }
    }
}
