package lb.proxy.http1;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerNames;
import org.jspecify.annotations.Nullable;

/**
 * The open connections to servers that wait for a request: those that the clients of an event loop share, or those of one
 * client. The one used last is used first, so that those not needed grow old and are closed.
 */
final class IdleConnections implements SharedConnection.Pool {
    /** Those to one server. */
    private static final class Waiting {
        /** Have served one request only. */
        final ArrayDeque<ServerConnection> unproven = new ArrayDeque<>();

        /** Have served more, so that the server is known to keep its connections. */
        final ArrayDeque<ServerConnection> proven = new ArrayDeque<>();

        /** Those of HTTP/2, be they idle or not, that still take requests. */
        final ArrayDeque<SharedConnection> shared = new ArrayDeque<>(2);

        boolean isEmpty() {
            return unproven.isEmpty() && proven.isEmpty() && shared.isEmpty();
        }
    }

    private final int loop;
    private final boolean shared;
    private final Map<Server, Waiting> idle = new HashMap<>();

    private IdleConnections(int loop, boolean shared) {
        this.loop = loop;
        this.shared = shared;
    }

    /** Those that all clients of the event loop of this index share. */
    static IdleConnections ofLoop(int loop) {
        return new IdleConnections(loop, true);
    }

    /** Those that one client alone uses. */
    static IdleConnections ofClient(int loop) {
        return new IdleConnections(loop, false);
    }

    /** Keeps a connection; not where there are enough, or where it leads to an address that the server had before. */
    boolean keep(ServerConnection connection) {
        Server server = connection.server();
        if (!connection.isCurrent() || (shared && isEnough(server))) {
            return false;
        }
        Waiting waiting = waiting(server);
        (connection.isProven() ? waiting.proven : waiting.unproven).addFirst(connection);
        changed(server, waiting);
        return true;
    }

    private Waiting waiting(Server server) {
        Waiting waiting = idle.get(server);
        if (waiting == null) {
            waiting = new Waiting();
            idle.put(server, waiting);
        }
        return waiting;
    }

    /** Has one of HTTP/2 that takes requests from now on. */
    void add(SharedConnection connection) {
        waiting(connection.server()).shared.addFirst(connection);
    }

    /**
     * One that takes one more request, and leads to that port, 0 for any.
     *
     * @param names what the server is asked for
     * @param proven whether only one will do that has carried a request before
     */
    @Nullable
    SharedConnection share(Server server, int port, ServerNames names, boolean proven) {
        Waiting waiting = idle.get(server);
        if (waiting != null) {
            for (SharedConnection each : waiting.shared) {
                if (each.hasRoom()
                        && (!proven || each.isProven())
                        && server.place().isAt(each.place())
                        && names.suits(server, each.serverName())
                        && (port == 0 || server.place().portOf(each.place()) == port)) {
                    return each;
                }
            }
        }
        return null;
    }

    @Override
    public boolean changed(SharedConnection connection) {
        Server server = connection.server();
        boolean stays = !connection.isIdle() || (!server.isRetired() && !(shared && isEnough(server)));
        changed(server, waiting(server));
        return stays;
    }

    @Override
    public void left(SharedConnection connection) {
        Server server = connection.server();
        Waiting waiting = idle.get(server);
        if (waiting != null) {
            waiting.shared.remove(connection);
            changed(server, waiting);
            if (waiting.isEmpty()) {
                idle.remove(server);
            }
        }
    }

    /** Loops may differ for a moment on how many there are: the limit can be passed by one for each other loop. */
    private static boolean isEnough(Server server) {
        int max = server.idleConnections().max();
        return max != IdleConnectionSettings.NO_LIMIT && server.connections().idle() >= max;
    }

    /** Any connection to this server that leads to that port, 0 for any port, and that it was asked for by the same name. */
    @Nullable
    ServerConnection take(Server server, int port, ServerNames names) {
        Waiting waiting = idle.get(server);
        if (waiting == null) {
            return null;
        }
        ServerConnection taken = poll(waiting.proven, server, port, names);
        if (taken == null) {
            taken = poll(waiting.unproven, server, port, names);
        }
        changed(server, waiting);
        if (!shared && taken != null && !taken.isCurrent()) {
            taken.close();
            return null;
        }
        return taken;
    }

    /** One that leads to that port, 0 for any, and has served more than one request already. */
    @Nullable
    ServerConnection takeProven(Server server, int port, ServerNames names) {
        Waiting waiting = idle.get(server);
        if (waiting == null) {
            return null;
        }
        ServerConnection taken = poll(waiting.proven, server, port, names);
        changed(server, waiting);
        return taken;
    }

    private static @Nullable ServerConnection poll(
            ArrayDeque<ServerConnection> connections, Server server, int port, ServerNames names) {
        if (port == 0 && names.areFixed()) {
            return connections.pollFirst();
        }
        // Few are passed over: clients mostly come to few ports and names, and those that nobody comes to grow old.
        for (Iterator<ServerConnection> each = connections.iterator(); each.hasNext(); ) {
            ServerConnection connection = each.next();
            if ((port == 0 || connection.port() == port) && names.suits(server, connection.serverName())) {
                each.remove();
                return connection;
            }
        }
        return null;
    }

    /** Whether one to this server waits. */
    boolean has(Server server) {
        Waiting waiting = idle.get(server);
        return waiting != null && !(waiting.unproven.isEmpty() && waiting.proven.isEmpty());
    }

    /** It has ended while it waited. */
    void remove(ServerConnection connection) {
        Server server = connection.server();
        Waiting waiting = idle.get(server);
        if (waiting == null) {
            return;
        }
        // Mostly it is the one that waits longest.
        var _ = (connection.isProven() ? waiting.proven : waiting.unproven).removeLastOccurrence(connection);
        changed(server, waiting);
        if (waiting.isEmpty()) {
            idle.remove(server);
        }
    }

    /** The server has another address: those to the former one are closed. */
    void closeFormer(Server server) {
        Waiting waiting = idle.get(server);
        if (waiting != null) {
            closeFormer(waiting.unproven);
            closeFormer(waiting.proven);
            retire(waiting, server);
            changed(server, waiting);
            if (server.isRetired()) {
                idle.remove(server);
            }
        }
    }

    private static void retire(Waiting waiting, @Nullable Server moved) {
        for (SharedConnection each : new ArrayList<>(waiting.shared)) {
            if (moved == null || moved.isRetired() || !moved.place().isAt(each.place())) {
                each.retire();
            }
        }
    }

    private static void closeFormer(ArrayDeque<ServerConnection> connections) {
        connections.removeIf(connection -> {
            boolean former = !connection.isCurrent();
            if (former) {
                connection.close();
            }
            return former;
        });
    }

    /** Nobody will use them any more. */
    void closeAll() {
        for (Waiting waiting : new ArrayList<>(idle.values())) {
            retire(waiting, null);
            waiting.unproven.forEach(ServerConnection::closeAtOnce);
            waiting.proven.forEach(ServerConnection::closeAtOnce);
        }
        idle.clear();
    }

    private void changed(Server server, Waiting waiting) {
        if (shared) {
            int unproven = waiting.unproven.size();
            int proven = waiting.proven.size();
            for (SharedConnection each : waiting.shared) {
                if (each.isIdle()) {
                    proven++;
                }
            }
            server.connections().waiting(loop, unproven, proven);
        }
    }
}
