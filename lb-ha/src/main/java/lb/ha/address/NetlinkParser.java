package lb.ha.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one receive from a netlink socket gives: messages laid out as {@link NetlinkRequest} draws them, one after
 * the other at multiples of 4. Never throws, whatever the bytes.
 *
 * <pre>
 *  NLMSG_ERROR, NLMSG_DONE   0       4                                       20
 *                            | errno | the request's struct nlmsghdr (ERROR) | its payload unless NLM_F_CAPPED |
 *                            attributes with NLM_F_ACK_TLVS: NLMSGERR_ATTR_MSG is the kernel's text
 * </pre>
 */
final class NetlinkParser {
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;
    // The two highest bits of an attribute's type are flags.
    private static final int NLA_TYPE_MASK = 0x3fff;

    private static final int ADDRESS_HEADER = 8;
    private static final int LINK_HEADER = 16;

    private NetlinkParser() {}

    /** The messages from position to limit, in their order; a {@link NetlinkReply.Malformed} ends them. */
    static List<NetlinkReply> parse(ByteBuffer received) {
        ByteBuffer rest = received.slice().order(ByteOrder.nativeOrder());
        List<NetlinkReply> replies = new ArrayList<>();
        while (rest.hasRemaining()) {
            if (rest.remaining() < NetlinkRequest.HEADER) {
                replies.add(new NetlinkReply.Malformed(0, "cut off in the header"));
                break;
            }
            int length = rest.getInt(rest.position());
            int sequence = rest.getInt(rest.position() + 8);
            if (length < NetlinkRequest.HEADER || length > rest.remaining()) {
                replies.add(new NetlinkReply.Malformed(
                        sequence, "length " + length + " (expected: 16 to " + rest.remaining() + ")"));
                break;
            }
            int type = Short.toUnsignedInt(rest.getShort(rest.position() + 4));
            int flags = Short.toUnsignedInt(rest.getShort(rest.position() + 6));
            ByteBuffer payload = rest.slice(rest.position() + NetlinkRequest.HEADER, length - NetlinkRequest.HEADER)
                    .order(ByteOrder.nativeOrder());
            replies.add(message(type, flags, sequence, payload));
            rest.position((int) Math.min(rest.limit(), rest.position() + aligned(length)));
        }
        return replies;
    }

    private static NetlinkReply message(int type, int flags, int sequence, ByteBuffer payload) {
        return switch (type) {
            case NLMSG_ERROR, NLMSG_DONE -> result(type, flags, sequence, payload);
            case NetlinkRequest.RTM_NEWADDR -> address(flags, sequence, payload);
            case NetlinkRequest.RTM_NEWLINK -> link(sequence, payload);
            case RouteMessage.RTM_NEWROUTE ->
                new NetlinkReply.Route(sequence, (flags & NLM_F_DUMP_INTR) != 0, RouteMessage.parse(payload));
            case RuleMessage.RTM_NEWRULE ->
                new NetlinkReply.Rule(sequence, (flags & NLM_F_DUMP_INTR) != 0, RuleMessage.parse(payload));
            default -> new NetlinkReply.Other(sequence, type);
        };
    }

    private static NetlinkReply result(int type, int flags, int sequence, ByteBuffer payload) {
        boolean error = type == NLMSG_ERROR;
        if (payload.remaining() < (error ? 4 + NetlinkRequest.HEADER : 4)) {
            return new NetlinkReply.Malformed(sequence, "result of " + payload.remaining() + " bytes");
        }
        int errno = Math.abs(payload.getInt(0));
        long attributes = error ? 4 + NetlinkRequest.HEADER : 4;
        if (error && (flags & NLM_F_CAPPED) == 0) {
            attributes = 4 + aligned(Integer.toUnsignedLong(payload.getInt(4)));
        }
        String text = "";
        if ((flags & NLM_F_ACK_TLVS) != 0 && attributes <= payload.limit()) {
            ByteBuffer value = attribute(payload.position((int) attributes), NLMSGERR_ATTR_MSG);
            text = value == null ? "" : text(value);
        }
        return new NetlinkReply.Result(sequence, errno, text, (flags & NLM_F_DUMP_INTR) != 0);
    }

    private static NetlinkReply address(int flags, int sequence, ByteBuffer payload) {
        if (payload.remaining() < ADDRESS_HEADER) {
            return new NetlinkReply.Malformed(sequence, "address of " + payload.remaining() + " bytes");
        }
        int prefix = Byte.toUnsignedInt(payload.get(1));
        int index = payload.getInt(4);
        ByteBuffer attributes = payload.position(ADDRESS_HEADER);
        // On a point-to-point interface IFA_ADDRESS is the other end's; elsewhere IPv6 has nothing else.
        ByteBuffer local = attribute(attributes, NetlinkRequest.IFA_LOCAL);
        if (local == null && payload.get(0) == NetlinkRequest.AF_INET6) {
            local = attribute(attributes, NetlinkRequest.IFA_ADDRESS);
        }
        ByteBuffer protocol = attribute(attributes, NetlinkRequest.IFA_PROTO);
        ByteBuffer label = attribute(attributes, NetlinkRequest.IFA_LABEL);
        return new NetlinkReply.Address(
                sequence,
                (flags & NLM_F_DUMP_INTR) != 0,
                index,
                prefix,
                protocol == null || !protocol.hasRemaining() ? 0 : Byte.toUnsignedInt(protocol.get(0)),
                local == null ? null : inet(local),
                (payload.get(2) & NetlinkRequest.IFA_F_TENTATIVE) != 0,
                (payload.get(2) & NetlinkRequest.IFA_F_PERMANENT) != 0,
                (payload.get(2) & NetlinkRequest.IFA_F_SECONDARY) != 0,
                Byte.toUnsignedInt(payload.get(3)),
                label == null ? "" : text(label));
    }

    private static NetlinkReply link(int sequence, ByteBuffer payload) {
        if (payload.remaining() < LINK_HEADER) {
            return new NetlinkReply.Malformed(sequence, "link of " + payload.remaining() + " bytes");
        }
        int index = payload.getInt(4);
        int flags = payload.getInt(8);
        ByteBuffer name = attribute(payload.position(LINK_HEADER), NetlinkRequest.IFLA_IFNAME);
        ByteBuffer alias = attribute(payload.position(LINK_HEADER), MacvlanRequest.IFLA_IFALIAS);
        ByteBuffer group = attribute(payload.position(LINK_HEADER), MacvlanRequest.IFLA_GROUP);
        ByteBuffer address = attribute(payload.position(LINK_HEADER), NetlinkRequest.IFLA_ADDRESS);
        List<Byte> hardware = new ArrayList<>();
        while (address != null && address.hasRemaining()) {
            hardware.add(address.get());
        }
        return new NetlinkReply.Link(
                sequence,
                index,
                flags,
                name == null ? "" : text(name),
                alias == null ? "" : text(alias),
                group == null || group.remaining() < Integer.BYTES ? 0 : group.getInt(group.position()),
                hardware,
                isSet(payload, NetlinkRequest.AF_INET6, NetlinkRequest.IFLA_INET6_CONF, 0),
                isSet(
                        payload,
                        NetlinkRequest.AF_INET,
                        NetlinkRequest.IFLA_INET_CONF,
                        NetlinkRequest.PROMOTE_SECONDARIES - 1));
    }

    /** In IFLA_AF_SPEC, by family, stand the settings of the interface, 4 bytes each; the first of IPv6 is "forwarding". */
    private static boolean isSet(ByteBuffer payload, int family, int type, int setting) {
        ByteBuffer families = attribute(payload, NetlinkRequest.IFLA_AF_SPEC);
        ByteBuffer one = families == null ? null : attribute(families, family);
        ByteBuffer settings = one == null ? null : attribute(one, type);
        int at = Integer.BYTES * setting;
        return settings != null && settings.remaining() >= at + Integer.BYTES && settings.getInt(at) != 0;
    }

    /** The value of the first attribute of a type, from position on; null when there is none. */
    static @Nullable ByteBuffer attribute(ByteBuffer payload, int type) {
        int at = payload.position();
        while (at + 4 <= payload.limit()) {
            int length = Short.toUnsignedInt(payload.getShort(at));
            if (length < 4 || at + length > payload.limit()) {
                return null;
            }
            if ((Short.toUnsignedInt(payload.getShort(at + 2)) & NLA_TYPE_MASK) == type) {
                return payload.slice(at + 4, length - 4).order(ByteOrder.nativeOrder());
            }
            at += (int) aligned(length);
        }
        return null;
    }

    /** The types of all attributes, from position on. */
    static Set<Integer> types(ByteBuffer payload) {
        Set<Integer> types = new HashSet<>();
        int at = payload.position();
        while (at + 4 <= payload.limit()) {
            int length = Short.toUnsignedInt(payload.getShort(at));
            if (length < 4 || at + length > payload.limit()) {
                break;
            }
            types.add(Short.toUnsignedInt(payload.getShort(at + 2)) & NLA_TYPE_MASK);
            at += (int) aligned(length);
        }
        return types;
    }

    /** An attribute of 4 bytes as a number without a sign; another where there is none such. */
    static long number(ByteBuffer attributes, int type, long otherwise) {
        ByteBuffer value = attribute(attributes, type);
        return value == null || value.remaining() < 4 ? otherwise : Integer.toUnsignedLong(value.getInt(0));
    }

    /** An attribute that is an address; null where there is none such. */
    static @Nullable InetAddress inet(ByteBuffer attributes, int type) {
        ByteBuffer value = attribute(attributes, type);
        return value == null ? null : inet(value);
    }

    /** An attribute that is the first address of a prefix, which may be left out where that is of no bit; null if wrong. */
    static @Nullable Prefix prefix(ByteBuffer attributes, int type, AddressFamily family, int bits) {
        int most = family == AddressFamily.IPV6 ? 128 : 32;
        if (bits > most) {
            return null;
        }
        if (bits == 0) {
            return new Prefix(InetAddress.ofLiteral(family == AddressFamily.IPV6 ? "::" : "0.0.0.0"), 0);
        }
        InetAddress first = inet(attributes, type);
        return first == null || AddressFamily.of(first) != family ? null : new Prefix(first, bits);
    }

    private static @Nullable InetAddress inet(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        try {
            return switch (bytes.length) {
                case 4 -> InetAddress.getByAddress(bytes);
                // Stays one of IPv6, whatever it maps.
                case 16 -> Inet6Address.getByAddress(null, bytes, -1);
                default -> null;
            };
        } catch (UnknownHostException e) {
            throw new AssertionError("so many bytes are an address", e);
        }
    }

    private static String text(ByteBuffer value) {
        String text = StandardCharsets.UTF_8.decode(value).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static long aligned(long length) {
        return (length + NetlinkRequest.ALIGNMENT - 1) & -NetlinkRequest.ALIGNMENT;
    }
}
