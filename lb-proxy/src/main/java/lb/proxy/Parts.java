package lb.proxy;

import java.util.List;
import lb.proxy.check.HealthChecks;
import lb.proxy.health.ServerEvents;
import lb.proxy.http1.Heads;
import lb.proxy.http2.Http2Refusals;
import lb.proxy.http3.QuicListeners;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.listen.Admission;
import lb.proxy.listen.Listeners;
import lb.proxy.loop.EventLoops;
import lb.proxy.resolve.Names;
import lb.proxy.udp.UdpListeners;

/**
 * What of a proxy stays the same at reloads, for these.
 *
 * @param events told of each change of a server's state, on event loops
 * @param clients what may come in at frontends of clients, {@code viewers} at those of pages, {@code datagrams} at those of mode udp
 * @param hardMaxConnections how many the file descriptors are enough for
 * @param ofProcess the limits that belong to no frontend or backend
 */
record Parts(
        ServerEvents events,
        Admission clients,
        Admission viewers,
        Admission datagrams,
        int hardMaxConnections,
        List<ReachedLimit> ofProcess,
        EventLoops loops,
        ModeHandlers handlers,
        Listeners listeners,
        UdpListeners udpListeners,
        QuicListeners quicListeners,
        HealthChecks checks,
        Names names,
        Heads heads,
        Http2Refusals refusals) {}
