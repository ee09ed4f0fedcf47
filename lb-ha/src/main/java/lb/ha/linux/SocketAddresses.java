package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import lb.ha.settings.AddressFamily;

/**
 * Socket addresses as the kernel lays them out.
 *
 * <pre>
 *                0        2        4                 8        10 11 12             16       20
 *  sockaddr_in   | family | port   | address         | zero                       |
 *  sockaddr_in6  | family | port   | flow            | address             ... 24 | scope |
 *  sockaddr_nl   | family | zero   | port id         | groups         |
 *  sockaddr_ll   | family | proto  | interface       | hatype |pt|hl| hardware address ... |
 *  sockaddr_un   | family | 0, name ...  or  path, 0
 * </pre>
 */
public final class SocketAddresses {
    private static final ValueLayout.OfShort NETWORK_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    /** Bytes of a socket's path, without the zero byte that ends it. */
    public static final int LONGEST_PATH = 107;

    private static final int INET = 16;
    private static final int INET6 = 28;

    private SocketAddresses() {}

    /** An empty {@code sockaddr_in} or {@code sockaddr_in6}, to be filled by {@link #fill}. */
    public static MemorySegment empty(Arena arena, AddressFamily family) {
        return arena.allocate(family == AddressFamily.IPV6 ? INET6 : INET, 8);
    }

    /** Fills what {@link #empty} made for the family of the address: port, flow label and scope are 0. */
    public static void fill(MemorySegment into, InetAddress address) {
        boolean ipv6 = address instanceof Inet6Address;
        byte[] octets = address.getAddress();
        into.set(JAVA_SHORT, 0, (short) (ipv6 ? Descriptor.AF_INET6 : Descriptor.AF_INET));
        MemorySegment.copy(octets, 0, into, JAVA_BYTE, ipv6 ? 8 : 4, octets.length);
    }

    /** An address and its port, of IPv4 or IPv6; it must be resolved. */
    public static MemorySegment of(Arena arena, InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            throw new IllegalArgumentException(address + " is not resolved");
        }
        MemorySegment made = empty(arena, AddressFamily.of(ip));
        fill(made, ip);
        if (ip instanceof Inet6Address six) {
            made.set(JAVA_INT, 24, six.getScopeId());
        }
        made.set(NETWORK_SHORT, 2, (short) address.getPort());
        return made;
    }

    /**
     * The kernel's end of a netlink socket, or our own.
     *
     * @param groups bit set of multicast groups to hear, 0 for none
     */
    public static MemorySegment netlink(Arena arena, int groups) {
        MemorySegment address = arena.allocate(12, 4);
        address.set(JAVA_SHORT, 0, (short) Descriptor.AF_NETLINK);
        address.set(JAVA_INT, 8, groups);
        return address;
    }

    /**
     * A hardware address of Ethernet; {@link #packetInterface} says on which interface.
     *
     * @param hardwareAddress 6 bytes
     */
    public static MemorySegment packet(Arena arena, int etherType, byte... hardwareAddress) {
        MemorySegment address = arena.allocate(20, 4);
        address.set(JAVA_SHORT, 0, (short) Descriptor.AF_PACKET);
        address.set(NETWORK_SHORT, 2, (short) etherType);
        address.set(JAVA_BYTE, 11, (byte) hardwareAddress.length);
        MemorySegment.copy(hardwareAddress, 0, address, JAVA_BYTE, 12, hardwareAddress.length);
        return address;
    }

    /** Sets the interface of a {@code sockaddr_ll}. */
    public static void packetInterface(MemorySegment into, int index) {
        into.set(JAVA_INT_UNALIGNED, 4, index);
    }

    /** A path of at most {@link #LONGEST_PATH} bytes. */
    public static MemorySegment unixPath(Arena arena, byte[] path) {
        MemorySegment address = arena.allocate(2L + path.length + 1, 2);
        address.set(JAVA_SHORT, 0, (short) Descriptor.AF_UNIX);
        address.asSlice(2).copyFrom(MemorySegment.ofArray(path));
        return address;
    }

    /** A name in the abstract space, which is the network namespace's and leaves no file behind. */
    public static MemorySegment unixAbstract(Arena arena, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        MemorySegment address = arena.allocate(3L + bytes.length, 2);
        address.set(JAVA_SHORT, 0, (short) Descriptor.AF_UNIX);
        address.asSlice(3).copyFrom(MemorySegment.ofArray(bytes));
        return address;
    }
}
