package lb.proxy.settings;

/**
 * The PROXY header that a connection to a server begins with, which tells it who the client is.
 *
 * @param version 1 or 2
 * @param checksum whether it carries a CRC32C (version 2)
 * @param passOn whether it carries what the header of the client's own connection told beside the addresses, such as
 *     authority and ALPN (version 2)
 */
public record SendProxy(int version, boolean checksum, boolean passOn) {}
