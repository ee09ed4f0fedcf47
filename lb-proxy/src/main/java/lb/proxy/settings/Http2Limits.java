package lb.proxy.settings;

import java.time.Duration;

/**
 * How much one connection of HTTP/2 may bring (RFC 9113 section 10.5): what is announced to the peer, and how often it may do
 * what costs us more than it. Beyond a rate the connection ends with ENHANCE_YOUR_CALM.
 *
 * @param concurrentStreams SETTINGS_MAX_CONCURRENT_STREAMS, 1 to 2^31-1; more are refused
 * @param streamWindow SETTINGS_INITIAL_WINDOW_SIZE: bytes of a body that may be on the way, 1 to 2^31-1
 * @param connectionWindow the same of all streams together, 65,535 to 2^31-1
 * @param headerBlock bytes of one header block as compressed, 1,024 to 16,777,216
 * @param continuations CONTINUATION frames of one block, 0 to 65,536
 * @param settingsTimeout how long SETTINGS may stay without an acknowledgement
 * @param resets streams that the peer resets, or makes us reset by a mistake or by opening too many ("rapid reset",
 *     CVE-2023-44487, and "made you reset", CVE-2025-8671)
 * @param settings SETTINGS, each of which has to be acknowledged
 * @param pings PING, each of which has to be answered
 * @param priorities PRIORITY, which means nothing
 * @param emptyData DATA without a byte that does not end its stream
 * @param windowUpdates WINDOW_UPDATE; each DATA frame that we send allows ten more
 * @param unknownFrames frames of types that are not known, such as PRIORITY_UPDATE (RFC 9218)
 */
public record Http2Limits(
        int concurrentStreams,
        int streamWindow,
        int connectionWindow,
        int headerBlock,
        int continuations,
        Duration settingsTimeout,
        Rate resets,
        Rate settings,
        Rate pings,
        Rate priorities,
        Rate emptyData,
        Rate windowUpdates,
        Rate unknownFrames) {
    /**
     * A browser cancels a hundred streams when a page is left, and a gateway for gRPC some in each second; a client that reads
     * fast sends two WINDOW_UPDATE for each DATA frame, an old one PRIORITY with each request.
     */
    public static final Http2Limits STANDARD = new Http2Limits(
            100,
            65_535,
            1024 * 1024,
            64 * 1024,
            8,
            Duration.ofSeconds(10),
            new Rate(1_000, Duration.ofSeconds(30)),
            new Rate(100, Duration.ofSeconds(10)),
            new Rate(10_000, Duration.ofSeconds(10)),
            new Rate(10_000, Duration.ofSeconds(10)),
            new Rate(1_000, Duration.ofSeconds(10)),
            new Rate(10_000, Duration.ofSeconds(10)),
            new Rate(10_000, Duration.ofSeconds(10)));

    /**
     * So many at once, and on average so many in that time.
     *
     * @param count 1 to 1,000,000
     * @param in 1 ms to 1 hour
     */
    public record Rate(int count, Duration in) {}
}
