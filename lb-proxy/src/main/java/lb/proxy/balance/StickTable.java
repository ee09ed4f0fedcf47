package lb.proxy.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.settings.StickySettings;

/**
 * Which member each client had last, by its address, for a time. One table for all event loops, of fixed size, that takes
 * no lock and allocates nothing: a client has its place in a bucket of 8, and when that is full, whoever was there the
 * longest without coming back is forgotten.
 *
 * <pre>
 *  bucket   | key | entry | key | entry | … 8 pairs of longs: one or two cache lines
 *
 *  entry    63              48 47              32 31                    0
 *           +-----------------+------------------+----------------------+
 *           | member + 1      | check of the key | last use, s          |
 *           +-----------------+------------------+----------------------+
 * </pre>
 *
 * An entry of 0 is free. Key and entry are written one after the other; who sees those of two different clients is told so
 * by the check, and finds nothing. Of two who write the same place at the same moment one is forgotten.
 */
public final class StickTable {
    /** There is no such client. */
    public static final int NONE = -1;

    /** Members that can be told apart. */
    public static final int MOST_MEMBERS = 0xFFFE;

    private static final int WAYS = 8;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final StickySettings settings;
    private final long[] cells;
    private final int buckets;
    private final long expireSeconds;
    private final long origin;

    /** @param now in ns, of the clock that is used later */
    public StickTable(StickySettings settings, long now) {
        this.settings = settings;
        // Twice as many places as clients, so that hardly a bucket is full before the table is.
        int wanted = Math.max(1, (int) Math.min(1 << 23, settings.size() * 2L / WAYS));
        buckets = Integer.highestOneBit(wanted) == wanted ? wanted : Integer.highestOneBit(wanted) << 1;
        cells = new long[buckets * WAYS * 2];
        expireSeconds = settings.expire().toSeconds();
        // A table that goes on with another one has entries of before.
        origin = now - settings.expire().toNanos();
    }

    /** The member that the client had, or {@link #NONE}; any thread. */
    public int find(byte[] address, long now) {
        long key = key(address);
        int first = first(key);
        for (int cell = first; cell < first + 2 * WAYS; cell += 2) {
            if ((long) CELL.getAcquire(cells, cell) == key) {
                long entry = (long) CELL.getAcquire(cells, cell + 1);
                if (entry != 0 && check(entry) == checkOf(key) && age(entry, now) <= expireSeconds) {
                    return (int) (entry >>> 48) - 1;
                }
            }
        }
        return NONE;
    }

    /**
     * The client has this member now; any thread.
     *
     * @param member 0 to below {@link #MOST_MEMBERS}
     * @return whether another client, whose time was not over, was forgotten for it
     */
    public boolean put(byte[] address, int member, long now) {
        return put(key(address), member, now, now);
    }

    /** @param used when the client had it */
    private boolean put(long key, int member, long used, long now) {
        long entry = (member + 1L) << 48 | (long) checkOf(key) << 32 | seconds(used);
        int first = first(key);
        int oldest = first;
        long greatest = -1;
        for (int cell = first; cell < first + 2 * WAYS; cell += 2) {
            long known = (long) CELL.getAcquire(cells, cell + 1);
            if ((long) CELL.getAcquire(cells, cell) == key) {
                if (known != entry) {
                    CELL.setRelease(cells, cell + 1, entry);
                }
                return false;
            }
            long age = known == 0 ? Long.MAX_VALUE : age(known, now);
            if (age > greatest) {
                greatest = age;
                oldest = cell;
            }
        }
        CELL.setRelease(cells, oldest + 1, 0L);
        CELL.setRelease(cells, oldest, key);
        CELL.setRelease(cells, oldest + 1, entry);
        return greatest <= expireSeconds;
    }

    /**
     * A client as another table of the same settings can have it.
     *
     * @param key what follows from its address
     * @param seconds since it had the member last
     */
    public record Entry(long key, int member, long seconds) {}

    /** All that are not over; any thread, those of that moment or about it. */
    public List<Entry> entries(long now) {
        List<Entry> all = new ArrayList<>();
        for (int cell = 0; cell < cells.length; cell += 2) {
            long key = (long) CELL.getAcquire(cells, cell);
            long entry = (long) CELL.getAcquire(cells, cell + 1);
            if (entry != 0 && check(entry) == checkOf(key) && age(entry, now) <= expireSeconds) {
                all.add(new Entry(key, (int) (entry >>> 48) - 1, age(entry, now)));
            }
        }
        return all;
    }

    /** The members of all that are not over; any thread, those of that moment or about it. */
    public BitSet members(long now) {
        BitSet all = new BitSet();
        for (int cell = 1; cell < cells.length; cell += 2) {
            long entry = (long) CELL.getAcquire(cells, cell);
            if (entry != 0 && age(entry, now) <= expireSeconds) {
                all.set((int) (entry >>> 48) - 1);
            }
        }
        return all;
    }

    /** The client of another table of the same settings is one of this one. Any thread. */
    public void put(Entry other, long now) {
        boolean _ = put(other.key(), other.member(), now - TimeUnit.SECONDS.toNanos(other.seconds()), now);
    }

    private int first(long key) {
        return (int) (mixed(key) >>> 33 & buckets - 1) * WAYS * 2;
    }

    private long seconds(long now) {
        return TimeUnit.NANOSECONDS.toSeconds(now - origin) & 0xFFFF_FFFFL;
    }

    private long age(long entry, long now) {
        return Math.max(0, seconds(now) - (entry & 0xFFFF_FFFFL));
    }

    private static int check(long entry) {
        return (int) (entry >>> 32) & 0xFFFF;
    }

    private static int checkOf(long key) {
        return (int) mixed(key) & 0xFFFF;
    }

    /** The bits of an address that count; those of IPv6 are mixed into half as many. */
    private long key(byte[] address) {
        if (address.length == 4) {
            int rest = 32 - settings.ipv4Prefix();
            return 1L << 32 | (word(address, 0, 4) >>> rest << rest);
        }
        int prefix = settings.ipv6Prefix();
        long high = kept(word(address, 0, 8), prefix);
        long low = kept(word(address, 8, 16), prefix - 64);
        return mixed(high) * 31 + mixed(low + 1);
    }

    private static long kept(long word, int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? word : word & (-1L << (64 - bits));
    }

    private static long word(byte[] address, int from, int to) {
        long word = 0;
        for (int i = from; i < to; i++) {
            word = word << 8 | (address[i] & 0xFF);
        }
        return word;
    }

    /** The finish of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mixed(long number) {
        long z = number;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }
}
