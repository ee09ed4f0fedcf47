package lb.ha.vrrp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The frames of a classic pcap file (24 bytes of file header, 16 before each frame) with Ethernet frames. */
final class PcapFile {
    private static final int MAGIC = 0xa1b2c3d4;
    private static final int ETHERNET = 1;
    private static final int ETHERNET_HEADER = 14;
    private static final int IPV4 = 0x0800;
    private static final short IPV6 = (short) 0x86dd;
    private static final int VRRP = 112;
    private static final int AUTHENTICATION_HEADER = 51;

    private PcapFile() {}

    /** The IP packets with VRRP messages in a resource, in their order. */
    static List<ByteBuffer> adverts(String resource) {
        ByteBuffer file = ByteBuffer.wrap(bytes(resource));
        file.order(file.getInt(0) == MAGIC ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (file.getInt(0) != MAGIC || file.getInt(20) != ETHERNET) {
            throw new IllegalArgumentException(resource + " is no classic pcap file of Ethernet");
        }
        List<ByteBuffer> adverts = new ArrayList<>();
        for (int at = 24; at < file.capacity(); ) {
            int length = file.getInt(at + 8);
            ByteBuffer frame = file.slice(at + 16, length);
            at += 16 + length;
            boolean ipv4 = frame.getShort(12) == IPV4
                    && (frame.get(ETHERNET_HEADER + 9) == VRRP
                            || frame.get(ETHERNET_HEADER + 9) == AUTHENTICATION_HEADER);
            boolean ipv6 = frame.getShort(12) == IPV6 && frame.get(ETHERNET_HEADER + 6) == VRRP;
            if (ipv4 || ipv6) {
                adverts.add(frame.slice(ETHERNET_HEADER, length - ETHERNET_HEADER));
            }
        }
        return adverts;
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = Objects.requireNonNull(PcapFile.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
