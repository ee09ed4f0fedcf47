package lb.ha.address;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import lb.ha.settings.AddressFamily;
import lb.ha.vrrp.IpPacket;

/**
 * What neighbours say about who has which address, as captured: ARP of IPv4 on Ethernet (RFC 826) and neighbour discovery
 * of IPv6 (RFC 4861); pure. The layouts are drawn at {@link ArpMessage} and {@link NeighbourAdvertisement}.
 */
public sealed interface NeighbourMessage {
    /** Somebody asks, by ARP; the sender is 0.0.0.0 in a probe, and the target itself in an announcement. */
    record ArpRequest(String senderMac, InetAddress sender, InetAddress target) implements NeighbourMessage {}

    /** Somebody answers, by ARP. */
    record ArpReply(String senderMac, InetAddress sender) implements NeighbourMessage {}

    /** Somebody asks, by neighbour discovery. */
    record Solicitation(InetAddress source, InetAddress target) implements NeighbourMessage {}

    /**
     * Somebody answers or announces, by neighbour discovery.
     *
     * @param solicited whether it was asked for
     */
    record Advertisement(InetAddress target, boolean solicited) implements NeighbourMessage {}

    /** Nothing of these. */
    record Malformed(String reason) implements NeighbourMessage {}

    /** Reads an ARP packet, from position to limit. Never throws, whatever the bytes. */
    static NeighbourMessage arp(ByteBuffer packet) {
        ByteBuffer from = packet.slice().order(ByteOrder.BIG_ENDIAN);
        if (from.remaining() < ArpMessage.LENGTH) {
            return new Malformed("ARP of " + from.remaining() + " bytes, expected " + ArpMessage.LENGTH);
        }
        int kind = from.getInt();
        if (kind != 0x0001_0800 || from.get() != Announcer.HARDWARE_ADDRESS || from.get() != Integer.BYTES) {
            return new Malformed("ARP of another kind than IPv4 on Ethernet");
        }
        int operation = from.getShort() & 0xffff;
        byte[] mac = new byte[Announcer.HARDWARE_ADDRESS];
        from.get(mac);
        String senderMac = HexFormat.ofDelimiter(":").formatHex(mac);
        int senderAt = from.position();
        InetAddress sender = IpPacket.address(from, senderAt, AddressFamily.IPV4);
        int targetAt = senderAt + Integer.BYTES + Announcer.HARDWARE_ADDRESS;
        return switch (operation) {
            case ArpMessage.REQUEST ->
                new ArpRequest(senderMac, sender, IpPacket.address(from, targetAt, AddressFamily.IPV4));
            case ArpMessage.REPLY -> new ArpReply(senderMac, sender);
            default -> new Malformed("ARP operation " + operation + ", expected 1 or 2");
        };
    }

    /** Reads an IPv6 packet with a message of neighbour discovery, from position to limit. Never throws. */
    static NeighbourMessage discovery(ByteBuffer packet) {
        ByteBuffer from = packet.slice().order(ByteOrder.BIG_ENDIAN);
        if (from.remaining() < NeighbourAdvertisement.OPTION) {
            return new Malformed("neighbour discovery of " + from.remaining() + " bytes, expected "
                    + NeighbourAdvertisement.OPTION + " at least");
        }
        int hops = from.get(NeighbourAdvertisement.HOPS) & 0xff;
        if (hops != NeighbourAdvertisement.ON_LINK) {
            return new Malformed("neighbour discovery with hop limit " + hops + ", expected 255");
        }
        InetAddress target = IpPacket.address(from, NeighbourAdvertisement.TARGET, AddressFamily.IPV6);
        byte type = from.get(NeighbourAdvertisement.IPV6_HEADER);
        return switch (type) {
            case NeighbourSolicitation.TYPE ->
                new Solicitation(IpPacket.address(from, NeighbourAdvertisement.SOURCE, AddressFamily.IPV6), target);
            case NeighbourAdvertisement.TYPE ->
                new Advertisement(
                        target, (from.getInt(NeighbourAdvertisement.FLAGS) & NeighbourAdvertisement.SOLICITED) != 0);
            default -> new Malformed("ICMPv6 type " + (type & 0xff) + ", expected 135 or 136");
        };
    }
}
