package lb.ha.settings;

import org.jspecify.annotations.Nullable;

/**
 * A rule by which the master chooses a routing table (keepalived: {@code virtual_rules}).
 *
 * @param family of the packets that it is for
 * @param from whence; null for anywhere
 * @param to whither; null for anywhere
 * @param table that is asked then, 1 to 4294967295
 * @param priority which rule comes first: that with the lowest, 1 to 4294967295
 * @param mark that packets carry; 0 with a mask of 0 for any
 * @param mask the bits of the mark that count
 */
public record VirtualRule(
        AddressFamily family,
        @Nullable Prefix from,
        @Nullable Prefix to,
        long table,
        long priority,
        long mark,
        long mask)
        implements RoutingEntry {
    /** As keepalived's first. */
    public static final int STANDARD_PRIORITY = 16_384;

    /** A mask that lets every bit count. */
    public static final long EVERY_BIT = 0xffff_ffffL;

    /** In the words of ip(8). */
    @Override
    public String toString() {
        return "from " + (from == null ? "all" : from)
                + (to == null ? "" : " to " + to)
                + (mask == 0 ? "" : " fwmark 0x" + Long.toHexString(mark))
                + (mask == 0 || mask == EVERY_BIT ? "" : "/0x" + Long.toHexString(mask))
                + " table " + table + " priority " + priority;
    }
}
