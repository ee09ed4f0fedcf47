package lb.proxy.http1;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/**
 * The open connections to servers that wait for a request, of one event loop. The one used last is used first, so that
 * those not needed grow old and are closed.
 */
final class IdleConnections {
    /** More of one server are closed instead of kept. */
    private static final int MAX_PER_SERVER = 256;

    private final Map<Server, ArrayDeque<ServerConnection>> idle = new HashMap<>();

    /** Keeps a connection, or tells that there are enough. */
    boolean keep(ServerConnection connection) {
        ArrayDeque<ServerConnection> connections = idle.computeIfAbsent(connection.server(), _ -> new ArrayDeque<>());
        if (connections.size() >= MAX_PER_SERVER) {
            return false;
        }
        connections.addFirst(connection);
        return true;
    }

    @Nullable
    ServerConnection take(Server server) {
        ArrayDeque<ServerConnection> connections = idle.get(server);
        return connections == null ? null : connections.pollFirst();
    }

    void remove(ServerConnection connection) {
        ArrayDeque<ServerConnection> connections = idle.get(connection.server());
        if (connections != null) {
            connections.remove(connection);
            if (connections.isEmpty()) {
                idle.remove(connection.server());
            }
        }
    }
}
