package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

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

    private SocketAddresses() {}

    /** An empty {@code sockaddr_in}, to be filled by {@link #inet(MemorySegment, Inet4Address)}. */
    public static MemorySegment inet(Arena arena) {
        return arena.allocate(16, 8);
    }

    /** Fills a {@code sockaddr_in}, port 0. */
    public static void inet(MemorySegment into, Inet4Address address) {
        into.set(JAVA_SHORT, 0, (short) Descriptor.AF_INET);
        into.asSlice(4, 4).copyFrom(MemorySegment.ofArray(address.getAddress()));
    }

    /** An address and its port, of IPv4 or IPv6; it must be resolved. */
    public static MemorySegment of(Arena arena, InetSocketAddress address) {
        MemorySegment made = switch (address.getAddress()) {
            case Inet4Address four -> {
                MemorySegment inet = inet(arena);
                inet(inet, four);
                yield inet;
            }
            case Inet6Address six -> {
                MemorySegment inet6 = arena.allocate(28, 8);
                inet6.set(JAVA_SHORT, 0, (short) Descriptor.AF_INET6);
                inet6.asSlice(8, 16).copyFrom(MemorySegment.ofArray(six.getAddress()));
                inet6.set(JAVA_INT, 24, six.getScopeId());
                yield inet6;
            }
            case null, default -> throw new IllegalArgumentException(address + " is not resolved");
        };
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

    /** The Ethernet broadcast address; {@link #packetInterface} says on which interface. */
    public static MemorySegment packetBroadcast(Arena arena, int etherType) {
        MemorySegment address = arena.allocate(20, 4);
        address.set(JAVA_SHORT, 0, (short) Descriptor.AF_PACKET);
        address.set(NETWORK_SHORT, 2, (short) etherType);
        address.set(JAVA_BYTE, 11, (byte) 6);
        address.asSlice(12, 6).fill((byte) 0xff);
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
    static MemorySegment unixAbstract(Arena arena, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        MemorySegment address = arena.allocate(3L + bytes.length, 2);
        address.set(JAVA_SHORT, 0, (short) Descriptor.AF_UNIX);
        address.asSlice(3).copyFrom(MemorySegment.ofArray(bytes));
        return address;
    }
}
