package lb.proxy.settings;

import java.util.EnumSet;
import java.util.Set;

/**
 * The PROXY header that a connection to a server begins with, which tells it who the client is.
 *
 * @param version 1 or 2
 * @param checksum whether it carries a CRC32C (version 2)
 * @param passOn whether it carries what the header of the client's own connection told beside the addresses, such as
 *     authority and ALPN (version 2)
 * @param told what it tells of the client's TLS with us (version 2)
 */
public record SendProxy(int version, boolean checksum, boolean passOn, Set<OfTls> told) {
    public SendProxy {
        told = told.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(told));
    }

    /** Without a word of TLS. */
    public SendProxy(int version, boolean checksum, boolean passOn) {
        this(version, checksum, passOn, Set.of());
    }

    /** Something of the client's TLS (section 2.2 of the specification). */
    public enum OfTls {
        /** Whether it speaks it, and which version: HAProxy's {@code send-proxy-v2-ssl}. */
        SSL,
        /** The common name in the client's certificate: {@code send-proxy-v2-ssl-cn}; with {@link #SSL} alone. */
        COMMON_NAME,
        /** The cipher: {@code proxy-v2-options ssl-cipher}; with {@link #SSL} alone. */
        CIPHER,
        /** The name that the client asked for: {@code proxy-v2-options authority}. */
        AUTHORITY,
        /** The protocol of the application that was agreed on. */
        ALPN
    }
}
