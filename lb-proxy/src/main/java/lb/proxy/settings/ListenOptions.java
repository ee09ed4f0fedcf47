package lb.proxy.settings;

import org.jspecify.annotations.Nullable;

/**
 * How a listener listens.
 *
 * @param backlog connections that may wait to be accepted, 1 or more; the kernel's own limit holds beside it
 * @param reusePort whether each event loop has a socket of its own, among which the kernel spreads the connections
 * @param ipv6Only whether an IPv6 wildcard leaves IPv4 alone; null: if something else listens on IPv4 and that port
 * @param transparent whether connections to addresses of other machines are taken (IP_TRANSPARENT)
 * @param deferAccept whether a connection is only accepted once it has sent something
 * @param fastOpen whether the first bytes may come with the SYN (RFC 7413)
 * @param permissions who may connect to a UNIX socket; null: as the process creates files
 * @param http2Only whether clients speak HTTP/2 and nothing else (prior knowledge); in mode http, where HTTP/2 is spoken at all
 */
public record ListenOptions(
        int backlog,
        boolean reusePort,
        @Nullable Boolean ipv6Only,
        boolean transparent,
        boolean deferAccept,
        boolean fastOpen,
        @Nullable UnixPermissions permissions,
        boolean http2Only) {
    /** Greater than what the kernel allows by default, so that the kernel's limit is the one that holds. */
    public static final int BACKLOG = 4096;

    /** For any version of HTTP. */
    public ListenOptions(
            int backlog,
            boolean reusePort,
            @Nullable Boolean ipv6Only,
            boolean transparent,
            boolean deferAccept,
            boolean fastOpen,
            @Nullable UnixPermissions permissions) {
        this(backlog, reusePort, ipv6Only, transparent, deferAccept, fastOpen, permissions, false);
    }

    public static final ListenOptions STANDARD = new ListenOptions(BACKLOG, false, null, false, false, false, null);

    /** Whether a socket for the other is one for these, too: whatever differs is of the clients that come then, and not of the socket. */
    public boolean isOfSameSocketAs(ListenOptions other) {
        return withHttp2Only(other.http2Only).equals(other);
    }

    /** The same for clients that speak HTTP/2 and nothing else, or any version. */
    public ListenOptions withHttp2Only(boolean only) {
        return new ListenOptions(backlog, reusePort, ipv6Only, transparent, deferAccept, fastOpen, permissions, only);
    }
}
