package lb.proxy.datagram;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lb.proxy.linux.SocketCalls;

/**
 * What recvmmsg(2) and sendmmsg(2) are told and tell of each datagram, on 64-bit Linux. One is enough for all sockets of a
 * loop: it is written anew for each call.
 *
 * <pre>
 *  struct mmsghdr   0      8          16    24       32        40           48      56        64
 *                   | name | namelen  | iov | iovlen | control | controllen | flags | msg_len |
 *  struct iovec     | base | len      |
 *  sockaddr_in      | family 2 | port 2 | address 4 |
 *  sockaddr_in6     | family 2 | port 2 | flow 4    | address 16 | scope 4 |
 *  control          0     8       12     16
 *                   | len | level | type | in_pktinfo:  interface 4, local address 4, address in the header 4
 *                                        | in6_pktinfo: address 16, interface 4
 * </pre>
 */
final class MessageHeaders {
    static final int ADDRESS_BYTES = 32;
    private static final int HEADER_BYTES = 64;
    private static final int VECTOR_BYTES = 16;
    private static final int CONTROL_BYTES = 64;

    private static final int PACKET_INFO = 16;
    private static final int IPV4_CONTROL = PACKET_INFO + 12;
    private static final int IPV6_CONTROL = PACKET_INFO + 20;

    private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt IPV4 = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong IPV6_HALF = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int HEADERS = 0;
    private static final int VECTORS = HEADERS + DatagramBatch.PLACES * HEADER_BYTES;
    private static final int ADDRESSES = VECTORS + DatagramBatch.PLACES * VECTOR_BYTES;
    private static final int CONTROLS = ADDRESSES + DatagramBatch.PLACES * ADDRESS_BYTES;
    private static final int LENGTH = CONTROLS + DatagramBatch.PLACES * CONTROL_BYTES;
    private static final int BYTES = LENGTH + 8;

    private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, 64);

    /** Of the first header. */
    long headers() {
        return memory.address();
    }

    /** Of the first socket address. */
    long address() {
        return memory.address() + ADDRESSES;
    }

    /** Of an int that says how much room the first socket address has. */
    long room() {
        memory.set(JAVA_INT, LENGTH, ADDRESS_BYTES);
        return memory.address() + LENGTH;
    }

    /**
     * Makes all places ready to receive.
     *
     * @param clients whether the senders are asked for
     * @param info whether the local addresses are asked for
     */
    void forReceive(DatagramBatch batch, boolean clients, boolean info) {
        for (int i = 0; i < DatagramBatch.PLACES; i++) {
            vector(i, batch, i, DatagramBatch.PLACE_BYTES);
            header(i, clients ? ADDRESS_BYTES : 0, info ? CONTROL_BYTES : 0, i);
        }
    }

    /** Takes over what was received: lengths, and flows where the senders were asked for. */
    void received(DatagramBatch batch, int count, boolean clients) {
        for (int i = 0; i < count; i++) {
            int header = HEADERS + i * HEADER_BYTES;
            batch.lengths[i] = memory.get(JAVA_INT, header + 56);
            if (clients) {
                Flow flow = batch.flows[i];
                readAddress(ADDRESSES + i * ADDRESS_BYTES, flow);
                readLocal(CONTROLS + i * CONTROL_BYTES, memory.get(JAVA_LONG, header + 40), flow);
            }
        }
    }

    /** Makes datagrams of a batch ready to be sent on a connected socket. */
    void forSend(DatagramBatch batch, int first, int count) {
        for (int i = 0; i < count; i++) {
            vector(i, batch, first + i, batch.lengths[first + i]);
            header(i, 0, 0, 0);
        }
    }

    /**
     * Makes datagrams of a batch ready to be sent to one client.
     *
     * @param ipv6 whether the socket is one of IPv6, which may carry IPv4 too
     */
    void forSend(DatagramBatch batch, int first, int count, Flow to, boolean ipv6) {
        int addressBytes = writeClient(to, ipv6);
        int controlBytes = to.hasLocal() ? writeLocal(to, ipv6) : 0;
        for (int i = 0; i < count; i++) {
            vector(i, batch, first + i, batch.lengths[first + i]);
            header(i, addressBytes, controlBytes, 0);
        }
    }

    /** Writes the first socket address, and gives its length. */
    int write(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        memory.set(PORT, ADDRESSES + 2, (short) address.getPort());
        if (host instanceof Inet4Address) {
            memory.set(JAVA_SHORT, ADDRESSES, (short) SocketCalls.AF_INET);
            memory.set(IPV4, ADDRESSES + 4, ByteBuffer.wrap(host.getAddress()).getInt());
            return 16;
        }
        ByteBuffer halves = ByteBuffer.wrap(host.getAddress());
        return writeIpv6(
                halves.getLong(), halves.getLong(), host instanceof Inet6Address scoped ? scoped.getScopeId() : 0);
    }

    /** Reads the first socket address. */
    InetSocketAddress read() {
        Flow flow = new Flow();
        readAddress(ADDRESSES, flow);
        return flow.client();
    }

    private void vector(int index, DatagramBatch batch, int place, int length) {
        int vector = VECTORS + index * VECTOR_BYTES;
        memory.set(JAVA_LONG, vector, batch.memory.address() + (long) place * DatagramBatch.PLACE_BYTES);
        memory.set(JAVA_LONG, vector + 8, length);
    }

    /** @param place whose socket address and control it uses; their lengths may be 0 */
    private void header(int index, int addressBytes, int controlBytes, int place) {
        int header = HEADERS + index * HEADER_BYTES;
        long base = memory.address();
        memory.set(JAVA_LONG, header, addressBytes == 0 ? 0 : base + ADDRESSES + (long) place * ADDRESS_BYTES);
        memory.set(JAVA_LONG, header + 8, addressBytes);
        memory.set(JAVA_LONG, header + 16, base + VECTORS + (long) index * VECTOR_BYTES);
        memory.set(JAVA_LONG, header + 24, 1);
        memory.set(JAVA_LONG, header + 32, controlBytes == 0 ? 0 : base + CONTROLS + (long) place * CONTROL_BYTES);
        memory.set(JAVA_LONG, header + 40, controlBytes);
        memory.set(JAVA_LONG, header + 48, 0);
    }

    private void readAddress(int at, Flow flow) {
        flow.clientPort = memory.get(PORT, at + 2) & 0xFFFF;
        if (memory.get(JAVA_SHORT, at) == SocketCalls.AF_INET) {
            flow.clientIpv4(memory.get(IPV4, at + 4));
            flow.clientScope = 0;
        } else {
            flow.clientHigh = memory.get(IPV6_HALF, at + 8);
            flow.clientLow = memory.get(IPV6_HALF, at + 16);
            flow.clientScope = memory.get(JAVA_INT, at + 24);
        }
    }

    /**
     * Of a broadcast, the kernel gives the address that a reply to it has to come from (in IPv4); a multicast group can
     * send nothing, and leaves the choice to the kernel.
     */
    private void readLocal(int at, long length, Flow flow) {
        flow.noLocal();
        if (length < IPV4_CONTROL) {
            return;
        }
        int level = memory.get(JAVA_INT, at + 8);
        int type = memory.get(JAVA_INT, at + 12);
        if (level == SocketCalls.SOL_IP && type == SocketCalls.IP_PKTINFO) {
            flow.localLow = Flow.mapped(memory.get(IPV4, at + PACKET_INFO + 4));
        } else if (level == SocketCalls.SOL_IPV6 && type == SocketCalls.IPV6_PKTINFO) {
            long high = memory.get(IPV6_HALF, at + PACKET_INFO);
            if (high >>> 56 != 0xFF) {
                flow.localHigh = high;
                flow.localLow = memory.get(IPV6_HALF, at + PACKET_INFO + 8);
            }
        }
    }

    private int writeClient(Flow to, boolean ipv6) {
        memory.set(PORT, ADDRESSES + 2, (short) to.clientPort);
        if (ipv6) {
            return writeIpv6(to.clientHigh, to.clientLow, to.clientScope);
        }
        memory.set(JAVA_SHORT, ADDRESSES, (short) SocketCalls.AF_INET);
        memory.set(IPV4, ADDRESSES + 4, (int) to.clientLow);
        memory.set(JAVA_LONG, ADDRESSES + 8, 0);
        return 16;
    }

    private int writeIpv6(long high, long low, int scope) {
        memory.set(JAVA_SHORT, ADDRESSES, (short) SocketCalls.AF_INET6);
        memory.set(JAVA_INT, ADDRESSES + 4, 0);
        memory.set(IPV6_HALF, ADDRESSES + 8, high);
        memory.set(IPV6_HALF, ADDRESSES + 16, low);
        memory.set(JAVA_INT, ADDRESSES + 24, scope);
        return 28;
    }

    /** An interface is named only where the address means nothing without: routes choose it otherwise. */
    private int writeLocal(Flow to, boolean ipv6) {
        memory.set(JAVA_LONG, CONTROLS, ipv6 ? IPV6_CONTROL : IPV4_CONTROL);
        memory.set(JAVA_INT, CONTROLS + 8, ipv6 ? SocketCalls.SOL_IPV6 : SocketCalls.SOL_IP);
        memory.set(JAVA_INT, CONTROLS + 12, ipv6 ? SocketCalls.IPV6_PKTINFO : SocketCalls.IP_PKTINFO);
        int info = CONTROLS + PACKET_INFO;
        if (ipv6) {
            memory.set(IPV6_HALF, info, to.localHigh);
            memory.set(IPV6_HALF, info + 8, to.localLow);
            memory.set(JAVA_INT, info + 16, to.clientScope);
            return aligned(IPV6_CONTROL);
        }
        memory.set(JAVA_INT, info, 0);
        memory.set(IPV4, info + 4, (int) to.localLow);
        memory.set(JAVA_INT, info + 8, 0);
        return aligned(IPV4_CONTROL);
    }

    private static int aligned(int bytes) {
        return bytes + 7 & -8;
    }
}
