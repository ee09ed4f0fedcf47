package lb.proxy.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import lb.proxy.settings.SendProxy.OfTls;
import lb.proxy.tls.DistinguishedName;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * What a header of version 2 tells of a client's TLS (sections 2.2.1 to 2.2.6 of the specification):
 *
 * <pre>
 *   0x20 | length 2 | what holds 1 | verify 4 | TLVs of its own: 0x21 version, 0x22 common name, 0x23 cipher
 *   0x01 | length 2 | ALPN            0x02 | length 2 | server name
 * </pre>
 */
final class TlsTlvs {
    private static final int SSL = 0x20;
    private static final int VERSION = 0x21;
    private static final int COMMON_NAME = 0x22;
    private static final int CIPHER = 0x23;

    /** Bits of what holds: TLS is spoken; a certificate was shown, on this connection, in this session. */
    private static final int SPOKEN = 1;

    private static final int SHOWN_NOW = 2;
    private static final int SHOWN = 4;

    private TlsTlvs() {}

    /** @param tls null where the client speaks none */
    static void write(ByteBuf out, Set<OfTls> told, @Nullable TlsFacts tls) {
        if (tls != null && told.contains(OfTls.ALPN)) {
            write(out, Tlvs.ALPN, tls.protocol());
        }
        if (tls != null && told.contains(OfTls.AUTHORITY)) {
            write(out, Tlvs.AUTHORITY, tls.serverName());
        }
        if (told.contains(OfTls.SSL)) {
            writeSsl(out, told, tls);
        }
    }

    private static void writeSsl(ByteBuf out, Set<OfTls> told, @Nullable TlsFacts tls) {
        int start = out.writerIndex();
        out.writeByte(SSL).writeShort(0);
        if (tls == null) {
            out.writeByte(0).writeInt(0);
        } else {
            List<X509Certificate> peer = tls.peer();
            int shown = peer.isEmpty() ? 0 : tls.resumed() ? SHOWN : SHOWN | SHOWN_NOW;
            // A certificate that is not right is none: its client has no connection.
            out.writeByte(SPOKEN | shown).writeInt(0);
            write(out, VERSION, tls.version());
            if (told.contains(OfTls.COMMON_NAME) && !peer.isEmpty()) {
                write(out, COMMON_NAME, commonName(peer.getFirst()));
            }
            if (told.contains(OfTls.CIPHER)) {
                write(out, CIPHER, tls.cipher());
            }
        }
        out.setShort(start + 1, out.writerIndex() - start - Tlvs.HEAD);
    }

    private static void write(ByteBuf out, int type, @Nullable String value) {
        if (value != null) {
            byte[] bytes = value.getBytes(type == COMMON_NAME ? UTF_8 : US_ASCII);
            out.writeByte(type).writeShort(bytes.length).writeBytes(bytes);
        }
    }

    private static @Nullable String commonName(X509Certificate certificate) {
        return DistinguishedName.value(certificate.getSubjectX500Principal(), "CN", 1);
    }
}
