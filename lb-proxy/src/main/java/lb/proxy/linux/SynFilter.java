package lb.proxy.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;

/**
 * A classic BPF program (Linux: networking/filter.rst) for a socket that listens: it drops each SYN to one of some
 * addresses without a word, so that the client tries again a second later, and lets everything else through. Who is
 * connected, or about to be, goes on; so do the other addresses of a socket that listens on all.
 *
 * <p>The packet begins with the TCP header (RFC 9293 section 3.1); the IP header before it is found at SKF_NET_OFF:
 *
 * <pre>
 *              ldb [13]                    TCP flags
 *              and #SYN|ACK
 *              jeq #SYN, next              only what asks for a connection
 *              ret #-1                     accepted
 *     next:    ldb [SKF_NET_OFF + 0]       version of IP
 *              and #0xf0
 *              jeq #0x40, ipv4
 *              ja  ipv6
 *   ipv4:      ld  [SKF_NET_OFF + 16]      destination (RFC 791 section 3.1)
 *              jeq #address, drop, next    for each address of IPv4
 *     drop:    ret #0
 *     next:    ret #-1
 *   ipv6:      ld  [SKF_NET_OFF + 24]      destination (RFC 8200 section 3), four words for each address of IPv6
 *              jeq #word, go on, next
 *              ...
 *              ret #0
 *     next:    ret #-1
 * </pre>
 */
public final class SynFilter {
    /** Bytes of struct sock_filter: code (16 bits), jump if true, jump if false (8 each), k (32). */
    public static final int INSTRUCTION = 8;

    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_WORD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP = 0x05;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private static final int SKF_NET_OFF = -0x100000;
    private static final int TCP_FLAGS = 13;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int VERSION = 0xf0;
    private static final int VERSION_4 = 0x40;
    private static final int DESTINATION_4 = 16;
    private static final int DESTINATION_6 = 24;
    private static final int DROP = 0;
    private static final int ACCEPT = -1;

    private static final int BYTES_4 = 4;
    private static final int WORDS_6 = 4;

    /** Instructions before the addresses. */
    private static final int HEAD = 8;

    /** Instructions for each address: the tests, and the drop. */
    private static final int EACH_4 = 2;

    private static final int EACH_6 = 2 * WORDS_6 + 1;

    private final ByteBuffer program;

    private SynFilter(int instructions) {
        program = ByteBuffer.allocate(instructions * INSTRUCTION).order(ByteOrder.nativeOrder());
    }

    /**
     * The program: structs sock_filter in the byte order of this machine.
     *
     * @param addresses those whose SYNs are dropped; the kernel takes 4,096 instructions, 2 for each of IPv4, 9 of IPv6
     */
    public static byte[] dropping(Collection<InetAddress> addresses) {
        List<byte[]> ipv4 = ofLength(addresses, true);
        List<byte[]> ipv6 = ofLength(addresses, false);
        int partOf4 = 1 + ipv4.size() * EACH_4 + 1;
        SynFilter filter = new SynFilter(HEAD + partOf4 + ipv6.size() * EACH_6 + 1);
        filter.add(LOAD_BYTE, TCP_FLAGS);
        filter.add(AND, SYN | ACK);
        filter.jumpIfEqual(SYN, 1, 0);
        filter.add(RETURN, ACCEPT);
        filter.add(LOAD_BYTE, SKF_NET_OFF);
        filter.add(AND, VERSION);
        // A conditional jump reaches 255 instructions only, which many addresses are more than.
        filter.jumpIfEqual(VERSION_4, 1, 0);
        filter.add(JUMP, partOf4);
        filter.add(LOAD_WORD, SKF_NET_OFF + DESTINATION_4);
        for (byte[] address : ipv4) {
            filter.jumpIfEqual(ByteBuffer.wrap(address).getInt(), 0, 1);
            filter.add(RETURN, DROP);
        }
        filter.add(RETURN, ACCEPT);
        for (byte[] address : ipv6) {
            filter.dropIpv6(ByteBuffer.wrap(address));
        }
        filter.add(RETURN, ACCEPT);
        return filter.program.array();
    }

    /** The program that drops each SYN, to whatever address. */
    public static byte[] droppingAll() {
        SynFilter filter = new SynFilter(5);
        filter.add(LOAD_BYTE, TCP_FLAGS);
        filter.add(AND, SYN | ACK);
        filter.jumpIfEqual(SYN, 1, 0);
        filter.add(RETURN, ACCEPT);
        filter.add(RETURN, DROP);
        return filter.program.array();
    }

    private static List<byte[]> ofLength(Collection<InetAddress> addresses, boolean ofIpv4) {
        return addresses.stream()
                .map(InetAddress::getAddress)
                .filter(bytes -> (bytes.length == BYTES_4) == ofIpv4)
                .toList();
    }

    private void dropIpv6(ByteBuffer address) {
        for (int word = 0; word < WORDS_6; word++) {
            add(LOAD_WORD, SKF_NET_OFF + DESTINATION_6 + word * Integer.BYTES);
            jumpIfEqual(address.getInt(), 0, 2 * (WORDS_6 - word) - 1);
        }
        add(RETURN, DROP);
    }

    private void jumpIfEqual(int value, int ifTrue, int ifFalse) {
        add(JUMP_IF_EQUAL, ifTrue, ifFalse, value);
    }

    private void add(int code, int value) {
        add(code, 0, 0, value);
    }

    private void add(int code, int ifTrue, int ifFalse, int value) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
    }
}
