package lb.ha.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The rtnetlink(7) requests that a virtual address needs, in the machine's byte order, filled into the
 * caller's buffer. The sequence number is left to {@link NetlinkSocket}.
 *
 * <pre>
 *  struct nlmsghdr   0        4      6       8          12        16
 *                    | length | type | flags | sequence | port id |  payload, attributes ...
 *
 *  struct ifaddrmsg  0        1        2       3       4           8
 *                    | family | prefix | flags | scope | interface |
 *
 *  struct ifinfomsg  0        2      4           8       12       16
 *                    | family | type | interface | flags | change |
 *
 *  attribute         0        2      4
 *                    | length | type | value ... | zeros to a multiple of 4
 * </pre>
 */
final class NetlinkRequest {
    static final int RTM_NEWLINK = 16;
    static final int RTM_GETLINK = 18;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;

    static final int HEADER = 16;
    static final int ALIGNMENT = 4;
    /** Where the sequence number stands. */
    static final int SEQUENCE = 8;

    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_LABEL = 3;
    static final int IFA_CACHEINFO = 6;
    static final int IFA_FLAGS = 8;
    static final int IFA_PROTO = 11;
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_AF_SPEC = 26;
    static final int IFLA_EXT_MASK = 29;
    static final int IFLA_INET_CONF = 1;
    static final int IFLA_INET6_CONF = 2;
    static final int IFLA_INET6_ADDR_GEN_MODE = 8;

    /** Of IPv4's settings of an interface (linux/ip.h), which are counted from 1. */
    static final int PROMOTE_SECONDARIES = 20;

    /** IPv4; the same bit is IFA_F_TEMPORARY of IPv6. */
    static final int IFA_F_SECONDARY = 0x01;

    static final int IFA_F_NODAD = 0x02;
    static final int IFA_F_TENTATIVE = 0x40;
    static final int IFA_F_PERMANENT = 0x80;
    static final int IFA_F_NOPREFIXROUTE = 0x200;
    /** Marks addresses (since kernel 5.18), routes and rules (4.17) as ours: VRRP's protocol number. */
    static final byte PROTOCOL = 112;

    static final byte HOST_PREFIX = 32;
    static final byte HOST_PREFIX_IPV6 = (byte) 128;

    static final byte AF_INET = 2;
    static final byte AF_INET6 = 10;

    /** A lifetime without end. */
    static final int FOREVER = -1;

    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int NLM_F_REPLACE = 0x100;
    private static final int NLM_F_EXCL = 0x200;
    private static final int NLM_F_CREATE = 0x400;
    private static final int NLM_F_DUMP = 0x300;

    private static final int IFF_UP = 1;
    private static final byte IN6_ADDR_GEN_MODE_NONE = 1;

    private static final byte AF_UNSPEC = 0;
    private static final int RTEXT_FILTER_SKIP_STATS = 8;

    private NetlinkRequest() {}

    /**
     * An address as /32; one that is there already is made so.
     *
     * <p>IPv6: as /128, used at once without looking for a duplicate, whose owner until now may still answer, and
     * deprecated from the start, so that it is never chosen as a source (RFC 6724 section 5, rule 3). One that is there
     * already is refused, unless it is asked for again: the prefix length does not tell it from the interface's own.
     *
     * <p>Label and scope are of IPv4 only, and those of an address that is there already stay as they are.
     *
     * @param lease seconds, after which the kernel removes it unless it is asked for again; 0 for as long as the interface
     *     lives
     * @param again IPv6: whether it may be there already
     */
    static void addAddress(ByteBuffer into, int interfaceIndex, VirtualAddress added, int lease, boolean again) {
        InetAddress address = added.address();
        boolean ipv6 = address instanceof Inet6Address;
        begin(into, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | (ipv6 && !again ? 0 : NLM_F_REPLACE));
        address(into, interfaceIndex, address, VirtualAddress.bits(address), added.scope());
        label(into, added);
        attribute(into, IFA_FLAGS, 4).putInt(IFA_F_NOPREFIXROUTE | (ipv6 ? IFA_F_NODAD : 0));
        int lifetime = lease == 0 ? FOREVER : lease;
        // struct ifa_cacheinfo { preferred; valid; created; updated; }
        attribute(into, IFA_CACHEINFO, 16)
                .putInt(ipv6 ? 0 : lifetime)
                .putInt(lifetime)
                .putInt(0)
                .putInt(0);
        attribute(into, IFA_PROTO, 1).put(PROTOCOL);
        end(into);
    }

    /** An address of the machine's own: with the route of its network, for ever; refused where the same is there. */
    static void addStaticAddress(ByteBuffer into, int interfaceIndex, VirtualAddress added) {
        begin(into, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
        address(into, interfaceIndex, added.address(), added.prefix(), added.scope());
        label(into, added);
        attribute(into, IFA_PROTO, 1).put(PROTOCOL);
        end(into);
    }

    private static void label(ByteBuffer into, VirtualAddress added) {
        String label = added.label();
        if (label != null && added.family() == AddressFamily.IPV4) {
            byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
            attribute(into, IFA_LABEL, bytes.length + 1).put(bytes).put((byte) 0);
        }
    }

    /** The same address away; one that is there with another prefix length is another one. */
    static void removeAddress(ByteBuffer into, int interfaceIndex, InetAddress address, int prefix) {
        begin(into, RTM_DELADDR, NLM_F_REQUEST | NLM_F_ACK);
        address(into, interfaceIndex, address, prefix, Scope.GLOBAL);
        end(into);
    }

    private static void address(ByteBuffer into, int interfaceIndex, InetAddress address, int prefix, Scope scope) {
        boolean ipv6 = address instanceof Inet6Address;
        into.put(ipv6 ? AF_INET6 : AF_INET).put((byte) prefix);
        into.put((byte) 0).put((byte) scope.number()).putInt(interfaceIndex);
        address(into, IFA_LOCAL, address);
        address(into, IFA_ADDRESS, address);
    }

    /** All addresses of a family of all interfaces. */
    static void dumpAddresses(ByteBuffer into, AddressFamily family) {
        beginList(into, RTM_GETADDR);
        into.put(number(family));
        into.put((byte) 0).put((byte) 0).put((byte) 0).putInt(0);
        end(into);
    }

    /** One interface, by a name that {@link lb.ha.linux.NetworkInterfaces#possible} accepts. */
    static void getLink(ByteBuffer into, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        begin(into, RTM_GETLINK, NLM_F_REQUEST);
        into.put(AF_UNSPEC)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(0)
                .putInt(0);
        attribute(into, IFLA_IFNAME, bytes.length + 1).put(bytes).put((byte) 0);
        attribute(into, IFLA_EXT_MASK, 4).putInt(RTEXT_FILTER_SKIP_STATS);
        end(into);
    }

    /** An interface up. */
    static void setLinkUp(ByteBuffer into, int interfaceIndex) {
        changeLink(into, interfaceIndex, IFF_UP);
        end(into);
    }

    /** An interface that is not up yet: it is to have no link-local address of its own. */
    static void leaveOutLinkLocal(ByteBuffer into, int interfaceIndex) {
        changeLink(into, interfaceIndex, 0);
        // Three attributes in one another: of IPv6, how addresses are made, which is not at all.
        attribute(into, IFLA_AF_SPEC, 12);
        attribute(into, AF_INET6, 8);
        attribute(into, IFLA_INET6_ADDR_GEN_MODE, 1).put(IN6_ADDR_GEN_MODE_NONE);
        end(into);
    }

    /** Whether other addresses of a network stay on an interface when the first of them is removed. */
    static void promoteSecondaries(ByteBuffer into, int interfaceIndex, boolean promotes) {
        changeLink(into, interfaceIndex, 0);
        // Four attributes in one another: of IPv4, of its settings, one.
        attribute(into, IFLA_AF_SPEC, 16);
        attribute(into, AF_INET, 12);
        attribute(into, IFLA_INET_CONF, 8);
        attribute(into, PROMOTE_SECONDARIES, 4).putInt(promotes ? 1 : 0);
        end(into);
    }

    static void changeLink(ByteBuffer into, int interfaceIndex, int flags) {
        begin(into, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK);
        interfaceInfo(into, interfaceIndex, flags);
    }

    /** The head of one about a device that is there. */
    static void aboutLink(ByteBuffer into, int type, int interfaceIndex) {
        begin(into, type, NLM_F_REQUEST | NLM_F_ACK);
        interfaceInfo(into, interfaceIndex, 0);
    }

    /** The head of one for a new device. */
    static void newLink(ByteBuffer into) {
        begin(into, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
        interfaceInfo(into, 0, 0);
    }

    private static void interfaceInfo(ByteBuffer into, int interfaceIndex, int flags) {
        into.put(AF_UNSPEC).put((byte) 0).putShort((short) 0).putInt(interfaceIndex);
        into.putInt(flags).putInt(flags);
    }

    /** A change that is refused when what it adds is there already; the payload follows. */
    static void beginAdding(ByteBuffer into, int type) {
        begin(into, type, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
    }

    /** A change; the payload follows. */
    static void beginChange(ByteBuffer into, int type) {
        begin(into, type, NLM_F_REQUEST | NLM_F_ACK);
    }

    /** A question for a list; the payload follows. */
    static void beginList(ByteBuffer into, int type) {
        begin(into, type, NLM_F_REQUEST | NLM_F_DUMP);
    }

    /** The kernel's number of a family. */
    static byte number(AddressFamily family) {
        return family == AddressFamily.IPV6 ? AF_INET6 : AF_INET;
    }

    /** The family of a number; null for any other. */
    static @Nullable AddressFamily family(byte number) {
        return switch (number) {
            case AF_INET -> AddressFamily.IPV4;
            case AF_INET6 -> AddressFamily.IPV6;
            default -> null;
        };
    }

    private static void begin(ByteBuffer into, int type, int flags) {
        into.clear().order(ByteOrder.nativeOrder());
        into.putInt(0).putShort((short) type).putShort((short) flags);
        into.putInt(0).putInt(0);
    }

    /** The head of an attribute; its {@code length} bytes of value are put behind it by the caller. */
    static ByteBuffer attribute(ByteBuffer into, int type, int length) {
        pad(into);
        return into.putShort((short) (4 + length)).putShort((short) type);
    }

    /** An attribute that is an address. */
    static void address(ByteBuffer into, int type, InetAddress address) {
        byte[] octets = address.getAddress();
        attribute(into, type, octets.length).put(octets);
    }

    /** Ends what {@code begin…} began. */
    static void end(ByteBuffer into) {
        pad(into);
        into.flip();
        into.putInt(0, into.limit());
    }

    private static void pad(ByteBuffer into) {
        while (into.position() % ALIGNMENT != 0) {
            into.put((byte) 0);
        }
    }
}
