package lb.ha.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lb.ha.address.ClaimListener.Claim;
import org.jspecify.annotations.Nullable;

/**
 * An Ethernet frame in which somebody says to have an address: an ARP packet (RFC 826) with a sender, or a neighbour
 * advertisement (RFC 4861 section 4.4).
 *
 * <pre>
 *  0             6        12     14
 *  | destination | source | type | ARP: 8 bytes | sender MAC | sender IP | …
 *                                | IPv6: 40 bytes | 136 | 0 | checksum | flags | target | …
 * </pre>
 *
 * @param hardwareAddress whose: of ARP what the packet says, else the source of the frame
 */
record ClaimFrame(InetAddress address, List<Byte> hardwareAddress) {
    private static final int HARDWARE_SOURCE = 6;
    private static final int ETHERTYPE = 12;
    private static final int ETHERNET_HEADER = 14;
    private static final short ARP = 0x0806;
    private static final short IPV6 = (short) 0x86dd;
    private static final int ARP_SENDER_MAC = ETHERNET_HEADER + 8;
    private static final int NEXT_HEADER = ETHERNET_HEADER + 6;
    private static final int ICMPV6_TYPE = ETHERNET_HEADER + 40;
    private static final int TARGET = ICMPV6_TYPE + 8;
    private static final byte ICMPV6 = 58;
    private static final byte NEIGHBOUR_ADVERTISEMENT = (byte) 136;
    private static final int IPV6_ADDRESS = 16;

    /** Reads from position to limit; null when it is none of these. Never throws. */
    static @Nullable ClaimFrame parse(ByteBuffer received) {
        ByteBuffer frame = received.slice().order(ByteOrder.BIG_ENDIAN);
        if (frame.remaining() < ETHERNET_HEADER) {
            return null;
        }
        return switch (frame.getShort(ETHERTYPE)) {
            case ARP -> arp(frame);
            case IPV6 -> advertisement(frame);
            default -> null;
        };
    }

    private static @Nullable ClaimFrame arp(ByteBuffer frame) {
        InetAddress sender = ArpMessage.sender(frame.slice(ETHERNET_HEADER, frame.limit() - ETHERNET_HEADER));
        return sender == null ? null : new ClaimFrame(sender, hardware(frame, ARP_SENDER_MAC));
    }

    private static @Nullable ClaimFrame advertisement(ByteBuffer frame) {
        if (frame.limit() < TARGET + IPV6_ADDRESS
                || frame.get(NEXT_HEADER) != ICMPV6
                || frame.get(ICMPV6_TYPE) != NEIGHBOUR_ADVERTISEMENT) {
            return null;
        }
        return new ClaimFrame(target(frame), hardware(frame, HARDWARE_SOURCE));
    }

    private static List<Byte> hardware(ByteBuffer frame, int at) {
        List<Byte> hardware = new ArrayList<>();
        for (int i = 0; i < Announcer.HARDWARE_ADDRESS; i++) {
            hardware.add(frame.get(at + i));
        }
        return List.copyOf(hardware);
    }

    private static InetAddress target(ByteBuffer frame) {
        byte[] target = new byte[IPV6_ADDRESS];
        frame.get(TARGET, target);
        try {
            return Inet6Address.getByAddress(null, target, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }

    Claim claim() {
        return new Claim(
                address,
                hardwareAddress.stream().map(one -> "%02x".formatted(one)).collect(Collectors.joining(":")));
    }
}
