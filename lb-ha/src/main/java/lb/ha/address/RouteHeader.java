package lb.ha.address;

import java.nio.ByteBuffer;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/**
 * What messages of rtnetlink(7) about routes and rules begin with.
 *
 * <pre>
 *  struct rtmsg          0        1      2      3     4       5          6       7        8       12
 *                        | family | dst  | src  | tos | table | protocol | scope | type   | flags | attributes ...
 *  struct fib_rule_hdr   | family | bits | bits | tos | table | reserved         | action | flags | attributes ...
 * </pre>
 *
 * @param destinationBits length of the destination's prefix
 * @param sourceBits that of the source's
 * @param table where there is no room for it, an attribute counts
 * @param protocol of a route: who added it
 * @param scope of a route
 * @param type of a route; the action of a rule
 * @param tos of the packets that it is for; 0 for any
 * @param flags of rtnetlink(7), different ones for routes and rules
 */
record RouteHeader(
        AddressFamily family,
        int destinationBits,
        int sourceBits,
        long table,
        int protocol,
        int scope,
        int type,
        int tos,
        int flags) {
    private static final int LENGTH = 12;
    private static final int RT_TABLE_UNSPEC = 0;
    private static final int BYTE = 0xff;

    /** One of ours: for packets of any kind, without flags. */
    RouteHeader(
            AddressFamily family, int destinationBits, int sourceBits, long table, int protocol, int scope, int type) {
        this(family, destinationBits, sourceBits, table, protocol, scope, type, 0, 0);
    }

    /** One that asks for a list. */
    static RouteHeader ofList(AddressFamily family, int protocol) {
        return new RouteHeader(family, 0, 0, 0, protocol, 0, 0);
    }

    void write(ByteBuffer into) {
        into.put(NetlinkRequest.number(family)).put((byte) destinationBits).put((byte) sourceBits);
        into.put((byte) tos).put((byte) (table > BYTE ? RT_TABLE_UNSPEC : table));
        into.put((byte) protocol).put((byte) scope).put((byte) type).putInt(flags);
    }

    /** Reads it from the start of what follows the header of a message; null when it cannot be one. Never throws. */
    static @Nullable RouteHeader parse(ByteBuffer payload) {
        if (payload.remaining() < LENGTH) {
            return null;
        }
        int at = payload.position();
        AddressFamily family = NetlinkRequest.family(payload.get(at));
        if (family == null) {
            return null;
        }
        return new RouteHeader(
                family,
                payload.get(at + 1) & BYTE,
                payload.get(at + 2) & BYTE,
                payload.get(at + 4) & BYTE,
                payload.get(at + 5) & BYTE,
                payload.get(at + 6) & BYTE,
                payload.get(at + 7) & BYTE,
                payload.get(at + 3) & BYTE,
                payload.getInt(at + 8));
    }

    /** What follows it. */
    static ByteBuffer attributes(ByteBuffer payload) {
        return payload.slice().order(payload.order()).position(LENGTH);
    }
}
