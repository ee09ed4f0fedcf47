package lb.proxy.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server by a DNS name: that of a host, with a port, or that of a service, whose SRV records (RFC 2782)
 * have the ports. Servers of one backend with the same one share the addresses of the name, each has another.
 */
public final class DnsAddress extends SocketAddress {
    /** The port of a service: the one that its SRV records say. */
    public static final int PORT_OF_SERVICE = 0;

    private static final long serialVersionUID = 1;

    /** Which addresses of a host are asked for first; the others where there are none of these. */
    public enum Family {
        IPV4,
        IPV6
    }

    private final String name;
    private final int port;

    /** Whether {@code port} is the distance from the client's. */
    private final boolean mapped;

    private final Family prefer;
    private final transient Resolver resolver;
    private final @Nullable InetAddress initial;

    /**
     * @param name of the host or service, absolute, with or without a dot at its end
     * @param port 1 to 65535, or {@link #PORT_OF_SERVICE}
     * @param resolver who is asked
     * @param initial what counts until the first answer; null for none, so that the server is not usable until then
     */
    public DnsAddress(String name, int port, Family prefer, Resolver resolver, @Nullable InetAddress initial) {
        this(name, port, false, prefer, resolver, initial);
    }

    private DnsAddress(
            String name, int port, boolean mapped, Family prefer, Resolver resolver, @Nullable InetAddress initial) {
        this.name = name.toLowerCase(Locale.ROOT);
        this.port = port;
        this.mapped = mapped;
        this.prefer = prefer;
        this.resolver = resolver;
        this.initial = initial;
    }

    /** That of a host with mapped ports, as {@link MappedAddress} has them. */
    public static DnsAddress mapped(
            String name, int offset, Family prefer, Resolver resolver, @Nullable InetAddress initial) {
        return new DnsAddress(name, offset, true, prefer, resolver, initial);
    }

    /** In small letters. */
    public String name() {
        return name;
    }

    /** 0 where the records of a service, or the clients, have it. */
    public int port() {
        return mapped ? 0 : port;
    }

    /** Where a server is that has been found there. */
    public SocketAddress at(InetSocketAddress found) {
        return mapped ? new MappedAddress(found.getAddress(), port) : found;
    }

    /** Whether its port follows from that of the client. */
    public boolean isMapped() {
        return mapped;
    }

    /** What is added to the client's port, where {@link #isMapped}. */
    public int offset() {
        return mapped ? port : 0;
    }

    /** Whether it is a service, that is, whether SRV records are asked for. */
    public boolean isService() {
        return port == PORT_OF_SERVICE && !mapped;
    }

    public Family prefer() {
        return prefer;
    }

    public Resolver resolver() {
        return resolver;
    }

    /** Where it is until the first answer; null for nowhere. */
    public @Nullable InetSocketAddress first() {
        return initial == null ? null : new InetSocketAddress(initial, port());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsAddress address
                && address.name.equals(name)
                && address.port == port
                && address.mapped == mapped
                && address.prefer == prefer
                && address.resolver.equals(resolver)
                && Objects.equals(address.initial, initial);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + port;
    }

    /** Whether the other is the same but for what counts until the first answer. */
    public boolean isOfSameName(DnsAddress other) {
        return other.name.equals(name)
                && other.port == port
                && other.mapped == mapped
                && other.prefer == prefer
                && other.resolver.equals(resolver);
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return isService() ? name : name + (mapped ? MappedAddress.suffix(port) : ":" + port);
    }
}
