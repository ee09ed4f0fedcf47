package lb.proxy.settings;

import java.net.InetAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One server of a backend.
 *
 * @param name as in the file
 * @param address where it answers: an {@link java.net.InetSocketAddress}, resolved; a {@link MappedAddress} or a
 *     {@link UnixAddress} (both not UDP); or a {@link DnsAddress}, where its name server says
 * @param share how much of the traffic it gets
 * @param connect how connections to it are made
 * @param check how its health is found out; null means never checked and always usable
 * @param agent how its agent is asked, which has a port of its own; null for none
 * @param life how it comes and goes
 */
public record ServerSettings(
        String name,
        SocketAddress address,
        ServerShare share,
        ConnectSettings connect,
        @Nullable CheckSettings check,
        @Nullable CheckSettings agent,
        ServerLife life) {
    /** A server that is asked from any address of this machine and never checked. */
    public static ServerSettings of(String name, SocketAddress address, int weight) {
        return new ServerSettings(
                name, address, ServerShare.of(weight), ConnectSettings.STANDARD, null, null, ServerLife.STANDARD);
    }

    /** The same under another name. */
    public ServerSettings withName(String other) {
        return new ServerSettings(other, address, share, connect, check, agent, life);
    }

    /** The same elsewhere. */
    public ServerSettings withAddress(SocketAddress other) {
        return new ServerSettings(name, other, share, connect, check, agent, life);
    }

    /** The same, with this share. */
    public ServerSettings withShare(ServerShare other) {
        return new ServerSettings(name, address, other, connect, check, agent, life);
    }

    /** The same, with connections made so. */
    public ServerSettings withConnect(ConnectSettings other) {
        return new ServerSettings(name, address, share, other, check, agent, life);
    }

    /** The same, with its health found out so. */
    public ServerSettings withCheck(@Nullable CheckSettings other) {
        return new ServerSettings(name, address, share, connect, other, agent, life);
    }

    /** The same, with this agent. */
    public ServerSettings withAgent(@Nullable CheckSettings other) {
        return new ServerSettings(name, address, share, connect, check, other, life);
    }

    /** The same, coming and going so. */
    public ServerSettings withLife(ServerLife other) {
        return new ServerSettings(name, address, share, connect, check, agent, other);
    }

    /** The same, as a backup or not. */
    public ServerSettings withBackup(boolean standsBy) {
        return withShare(new ServerShare(
                share.weight(), standsBy, share.maxConnections(), share.minConnections(), share.maxQueue()));
    }

    /** The same, with this limit. */
    public ServerSettings withMaxConnections(int limit) {
        return withShare(
                new ServerShare(share.weight(), share.backup(), limit, share.minConnections(), share.maxQueue()));
    }

    /** The same, for which at most so many wait. */
    public ServerSettings withMaxQueue(int most) {
        return withShare(
                new ServerShare(share.weight(), share.backup(), share.maxConnections(), share.minConnections(), most));
    }

    /** The same, asked from this address. */
    public ServerSettings withSource(@Nullable InetAddress local) {
        return withConnect(connect.from(local));
    }

    /** The same, with connections that come from there. */
    public ServerSettings withSourceOptions(SourceOptions options) {
        return withConnect(connect.from(options));
    }

    /** The same, with these options of its connections. */
    public ServerSettings withTcp(TcpOptions options) {
        return withConnect(connect.with(options));
    }

    /** The same, with connections that begin with this header. */
    public ServerSettings withSendProxy(@Nullable SendProxy header) {
        return withConnect(connect.with(header));
    }
}
