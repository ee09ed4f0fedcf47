package lb.proxy.settings;

import java.net.InetAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One server of a backend.
 *
 * @param name as in the file
 * @param address where it answers: an {@link java.net.InetSocketAddress}, resolved, a {@link UnixAddress} (not UDP), or a
 *     {@link DnsAddress}, where its name server says
 * @param weight its share of the traffic, 0 to 256; 0 takes no new traffic
 * @param backup whether it serves only while no other server of the backend is usable
 * @param source local address of connections and checks to it, so that a virtual address is never the source; null
 *     leaves the choice to the kernel, as it must with a UNIX socket
 * @param check how its health is found out; null means never checked and always usable
 * @param maxConnections the most sessions at a time (TCP connections; HTTP requests under way); 0 means no limit
 * @param tcp what is asked for connections and checks to it; standard with a UNIX socket
 * @param sendProxy the PROXY header that connections to it begin with, but for checks; null for none
 * @param sourceOptions where connections to it come from, beside {@code source}; standard with a UNIX socket and UDP
 * @param life how it comes and goes
 * @param agent how its agent is asked, which has a port of its own; null for none
 */
public record ServerSettings(
        String name,
        SocketAddress address,
        int weight,
        boolean backup,
        @Nullable InetAddress source,
        @Nullable CheckSettings check,
        int maxConnections,
        @Nullable SendProxy sendProxy,
        TcpOptions tcp,
        SourceOptions sourceOptions,
        ServerLife life,
        @Nullable CheckSettings agent) {
    /** A server without a limit, without special options and without PROXY headers. */
    public ServerSettings(
            String name,
            SocketAddress address,
            int weight,
            boolean backup,
            @Nullable InetAddress source,
            @Nullable CheckSettings check) {
        this(
                name,
                address,
                weight,
                backup,
                source,
                check,
                0,
                null,
                TcpOptions.STANDARD,
                SourceOptions.STANDARD,
                ServerLife.STANDARD,
                null);
    }

    /** A server that is asked from any address of this machine and never checked. */
    public static ServerSettings of(String name, SocketAddress address, int weight) {
        return new ServerSettings(name, address, weight, false, null, null);
    }

    /** The same under another name. */
    public ServerSettings withName(String other) {
        return new ServerSettings(
                other,
                address,
                weight,
                backup,
                source,
                check,
                maxConnections,
                sendProxy,
                tcp,
                sourceOptions,
                life,
                agent);
    }

    /** The same, asked from this address. */
    public ServerSettings withSource(@Nullable InetAddress local) {
        return new ServerSettings(
                name,
                address,
                weight,
                backup,
                local,
                check,
                maxConnections,
                sendProxy,
                tcp,
                sourceOptions,
                life,
                agent);
    }

    /** The same, as a backup or not. */
    public ServerSettings withBackup(boolean standsBy) {
        return new ServerSettings(
                name,
                address,
                weight,
                standsBy,
                source,
                check,
                maxConnections,
                sendProxy,
                tcp,
                sourceOptions,
                life,
                agent);
    }

    /** The same, with this limit. */
    public ServerSettings withMaxConnections(int limit) {
        return new ServerSettings(
                name, address, weight, backup, source, check, limit, sendProxy, tcp, sourceOptions, life, agent);
    }

    /** The same, with connections that begin with this header. */
    public ServerSettings withSendProxy(@Nullable SendProxy header) {
        return new ServerSettings(
                name, address, weight, backup, source, check, maxConnections, header, tcp, sourceOptions, life, agent);
    }

    /** The same, with these options of its connections. */
    public ServerSettings withTcp(TcpOptions options) {
        return new ServerSettings(
                name,
                address,
                weight,
                backup,
                source,
                check,
                maxConnections,
                sendProxy,
                options,
                sourceOptions,
                life,
                agent);
    }

    /** The same, with connections that come from there. */
    public ServerSettings withSourceOptions(SourceOptions options) {
        return new ServerSettings(
                name, address, weight, backup, source, check, maxConnections, sendProxy, tcp, options, life, agent);
    }

    /** Whether each connection is of the one client that it was made for: it tells who that is. */
    public boolean isOfOneClient() {
        return sendProxy != null || sourceOptions.transparent();
    }

    /** The same, coming and going so. */
    public ServerSettings withLife(ServerLife other) {
        return new ServerSettings(
                name,
                address,
                weight,
                backup,
                source,
                check,
                maxConnections,
                sendProxy,
                tcp,
                sourceOptions,
                other,
                agent);
    }

    /** The same, with this agent. */
    public ServerSettings withAgent(@Nullable CheckSettings other) {
        return new ServerSettings(
                name,
                address,
                weight,
                backup,
                source,
                check,
                maxConnections,
                sendProxy,
                tcp,
                sourceOptions,
                life,
                other);
    }
}
