package lb.ha.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of ARP (RFC 826). A gratuitous request (RFC 5227 section 3): sender and target are the address itself.
 *
 * <pre>
 *  0          2          4      5      6           8            14          18           24          28
 *  | hardware | protocol | 6    | 4    | operation | sender MAC | sender IP | target MAC | target IP |
 *  | 1        | 0x0800   |      |      | 1 request |            |           | ff:ff ...  |           |
 * </pre>
 *
 * <p>The target MAC is broadcast, as keepalived sends it. A probe (RFC 5227 section 2.1.1) has zeros for the sender's
 * address and for the target's MAC.
 */
final class ArpMessage {
    static final int LENGTH = 28;

    private static final short ETHERNET = 1;
    private static final short IPV4 = 0x0800;
    static final short REQUEST = 1;
    static final short REPLY = 2;

    private static final int IPV4_ADDRESS = 4;
    /** Where the sender's hardware address stands. */
    private static final int SENDER = 8;

    private ArpMessage() {}

    /** Fills {@code into} from its start; {@code hardwareAddress} has 6 bytes. */
    static void gratuitous(ByteBuffer into, List<Byte> hardwareAddress, Inet4Address address) {
        request(into, hardwareAddress, address.getAddress(), (byte) 0xff, address);
    }

    /** Fills {@code into} from its start; {@code hardwareAddress} has 6 bytes. */
    static void probe(ByteBuffer into, List<Byte> hardwareAddress, Inet4Address target) {
        request(into, hardwareAddress, new byte[IPV4_ADDRESS], (byte) 0, target);
    }

    private static void request(
            ByteBuffer into, List<Byte> hardwareAddress, byte[] sender, byte targetMac, Inet4Address target) {
        into.clear().order(ByteOrder.BIG_ENDIAN);
        into.putShort(ETHERNET)
                .putShort(IPV4)
                .put((byte) Announcer.HARDWARE_ADDRESS)
                .put((byte) IPV4_ADDRESS);
        into.putShort(REQUEST);
        hardwareAddress.forEach(into::put);
        into.put(sender);
        for (int i = 0; i < Announcer.HARDWARE_ADDRESS; i++) {
            into.put(targetMac);
        }
        into.put(target.getAddress());
        into.flip();
    }

    /**
     * Who says in a message, request or reply, to have an address; null when it is none of ARP for IPv4 on Ethernet, a
     * probe, or sent by {@code ours}.
     */
    static @Nullable Inet4Address senderBesides(List<Byte> ours, ByteBuffer message) {
        Inet4Address sender = sender(message);
        boolean own = sender != null;
        for (int i = 0; own && i < ours.size(); i++) {
            own = message.get(message.position() + SENDER + i) == ours.get(i);
        }
        return own ? null : sender;
    }

    /** Who says in a message, request or reply, to have an address; null when it is none of ARP for IPv4, or a probe. */
    static @Nullable Inet4Address sender(ByteBuffer message) {
        ByteBuffer from = message.duplicate().order(ByteOrder.BIG_ENDIAN);
        if (from.remaining() < LENGTH
                || from.getShort() != ETHERNET
                || from.getShort() != IPV4
                || from.get() != Announcer.HARDWARE_ADDRESS
                || from.get() != IPV4_ADDRESS) {
            return null;
        }
        short operation = from.getShort();
        if (operation != REQUEST && operation != REPLY) {
            return null;
        }
        byte[] sender = new byte[IPV4_ADDRESS];
        from.get(from.position() + Announcer.HARDWARE_ADDRESS, sender);
        if (Arrays.equals(sender, new byte[IPV4_ADDRESS])) {
            return null;
        }
        try {
            return (Inet4Address) InetAddress.getByAddress(sender);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
