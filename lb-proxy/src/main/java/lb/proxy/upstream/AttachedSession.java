package lb.proxy.upstream;

import lb.proxy.exchange.EndedBy;

/** A session that ends when its server, or that which it stands in for, comes or goes. */
public interface AttachedSession {
    /** Is to end, unless it has left that server. Any thread; hands over to its own event loop. */
    void shutDown(Server server, EndedBy why);
}
