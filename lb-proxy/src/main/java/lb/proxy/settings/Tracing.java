package lb.proxy.settings;

/**
 * What becomes of the trace context of requests (W3C Trace Context).
 *
 * @param starts whether a trace is begun where a request has none; else it goes on without
 * @param oneIn of how many traces that are begun one is sampled; 0 for none
 */
public record Tracing(boolean starts, int oneIn) {}
