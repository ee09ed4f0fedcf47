package lb.proxy.datagram;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who sent a datagram, and to which address of ours: what tells one client's datagrams from another's, and what a reply
 * needs. IPv4 addresses are held as IPv6 ones (RFC 4291 section 2.5.5.2), so that there is one form of both.
 *
 * <p>A batch has one for each of its places, filled anew by each receive; {@link #copy} is for keeping one.
 */
public final class Flow {
    private static final long MAPPED = 0xFFFF_0000_0000L;

    /** Clients choose most of what is hashed: without a seed they could choose all of one bucket. */
    private static final long SEED = ThreadLocalRandom.current().nextLong() | 1;

    long clientHigh;
    long clientLow;
    int clientPort;

    /** Number of the interface that a link-local client is on; 0 for others. */
    int clientScope;

    /** Both halves zero: the socket's own, or else the kernel's choice. */
    long localHigh;

    long localLow;

    Flow() {}

    /** The same flow, which stays as it is. */
    public Flow copy() {
        Flow copy = new Flow();
        copy.clientHigh = clientHigh;
        copy.clientLow = clientLow;
        copy.clientPort = clientPort;
        copy.clientScope = clientScope;
        copy.localHigh = localHigh;
        copy.localLow = localLow;
        return copy;
    }

    /** Where the client sends from. */
    public InetSocketAddress client() {
        return new InetSocketAddress(address(clientHigh, clientLow, clientScope), clientPort);
    }

    /** Whether the client is one of IPv4. */
    boolean isIpv4() {
        return clientHigh == 0 && (clientLow & 0xFFFF_FFFF_0000_0000L) == MAPPED;
    }

    boolean hasLocal() {
        return (localHigh | localLow) != 0;
    }

    void client(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        byte[] bytes = host.getAddress();
        if (host instanceof Inet4Address) {
            clientIpv4(ByteBuffer.wrap(bytes).getInt());
        } else {
            ByteBuffer halves = ByteBuffer.wrap(bytes);
            clientHigh = halves.getLong();
            clientLow = halves.getLong();
        }
        clientPort = address.getPort();
        clientScope = host instanceof Inet6Address scoped ? scoped.getScopeId() : 0;
    }

    void clientIpv4(int address) {
        clientHigh = 0;
        clientLow = mapped(address);
    }

    /** No local address: that of the socket. */
    void noLocal() {
        localHigh = 0;
        localLow = 0;
    }

    /** The low half of an IPv4 address in its IPv6 form. */
    static long mapped(int ipv4) {
        return MAPPED | (ipv4 & 0xFFFF_FFFFL);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Flow other
                && clientLow == other.clientLow
                && clientPort == other.clientPort
                && clientHigh == other.clientHigh
                && clientScope == other.clientScope
                && localLow == other.localLow
                && localHigh == other.localHigh;
    }

    @Override
    public int hashCode() {
        long hash = (clientLow + SEED) * 0x9E37_79B9_7F4A_7C15L;
        hash = (hash ^ hash >>> 32 ^ clientHigh ^ (long) clientPort << 40) * SEED;
        hash = (hash ^ hash >>> 29 ^ localLow ^ Long.rotateLeft(localHigh, 17)) * 0xBF58_476D_1CE4_E5B9L;
        return (int) (hash >>> 32);
    }

    @Override
    public String toString() {
        return client() + " to " + (hasLocal() ? address(localHigh, localLow, 0).getHostAddress() : "*");
    }

    private static InetAddress address(long high, long low, int scope) {
        byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            return scope == 0 || address instanceof Inet4Address
                    ? address
                    : Inet6Address.getByAddress(null, bytes, scope);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }
}
