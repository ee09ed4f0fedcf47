package lb.proxy.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.zip.CRC32C;
import lb.proxy.settings.SendProxy;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * Writes PROXY headers. Addresses of both IP versions are written as those of IPv6, the older as mapped (RFC 4291 section
 * 2.5.5.2); where one is unresolved, as those of UNIX sockets are, the header says that it tells none.
 */
public final class HeaderWriter {
    /** Bytes of the longest header but for what is passed on. */
    public static final int MOST = 107;

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};
    private static final byte[] UNKNOWN = "PROXY UNKNOWN\r\n".getBytes(US_ASCII);

    private HeaderWriter() {}

    /** Appends one of version 1. */
    public static void writeText(ByteBuf out, InetSocketAddress source, InetSocketAddress destination) {
        InetAddress from = source.getAddress();
        InetAddress to = destination.getAddress();
        if (from == null || to == null) {
            out.writeBytes(UNKNOWN);
            return;
        }
        boolean ipv4 = from instanceof Inet4Address && to instanceof Inet4Address;
        ByteBufUtil.writeAscii(
                out,
                (ipv4 ? "PROXY TCP4 " : "PROXY TCP6 ") + text(from, ipv4) + ' ' + text(to, ipv4) + ' '
                        + source.getPort() + ' ' + destination.getPort() + "\r\n");
    }

    private static String text(InetAddress address, boolean ipv4) {
        String text = NetUtil.toAddressString(address);
        return !ipv4 && address instanceof Inet4Address ? "::ffff:" + text : text;
    }

    /**
     * Appends one of version 2.
     *
     * @param received the header whose TLVs are passed on; null for none
     * @param checksum whether it carries a CRC32C
     */
    public static void writeBinary(
            ByteBuf out,
            InetSocketAddress source,
            InetSocketAddress destination,
            @Nullable ProxyHeader received,
            boolean checksum) {
        writeBinary(out, source, destination, received, Set.of(), null, checksum);
    }

    /** As {@code settings} say, of which the version is 2. */
    public static void writeBinary(ByteBuf out, Proxied client, SendProxy settings) {
        ProxyHeader received = settings.passOn() ? client.header() : null;
        writeBinary(
                out,
                client.source(),
                client.destination(),
                received,
                settings.told(),
                client.tls(),
                settings.checksum());
    }

    private static void writeBinary(
            ByteBuf out,
            InetSocketAddress source,
            InetSocketAddress destination,
            @Nullable ProxyHeader received,
            Set<SendProxy.OfTls> told,
            @Nullable TlsFacts tls,
            boolean checksum) {
        int start = out.writerIndex();
        out.writeBytes(ProxyProtocol.BINARY).writeByte(BinaryHeader.PROXY);
        InetAddress from = source.getAddress();
        InetAddress to = destination.getAddress();
        if (from == null || to == null) {
            out.writeByte(BinaryHeader.UNSPECIFIED).writeShort(0);
        } else {
            boolean ipv4 = from instanceof Inet4Address && to instanceof Inet4Address;
            out.writeByte(ipv4 ? BinaryHeader.TCP4 : BinaryHeader.TCP6).writeShort(0);
            writeAddress(out, from, ipv4);
            writeAddress(out, to, ipv4);
            out.writeShort(source.getPort()).writeShort(destination.getPort());
        }
        if (received != null) {
            received.tlvs().writeTo(out);
        }
        if (!told.isEmpty()) {
            TlsTlvs.write(out, told, tls);
        }
        if (checksum) {
            out.writeByte(Tlvs.CRC32C).writeShort(Tlvs.CRC32C_LENGTH).writeInt(0);
        }
        out.setShort(start + BinaryHeader.LENGTH, out.writerIndex() - start - BinaryHeader.FIXED);
        if (checksum) {
            CRC32C sum = new CRC32C();
            sum.update(out.nioBuffer(start, out.writerIndex() - start));
            out.setInt(out.writerIndex() - Tlvs.CRC32C_LENGTH, (int) sum.getValue());
        }
    }

    private static void writeAddress(ByteBuf out, InetAddress address, boolean ipv4) {
        if (!ipv4 && address instanceof Inet4Address) {
            out.writeBytes(MAPPED);
        }
        out.writeBytes(address.getAddress());
    }
}
