package lb.proxy.settings;

import java.time.Duration;

/**
 * How TCP finds out that the other end of a silent connection is gone (RFC 9293 section 3.8.4). Zero means as the
 * kernel has it.
 *
 * @param idle silence before the first probe, in whole seconds
 * @param interval from one probe to the next, in whole seconds
 * @param count probes without an answer, after which the connection is broken
 */
public record KeepAlive(Duration idle, Duration interval, int count) {
    /** With the kernel's times. */
    public static final KeepAlive OF_THE_KERNEL = new KeepAlive(Duration.ZERO, Duration.ZERO, 0);
}
