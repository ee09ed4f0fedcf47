package lb.proxy.http1;

import lb.proxy.upstream.ConnectResult;
import lb.proxy.upstream.Server;

/** How this package comes to connections of HTTP/2 to servers. On one event loop. */
public interface Http2ToServers {
    /**
     * Takes over a channel that has just been connected to a server that speaks HTTP/2.
     *
     * @param pool told when it ends, or waits
     * @param expireNanos how long it may wait without a request; zero means until somebody ends it
     */
    SharedConnection use(Server server, ConnectResult.Connected open, SharedConnection.Pool pool, long expireNanos);
}
