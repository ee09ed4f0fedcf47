package lb.admin.config;

import java.time.Duration;
import java.util.List;
import lb.proxy.settings.Http2Limits;
import lb.proxy.settings.Http2Limits.Rate;
import org.jspecify.annotations.Nullable;

/** How clients speak HTTP/2, and how much one connection may bring. */
final class Http2Keys {
    private static final Http2Limits STANDARD = Http2Limits.STANDARD;
    private static final int MOST_STREAMS = 100_000;
    private static final int GREATEST_WINDOW = 1 << 30;

    static final Key<Boolean> ENABLED = Key.of(
            "enabled",
            new Form.Flag(),
            true,
            "Whether a client may begin with HTTP/2, without having asked before (prior knowledge); else 505.",
            "option disable-h2-upgrade");
    static final Key<Integer> STREAMS = Key.of(
            "max-concurrent-streams",
            new Form.Whole(1, MOST_STREAMS),
            STANDARD.concurrentStreams(),
            "Requests at a time on one connection; more are refused (REFUSED_STREAM).",
            "tune.h2.max-concurrent-streams");
    static final Key<Integer> STREAM_WINDOW = Key.of(
            "initial-window",
            new Form.Size(1024, GREATEST_WINDOW),
            STANDARD.streamWindow(),
            "Bytes of a request's body that wait here at most while the server does not take them.",
            "tune.h2.initial-window-size");
    static final Key<Integer> CONNECTION_WINDOW = Key.of(
            "connection-window",
            new Form.Size(64 * 1024, GREATEST_WINDOW),
            STANDARD.connectionWindow(),
            "The same of all requests of one connection together.");
    static final Key<Integer> HEADER_BLOCK = Key.of(
            "max-header-block",
            new Form.Size(1024, 16 * 1024 * 1024),
            STANDARD.headerBlock(),
            "Bytes of one head as compressed; what it is decompressed is limited by `http`.");
    static final Key<Integer> CONTINUATIONS = Key.of(
            "max-continuations",
            new Form.Whole(0, 65_536),
            STANDARD.continuations(),
            "CONTINUATION frames of one head.");
    static final Key<Duration> SETTINGS_TIMEOUT = Key.of(
            "settings-timeout",
            new Form.Time(Duration.ofMillis(10), Duration.ofHours(1), null, "ms"),
            STANDARD.settingsTimeout(),
            "How long a client may leave our SETTINGS without an acknowledgement.");
    static final Key<Integer> RESETS =
            count("max-resets", STANDARD.resets(), "Streams that a client resets, or has us reset");
    static final Key<Integer> SETTINGS = count("max-settings", STANDARD.settings(), "SETTINGS");
    static final Key<Integer> PINGS = count("max-pings", STANDARD.pings(), "PING");
    static final Key<Integer> PRIORITIES = count("max-priorities", STANDARD.priorities(), "PRIORITY");
    static final Key<Integer> EMPTY_DATA = count("max-empty-data", STANDARD.emptyData(), "DATA without a byte");
    static final Key<Integer> WINDOW_UPDATES = count(
            "max-window-updates",
            STANDARD.windowUpdates(),
            "WINDOW_UPDATE, beside ten for each DATA frame that it has got,");
    static final Key<Integer> UNKNOWN_FRAMES =
            count("max-unknown-frames", STANDARD.unknownFrames(), "Frames of types that are not known");

    static final Table TABLE = new Table(
            "http2",
            "HTTP/2 with clients.",
            List.of(
                    ENABLED,
                    STREAMS,
                    STREAM_WINDOW,
                    CONNECTION_WINDOW,
                    HEADER_BLOCK,
                    CONTINUATIONS,
                    SETTINGS_TIMEOUT,
                    RESETS,
                    SETTINGS,
                    PINGS,
                    PRIORITIES,
                    EMPTY_DATA,
                    WINDOW_UPDATES,
                    UNKNOWN_FRAMES));
    static final Key<Object> HTTP2 = Key.without(
            "http2", new Form.Part("{ … }", List.of(TABLE), false, false), "as for each key", "HTTP/2 with clients.");

    private Http2Keys() {}

    private static Key<Integer> count(String name, Rate standard, String what) {
        return Key.of(
                name,
                new Form.Whole(1, 1_000_000),
                standard.count(),
                what + " that a connection may bring at once, and in each "
                        + standard.in().toSeconds() + " s; then it is ended (ENHANCE_YOUR_CALM).");
    }

    /** Null where clients do not speak it. */
    static @Nullable Http2Limits read(Section top) {
        Section http2 = top.sectionOrEmpty(HTTP2, TABLE);
        Http2Limits limits = new Http2Limits(
                http2.orStandard(STREAMS),
                http2.orStandard(STREAM_WINDOW),
                http2.orStandard(CONNECTION_WINDOW),
                http2.orStandard(HEADER_BLOCK),
                http2.orStandard(CONTINUATIONS),
                http2.orStandard(SETTINGS_TIMEOUT),
                new Rate(http2.orStandard(RESETS), STANDARD.resets().in()),
                new Rate(http2.orStandard(SETTINGS), STANDARD.settings().in()),
                new Rate(http2.orStandard(PINGS), STANDARD.pings().in()),
                new Rate(http2.orStandard(PRIORITIES), STANDARD.priorities().in()),
                new Rate(http2.orStandard(EMPTY_DATA), STANDARD.emptyData().in()),
                new Rate(
                        http2.orStandard(WINDOW_UPDATES),
                        STANDARD.windowUpdates().in()),
                new Rate(
                        http2.orStandard(UNKNOWN_FRAMES),
                        STANDARD.unknownFrames().in()));
        return http2.orStandard(ENABLED) ? limits : null;
    }
}
