package lb.proxy.loop;

import lb.proxy.stats.Distribution;

/**
 * What one event loop does, at one moment.
 *
 * @param index from 0
 * @param thread its name; empty before its first use
 * @param turns times that it has waited for events; 0 where that is not counted (another transport than epoll)
 * @param events what it has handled then: descriptors that were ready; 0 where that is not counted
 * @param channels sockets of connections, listeners and checks that are its own
 * @param queued tasks that wait for their turn
 * @param pipes of splice(2) in use
 * @param processorNanos processor time that it has had
 * @param greatestLagNanos how late it came to what was due, at most in the last minute
 * @param lag the same of each second since the start
 */
public record LoopFigures(
        int index,
        String thread,
        long turns,
        long events,
        int channels,
        int queued,
        int pipes,
        long processorNanos,
        long greatestLagNanos,
        Distribution lag) {}
