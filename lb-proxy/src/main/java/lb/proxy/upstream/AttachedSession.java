package lb.proxy.upstream;

import lb.proxy.exchange.EndedBy;

/** A session that ends when its server, or that which it stands in for, comes or goes. */
public interface AttachedSession {
    /**
     * Is to end, unless it has left the server. Any thread; hands over to its own event loop.
     *
     * @param time for {@link Attachment#isOf}
     */
    void shutDown(int time, EndedBy why);
}
