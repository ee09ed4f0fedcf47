package lb.proxy.settings;

import org.jspecify.annotations.Nullable;

/**
 * Limits of the process. Connections that are too many wait in the backlog of the listening sockets.
 *
 * @param connections the most open at a time, 1 or more; 0 for as many as the file descriptors are enough for
 * @param sessionRate the most new ones in any second, up to 1,000,000; 0 for no limit
 * @param heads of HTTP messages
 * @param http2 of connections of HTTP/2; null where clients do not speak it
 * @param buffers bytes that the buffers of connections may hold before no more are let in; 0 for no limit
 */
public record ProcessLimits(
        int connections,
        int sessionRate,
        HeadLimits heads,
        @Nullable Http2Limits http2,
        long buffers) {
    /** No limit but the descriptors and those of heads. */
    public static final ProcessLimits STANDARD = new ProcessLimits(0, 0, HeadLimits.STANDARD);

    /** With no limit of buffers. */
    public ProcessLimits(int connections, int sessionRate, HeadLimits heads) {
        this(connections, sessionRate, heads, 0);
    }

    /** With those of HTTP/2 that are standard. */
    public ProcessLimits(int connections, int sessionRate, HeadLimits heads, long buffers) {
        this(connections, sessionRate, heads, Http2Limits.STANDARD, buffers);
    }

    /** The same with so many connections. */
    public ProcessLimits withConnections(int other) {
        return new ProcessLimits(other, sessionRate, heads, http2, buffers);
    }

    /** The same with buffers of so many bytes. */
    public ProcessLimits withBuffers(long bytes) {
        return new ProcessLimits(connections, sessionRate, heads, http2, bytes);
    }
}
