package lb.proxy.listen;

import java.net.InetSocketAddress;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.settings.FrontendLog;
import lb.proxy.settings.LogFormat;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** An ended exchange by what it went through, from which follow the names in its line and how many connections each had. */
public interface FrontendExchange extends EndedExchange {
    /** Where it came in. */
    Frontend cameIn();

    /** The backend chosen; null for none. */
    default @Nullable Backend chosenBackend() {
        return null;
    }

    /** The server chosen; null for none. */
    default @Nullable Server chosenServer() {
        return null;
    }

    @Override
    default LogFormat format() {
        return cameIn().settings().log();
    }

    /** Whether it leaves a line, being neither without one nor too ordinary for it; known at the end. */
    default boolean isWorthALine() {
        FrontendLog log = cameIn().settings().logging();
        return !log.format().isNone() && (log.normal() || isError());
    }

    @Override
    default boolean isLoggedAsError() {
        return cameIn().settings().logging().separateErrors() && isError();
    }

    @Override
    default String frontend() {
        return cameIn().name();
    }

    @Override
    default String backend() {
        Backend backend = chosenBackend();
        return backend == null ? cameIn().name() : backend.name();
    }

    @Override
    default String server() {
        Server server = chosenServer();
        return server == null ? NO_SERVER : server.name();
    }

    @Override
    default @Nullable InetSocketAddress serverAddress() {
        Server server = chosenServer();
        return server != null && server.address() instanceof InetSocketAddress address ? address : null;
    }

    @Override
    default int processConnections() {
        return cameIn().processConnections().current();
    }

    @Override
    default int frontendConnections() {
        return cameIn().connections().current();
    }

    @Override
    default int backendConnections() {
        Backend backend = chosenBackend();
        return backend == null ? 0 : backend.sessions().current();
    }

    @Override
    default int serverConnections() {
        Server server = chosenServer();
        return server == null ? 0 : server.sessions().current();
    }

    // What never came to a server

    @Override
    default long queueMillis() {
        return -1;
    }

    @Override
    default long connectMillis() {
        return -1;
    }

    @Override
    default long bytesToClient() {
        return 0;
    }

    @Override
    default int retries() {
        return 0;
    }

    @Override
    default boolean redispatched() {
        return false;
    }

    @Override
    default int serverQueue() {
        return 0;
    }

    @Override
    default int backendQueue() {
        return 0;
    }
}
