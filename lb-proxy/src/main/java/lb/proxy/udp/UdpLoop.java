package lb.proxy.udp;

import lb.proxy.datagram.DatagramBatch;
import lb.proxy.datagram.Datagrams;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.limit.LineThrottle;
import lb.proxy.loop.LoopContext;

/**
 * What the UDP sockets of one event loop share.
 *
 * @param datagrams opens them
 * @param batch what one of them has just received: used up before another one is read
 * @param log told of ended sessions
 * @param socketLine for the log line that no socket can be had
 */
record UdpLoop(
        LoopContext context, Datagrams datagrams, DatagramBatch batch, ExchangeLog log, LineThrottle socketLine) {
    static UdpLoop of(LoopContext context, ExchangeLog log) {
        return new UdpLoop(
                context,
                Datagrams.of(context.sockets(), context.eventLoop()),
                new DatagramBatch(),
                log,
                new LineThrottle());
    }

    /** Number of the loop. */
    int index() {
        return context.index();
    }
}
