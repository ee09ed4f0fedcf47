package lb.ha.address;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;

/**
 * Classic BPF programs (Linux: networking/filter.rst) that let through only what says who has one of some addresses. A
 * packet begins with its Ethernet header.
 *
 * <pre>
 *   ARP          ld  [28]                sender
 *                jeq #address, 0, next   for each address
 *                ret #-1
 *       next:    ret #0
 *   ICMPv6       ldb [20], jeq #58       next header
 *                ldb [54], jeq #136      neighbour advertisement
 *                ld  [62 + 4 i]          target, four words for each address
 *                jeq #word, 0, next
 *                ret #-1
 *       next:    ret #0
 * </pre>
 */
final class ClaimFilter {
    /** Bytes of struct sock_filter: code (16 bits), jump if true, jump if false (8 each), k (32). */
    static final int INSTRUCTION = 8;

    /** Of IPv6 no more fit into the 4,096 instructions that the kernel takes; the rest is not heard. */
    private static final int MOST_IPV6 = 400;

    private static final int MOST_IPV4 = 2000;

    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int PASS = -1;
    private static final int DROP = 0;

    private static final int ARP_SENDER = 28;
    private static final int NEXT_HEADER = 20;
    private static final int ICMPV6 = 58;
    private static final int TYPE = 54;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int TARGET = 62;
    private static final int WORDS = 4;

    private final ByteBuffer program = ByteBuffer.allocate(4096 * INSTRUCTION).order(ByteOrder.nativeOrder());

    private ClaimFilter() {}

    /** The program for ARP, of those that are of IPv4. */
    static byte[] arp(Collection<InetAddress> addresses) {
        ClaimFilter filter = new ClaimFilter();
        filter.add(LOAD_WORD, 0, 0, ARP_SENDER);
        for (InetAddress address : first(addresses, Inet4Address.class, MOST_IPV4)) {
            filter.add(
                    JUMP_IF_EQUAL, 0, 1, ByteBuffer.wrap(address.getAddress()).getInt());
            filter.add(RETURN, 0, 0, PASS);
        }
        return filter.end();
    }

    /** The program for IPv6, of those that are of it. */
    static byte[] advertisements(Collection<InetAddress> addresses) {
        ClaimFilter filter = new ClaimFilter();
        filter.add(LOAD_BYTE, 0, 0, NEXT_HEADER);
        filter.add(JUMP_IF_EQUAL, 1, 0, ICMPV6);
        filter.add(RETURN, 0, 0, DROP);
        filter.add(LOAD_BYTE, 0, 0, TYPE);
        filter.add(JUMP_IF_EQUAL, 1, 0, NEIGHBOUR_ADVERTISEMENT);
        filter.add(RETURN, 0, 0, DROP);
        for (InetAddress address : first(addresses, Inet6Address.class, MOST_IPV6)) {
            ByteBuffer words = ByteBuffer.wrap(address.getAddress());
            for (int word = 0; word < WORDS; word++) {
                filter.add(LOAD_WORD, 0, 0, TARGET + Integer.BYTES * word);
                filter.add(JUMP_IF_EQUAL, 0, 2 * (WORDS - word) - 1, words.getInt());
            }
            filter.add(RETURN, 0, 0, PASS);
        }
        return filter.end();
    }

    private static List<InetAddress> first(
            Collection<InetAddress> addresses, Class<? extends InetAddress> family, int most) {
        return addresses.stream().filter(family::isInstance).limit(most).toList();
    }

    private void add(int code, int ifTrue, int ifFalse, int value) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
    }

    private byte[] end() {
        add(RETURN, 0, 0, DROP);
        byte[] bytes = new byte[program.flip().remaining()];
        program.get(bytes);
        return bytes;
    }
}
