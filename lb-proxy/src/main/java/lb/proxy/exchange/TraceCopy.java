package lb.proxy.exchange;

/**
 * A place in a trace, copied to be kept.
 *
 * @see Trace
 */
public record TraceCopy(long idHigh, long idLow, long span, long parent, boolean isSampled) implements Trace {
    /** A copy of what was handed over. */
    public static TraceCopy of(Trace trace) {
        return new TraceCopy(trace.idHigh(), trace.idLow(), trace.span(), trace.parent(), trace.isSampled());
    }
}
