package lb.proxy.exchange;

/** The place of an exchange in a trace (W3C Trace Context). As long to be looked at as the exchange. */
public interface Trace {
    /** The first 8 bytes of the trace-id. */
    long idHigh();

    /** The other 8 bytes of it. */
    long idLow();

    /** The parent-id that the server gets: our own span, or the client's where we have none. */
    long span();

    /** The parent-id that came with the request; 0 for none. */
    long parent();

    /** Whether somebody wants to know of it. */
    boolean isSampled();
}
