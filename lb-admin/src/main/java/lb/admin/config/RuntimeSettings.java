package lb.admin.config;

import java.net.InetSocketAddress;
import lb.proxy.settings.UnixAddress;
import lb.proxy.settings.UnixPermissions;
import org.jspecify.annotations.Nullable;

/**
 * The runtime sockets, over which a running node is asked and told.
 *
 * @param local that of this machine; null for none
 * @param tcp that of the network; null for none
 * @param master those of a master process, which the command line of HAProxy asks for ({@code -S}); null for none
 */
public record RuntimeSettings(
        @Nullable Local local, @Nullable Tcp tcp, @Nullable RuntimeSettings master) {
    /** Without a master process, as in a file. */
    public RuntimeSettings(@Nullable Local local, @Nullable Tcp tcp) {
        this(local, tcp, null);
    }

    /** The same with the sockets of a master process. */
    public RuntimeSettings withMaster(@Nullable RuntimeSettings sockets) {
        return new RuntimeSettings(local, tcp, sockets);
    }

    /**
     * A UNIX socket.
     *
     * @param address where it listens; null for the abstract name that is the node's own
     * @param permissions of its file; no more than root and the process's user where nothing is said. An abstract name has
     *     none: the two are all it is ever for
     * @param level the commands that are taken
     * @param exposeListeners whether another process gets the listening sockets, to take them over
     */
    public record Local(
            @Nullable UnixAddress address, UnixPermissions permissions, Level level, boolean exposeListeners) {
        /** One that keeps the listening sockets to itself. */
        public Local(@Nullable UnixAddress address, UnixPermissions permissions, Level level) {
            this(address, permissions, level, false);
        }
    }

    /**
     * A socket that asks nobody who he is.
     *
     * @param address where it listens, a loopback address where more may be done than to look
     * @param level the commands that are taken
     */
    public record Tcp(InetSocketAddress address, Level level) {}

    /** What a command may do at least; each takes in those before it. */
    public enum Level {
        /** Shows what is no secret. */
        USER,
        /** Shows everything, and changes what comes back by itself. */
        OPERATOR,
        /** Changes what the node does. */
        ADMIN
    }
}
