package lb.proxy;

/**
 * The figures of the process as a whole at one moment; those of frontends that only answer pages are no clients'.
 *
 * @param threads event loops
 * @param idlePercent the part of the last second in which they waited, on average
 * @param maxConnections connections of clients that may be open at a time
 * @param hardMaxConnections how many the file descriptors are enough for
 * @param connections open now
 * @param totalConnections that ever came
 * @param totalRequests requests of HTTP, and connections of TCP
 * @param connectionRate new connections in the last second
 * @param connectionRateLimit 0 for none
 * @param greatestConnectionRate in any second
 * @param pipes in use that carry bytes from socket to socket
 * @param maxPipes of them at a time
 * @param serverSessions sessions with servers that are open now
 * @param queuedTasks what waits for its turn on them
 * @param listeners sockets that accept
 * @param failedResolutions questions to name servers without an answer that helps
 * @param bytesOut to clients
 * @param bytesOutRate in the last second
 * @param tlsConnections with clients and servers that speak TLS now
 * @param totalTlsConnections handshakes with clients and servers, ended well or not
 */
public record ProcessFigures(
        int threads,
        int idlePercent,
        int maxConnections,
        int hardMaxConnections,
        int connections,
        long totalConnections,
        long totalRequests,
        long connectionRate,
        int connectionRateLimit,
        long greatestConnectionRate,
        int pipes,
        int maxPipes,
        int serverSessions,
        int queuedTasks,
        int listeners,
        long failedResolutions,
        long bytesOut,
        long bytesOutRate,
        long tlsConnections,
        long totalTlsConnections) {}
