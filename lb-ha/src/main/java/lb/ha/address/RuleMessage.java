package lb.ha.address;

import java.nio.ByteBuffer;
import java.util.Set;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualRule;
import org.jspecify.annotations.Nullable;

/**
 * A rule as rtnetlink(7) has it, of those that name a table: a {@link RouteHeader} and attributes.
 *
 * @param protocol who added it; 0 where the kernel does not say
 * @param plain whether it says nothing more, such as the interface that packets come by
 */
record RuleMessage(VirtualRule rule, int protocol, boolean plain) {
    static final int RTM_NEWRULE = 32;
    static final int RTM_DELRULE = 33;
    static final int RTM_GETRULE = 34;

    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_SUPPRESS_PREFIXLEN = 14;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_PAD = 18;
    private static final int FRA_PROTOCOL = 21;

    private static final Set<Integer> PLAIN = Set.of(
            FRA_DST,
            FRA_SRC,
            FRA_PRIORITY,
            FRA_FWMARK,
            FRA_SUPPRESS_PREFIXLEN,
            FRA_TABLE,
            FRA_FWMASK,
            FRA_PAD,
            FRA_PROTOCOL);

    private static final int FIB_RULE_INVERT = 2;
    private static final long NOTHING_SUPPRESSED = 0xffff_ffffL;

    private static final int FR_ACT_TO_TBL = 1;
    private static final int BYTE = 0xff;

    /** One of ours. */
    static RuleMessage of(VirtualRule rule) {
        return new RuleMessage(rule, NetlinkRequest.PROTOCOL, true);
    }

    /** Whether it is this and no more, whoever has added it. */
    boolean isPlainly(VirtualRule wanted) {
        return plain && rule.equals(wanted);
    }

    /** A request to add it, unless there is the same one. */
    void add(ByteBuffer into) {
        NetlinkRequest.beginAdding(into, RTM_NEWRULE);
        fill(into);
    }

    /** A request to remove it. */
    void remove(ByteBuffer into) {
        NetlinkRequest.beginChange(into, RTM_DELRULE);
        fill(into);
    }

    private void fill(ByteBuffer into) {
        Prefix from = rule.from();
        Prefix to = rule.to();
        new RouteHeader(rule.family(), bits(to), bits(from), rule.table(), 0, 0, FR_ACT_TO_TBL).write(into);
        if (to != null && to.length() > 0) {
            NetlinkRequest.address(into, FRA_DST, to.first());
        }
        if (from != null && from.length() > 0) {
            NetlinkRequest.address(into, FRA_SRC, from.first());
        }
        NetlinkRequest.attribute(into, FRA_PRIORITY, 4).putInt((int) rule.priority());
        NetlinkRequest.attribute(into, FRA_TABLE, 4).putInt((int) rule.table());
        if (rule.mask() != 0) {
            NetlinkRequest.attribute(into, FRA_FWMARK, 4).putInt((int) rule.mark());
            NetlinkRequest.attribute(into, FRA_FWMASK, 4).putInt((int) rule.mask());
        }
        NetlinkRequest.attribute(into, FRA_PROTOCOL, 1).put((byte) protocol);
        NetlinkRequest.end(into);
    }

    private static int bits(@Nullable Prefix prefix) {
        return prefix == null ? 0 : prefix.length();
    }

    /** All rules of a family. */
    static void dump(ByteBuffer into, AddressFamily family) {
        NetlinkRequest.beginList(into, RTM_GETRULE);
        RouteHeader.ofList(family, 0).write(into);
        NetlinkRequest.end(into);
    }

    /**
     * Reads what follows the header of a message of the kernel; null when it cannot be one, or one that names no table.
     * Never throws.
     */
    static @Nullable RuleMessage parse(ByteBuffer payload) {
        RouteHeader header = RouteHeader.parse(payload);
        if (header == null || header.type() != FR_ACT_TO_TBL) {
            return null;
        }
        AddressFamily family = header.family();
        ByteBuffer attributes = RouteHeader.attributes(payload);
        Prefix to = NetlinkParser.prefix(attributes, FRA_DST, family, header.destinationBits());
        Prefix from = NetlinkParser.prefix(attributes, FRA_SRC, family, header.sourceBits());
        if (to == null || from == null) {
            return null;
        }
        ByteBuffer protocol = NetlinkParser.attribute(attributes, FRA_PROTOCOL);
        return new RuleMessage(
                new VirtualRule(
                        family,
                        from.length() == 0 ? null : from,
                        to.length() == 0 ? null : to,
                        NetlinkParser.number(attributes, FRA_TABLE, header.table()),
                        NetlinkParser.number(attributes, FRA_PRIORITY, 0),
                        NetlinkParser.number(attributes, FRA_FWMARK, 0),
                        NetlinkParser.number(attributes, FRA_FWMASK, 0)),
                protocol == null || !protocol.hasRemaining() ? 0 : protocol.get(0) & BYTE,
                isPlain(header, attributes));
    }

    private static boolean isPlain(RouteHeader header, ByteBuffer attributes) {
        return header.tos() == 0
                && (header.flags() & FIB_RULE_INVERT) == 0
                && PLAIN.containsAll(NetlinkParser.types(attributes))
                && NetlinkParser.number(attributes, FRA_SUPPRESS_PREFIXLEN, NOTHING_SUPPRESSED) == NOTHING_SUPPRESSED;
    }
}
