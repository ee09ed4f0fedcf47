package lb.ha.address;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A gratuitous ARP request (RFC 826, RFC 5227 section 3): sender and target are the address itself.
 *
 * <pre>
 *  0          2          4      5      6           8            14          18           24          28
 *  | hardware | protocol | 6    | 4    | operation | sender MAC | sender IP | target MAC | target IP |
 *  | 1        | 0x0800   |      |      | 1 request |            |           | ff:ff ...  |           |
 * </pre>
 *
 * <p>The target MAC is broadcast, as keepalived sends it.
 */
final class ArpMessage {
    static final int LENGTH = 28;

    private static final short ETHERNET = 1;
    private static final short IPV4 = 0x0800;
    private static final short REQUEST = 1;

    private ArpMessage() {}

    /** Fills {@code into} from its start; {@code hardwareAddress} has 6 bytes. */
    static void gratuitous(ByteBuffer into, List<Byte> hardwareAddress, Inet4Address address) {
        into.clear().order(ByteOrder.BIG_ENDIAN);
        into.putShort(ETHERNET)
                .putShort(IPV4)
                .put((byte) Announcer.HARDWARE_ADDRESS)
                .put((byte) 4);
        into.putShort(REQUEST);
        hardwareAddress.forEach(into::put);
        into.put(address.getAddress());
        for (int i = 0; i < Announcer.HARDWARE_ADDRESS; i++) {
            into.put((byte) 0xff);
        }
        into.put(address.getAddress());
        into.flip();
    }
}
