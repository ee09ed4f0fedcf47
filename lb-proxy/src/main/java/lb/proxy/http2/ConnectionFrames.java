package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectMap;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the peer sends on a connection: every frame is judged, counted, and done (RFC 9113 sections 5 and 6). Nothing is told to the
 * users of streams here. On the connection's event loop.
 */
final class ConnectionFrames {
    /** What our only PING is known by. */
    private static final long LEAVING = 0x6c656176696e6721L;

    /** Room for the rest of what has come, at least. */
    private static final int LEAST_REST = 1024;

    private final Http2Loop loop;
    private final Http2Connection connection;
    private final ConnectionSide side;
    private final Settings peer;
    private final ConnectionOutput output;
    private final FloodGuard guard;
    private final FrameReader reader;
    private final HpackDecoder decoder;
    private final SentSettings sent;
    private final boolean toServer;
    private boolean begun;

    /** The initial window of streams that the peer knows of. */
    private int streamWindow = Settings.STANDARD_WINDOW;

    /** What has come of a frame that is not whole. */
    private @Nullable ByteBuf rest;

    ConnectionFrames(
            Http2Loop loop,
            Http2Connection connection,
            ConnectionSide side,
            Settings peer,
            ConnectionOutput output,
            FloodGuard guard,
            boolean toServer) {
        this.loop = loop;
        this.connection = connection;
        this.side = side;
        // Only a client begins with the preface.
        begun = toServer;
        this.toServer = toServer;
        this.peer = peer;
        this.output = output;
        this.guard = guard;
        reader = loop.newReader();
        decoder = loop.newDecoder();
        sent = new SentSettings(loop.limits().settingsTimeout().toNanos());
    }

    /**
     * Tells the peer what it may do.
     *
     * @param settings as {@link FrameWriter#settings} has them
     */
    void writeSettings(int... settings) {
        FrameWriter.settings(output.room(FrameType.HEADER_BYTES + settings.length / 2 * Settings.BYTES), settings);
        sent.sent(now());
        output.windowUpdate(0, connection.window().updateAll());
    }

    void writePing() {
        FrameWriter.ping(output.room(FrameType.HEADER_BYTES + 8), LEAVING, false);
    }

    boolean awaitsSettings() {
        return sent.isAwaited();
    }

    /** Why the connection must end, or null. */
    @Nullable
    Violation settingsOverdue() {
        return sent.overdue(now());
    }

    private long now() {
        return loop.context().nanoTime();
    }

    /** The connection is no more. */
    void closed() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }

    /** Bytes have come, which are released here. */
    void received(ByteBuf bytes, Stream stream) {
        ByteBuf in = bytes;
        ByteBuf before = rest;
        if (before != null) {
            rest = null;
            in = join(before, bytes, stream);
        }
        try {
            Violation violation = begun ? null : preface(in);
            if (begun) {
                violation = frames(in);
            }
            if (violation != null) {
                connection.violated(violation);
            } else if (in.isReadable()) {
                rest = stream.keep(in.retain());
            }
        } finally {
            in.release();
        }
    }

    private static ByteBuf join(ByteBuf before, ByteBuf more, Stream stream) {
        try {
            int needed = before.readableBytes() + more.readableBytes();
            if (before.refCnt() == 1 && before.writableBytes() >= more.readableBytes()) {
                return before.writeBytes(more);
            }
            ByteBuf joined = stream.allocator().directBuffer(Math.max(2 * needed, LEAST_REST));
            joined.writeBytes(before).writeBytes(more);
            before.release();
            return joined;
        } finally {
            more.release();
        }
    }

    private @Nullable Violation preface(ByteBuf in) {
        return switch (Preface.match(in)) {
            case MORE -> null;
            case OTHER -> Violation.PREFACE;
            case WHOLE -> {
                in.skipBytes(Preface.LENGTH);
                begun = true;
                yield null;
            }
        };
    }

    /** Does all frames that are there; tells why the connection must end, or null. */
    private @Nullable Violation frames(ByteBuf in) {
        while (true) {
            FrameReader.Event event = reader.next(in);
            if (event == FrameReader.Event.MORE) {
                return null;
            }
            Violation violation = frame(event, in);
            if (violation != null) {
                if (violation.scope() == Violation.Scope.CONNECTION) {
                    return violation;
                }
                violation = violatedStream(reader.streamId(), violation);
                if (violation != null) {
                    return violation;
                }
            }
        }
    }

    private @Nullable Violation frame(FrameReader.Event event, ByteBuf in) {
        return switch (event) {
            case DATA -> data(in);
            case HEADERS -> headers();
            case PRIORITY -> guard.count(FloodGuard.Kind.PRIORITY, now());
            case RST_STREAM -> reset(in);
            case SETTINGS -> settings(in);
            case SETTINGS_ACK -> settingsAcknowledged();
            case PING -> {
                FrameWriter.ping(output.room(FrameType.HEADER_BYTES + 8), reader.opaque(in), true);
                yield guard.count(FloodGuard.Kind.PING, now());
            }
            case PING_ACK -> {
                if (reader.opaque(in) == LEAVING) {
                    side.answered();
                }
                yield guard.count(FloodGuard.Kind.PING, now());
            }
            case GOAWAY -> {
                side.goAway(reader.lastStreamId(in));
                yield null;
            }
            case WINDOW_UPDATE -> windowUpdate(in);
            case UNKNOWN -> guard.count(FloodGuard.Kind.UNKNOWN, now());
            case VIOLATION -> reader.violation();
            case MORE -> null;
        };
    }

    /** Ends one stream for a mistake; tells why that ends the connection, or null. */
    private @Nullable Violation violatedStream(int id, Violation violation) {
        side.refused(violation);
        Http2Stream stream = connection.stream(id);
        if (stream == null || stream.state().isClosed()) {
            if (stream == null && connection.numbers().isIdle(id)) {
                return Violation.STREAM_IDLE;
            }
            output.reset(id, violation.code());
            return countReset(false);
        }
        stream.processed();
        connection.reset(stream, violation.code());
        connection.over(stream);
        return countReset(true);
    }

    /**
     * A stream was reset by the peer, or by us for its mistake. A server does not open any: it can reset what it was asked for.
     *
     * @param wasOpen whether the stream was still there
     */
    private @Nullable Violation countReset(boolean wasOpen) {
        if (!toServer) {
            return guard.count(FloodGuard.Kind.RESET, now());
        }
        return wasOpen ? null : guard.count(FloodGuard.Kind.LATE, now());
    }

    private @Nullable Violation data(ByteBuf in) {
        int id = reader.streamId();
        int flowControlled = reader.flowControlled();
        boolean ends = reader.endStream();
        int start = reader.start();
        int end = reader.end();
        if (flowControlled > 0 && !connection.window().received(flowControlled)) {
            return Violation.CONNECTION_WINDOW_EXCEEDED;
        }
        Http2Stream stream = connection.stream(id);
        if (stream == null || stream.state().isClosed()) {
            connection.window().passedOn(flowControlled);
            return stream == null ? ofUnknown(id) : stream.state().wrong(FrameType.DATA);
        }
        Violation wrong = stream.state().wrong(FrameType.DATA);
        if (wrong == null) {
            wrong = stream.input().part().wrong(FrameType.DATA, ends);
        }
        if (wrong == null && flowControlled > 0 && !stream.input().window().received(flowControlled)) {
            wrong = Violation.WINDOW_EXCEEDED;
        }
        if (wrong != null) {
            connection.window().passedOn(flowControlled);
            return wrong;
        }
        if (connection.isWindowShared()) {
            connection.window().passedOn(flowControlled);
        }
        if (reader.isEmptyData() && !ends) {
            Violation flood = guard.count(FloodGuard.Kind.EMPTY_DATA, now());
            if (flood != null) {
                return flood;
            }
        }
        wrong = stream.input().data(in, start, end, flowControlled, ends);
        return wrong == null ? received(stream, FrameType.DATA, ends) : wrong;
    }

    /** What is wrong with a message's frame on a stream that is not there. */
    private @Nullable Violation ofUnknown(int id) {
        if (connection.numbers().isIdle(id)) {
            return Violation.STREAM_IDLE;
        }
        if (toServer) {
            // Many clients may have left off within a round trip: the numbers of all their streams are not kept.
            return guard.count(FloodGuard.Kind.LATE, now());
        }
        return connection.numbers().wasReset(id) ? null : Violation.STREAM_ENDED;
    }

    private @Nullable Violation received(Http2Stream stream, FrameType type, boolean ends) {
        connection.state(stream, stream.state().received(type, ends));
        connection.tellSoon(stream);
        return null;
    }

    private @Nullable Violation headers() {
        int id = reader.streamId();
        Http2Stream stream = connection.stream(id);
        if (stream != null && !stream.state().isClosed()) {
            return stream.input().part() == MessagePart.HEAD ? side.head(stream, reader.endStream()) : trailers(stream);
        }
        if (!connection.numbers().isIdle(id)) {
            if (connection.numbers().wasSkipped(id)) {
                return Violation.STREAM_NUMBER;
            }
            Violation wrong = stream == null ? ofUnknown(id) : stream.state().wrong(FrameType.HEADERS);
            return wrong != null && wrong.scope() == Violation.Scope.CONNECTION ? wrong : orElse(skip(), wrong);
        }
        return side.opened(id, reader.endStream());
    }

    private static @Nullable Violation orElse(@Nullable Violation first, @Nullable Violation second) {
        return first == null ? second : first;
    }

    /** Decodes a block that nobody wants. */
    @Nullable
    Violation skip() {
        return decode(loop.nowhere());
    }

    /** Decodes the block that has come; tells why the connection must end, or null. */
    @Nullable
    Violation decode(FieldSink fields) {
        HeaderBlock block = reader.block();
        return decoder.decode(block.array(), block.start(), block.end(), fields);
    }

    /** Whether that had more fields than may be. */
    boolean isTooLong() {
        return decoder.isTooLong();
    }

    /** One more of a kind; tells why the connection must end, or null. */
    @Nullable
    Violation count(FloodGuard.Kind kind) {
        return guard.count(kind, now());
    }

    /** The initial window of streams that the peer knows of. */
    int streamWindow() {
        return streamWindow;
    }

    /** The header section behind a body; tells what is wrong with it, or null. */
    @Nullable
    Violation trailers(Http2Stream stream) {
        boolean ends = reader.endStream();
        Violation wrong = stream.state().wrong(FrameType.HEADERS);
        if (wrong == null) {
            wrong = stream.input().part().wrong(FrameType.HEADERS, ends);
        }
        if (wrong != null) {
            return wrong.scope() == Violation.Scope.CONNECTION ? wrong : orElse(skip(), wrong);
        }
        TrailerDecoder trailers = loop.trailers();
        trailers.begin();
        wrong = decode(trailers);
        if (wrong == null) {
            wrong = stream.input().trailers(trailers, decoder.isTooLong());
        }
        return wrong == null ? received(stream, FrameType.HEADERS, true) : wrong;
    }

    private @Nullable Violation reset(ByteBuf in) {
        int id = reader.streamId();
        Http2Stream stream = connection.stream(id);
        if (stream == null) {
            if (connection.numbers().isIdle(id)) {
                return Violation.STREAM_IDLE;
            }
        } else if (!stream.state().isClosed()) {
            side.reset(stream, reader.errorCode(in));
            return countReset(true);
        }
        return countReset(false);
    }

    private @Nullable Violation settings(ByteBuf in) {
        Violation wrong = guard.count(FloodGuard.Kind.SETTINGS, now());
        int before = peer.initialWindow();
        if (wrong == null) {
            wrong = peer.read(in, reader.start(), reader.end());
        }
        if (wrong != null) {
            return wrong;
        }
        FrameWriter.settingsAck(output.room(FrameType.HEADER_BYTES));
        output.settingsChanged();
        long difference = (long) peer.initialWindow() - before;
        if (difference != 0) {
            for (IntObjectMap.PrimitiveEntry<Http2Stream> entry :
                    connection.streams().entries()) {
                Http2Stream stream = entry.value();
                if (!stream.output().window().change(difference)) {
                    return Violation.SETTINGS_WINDOW_OVERFLOW;
                }
                connection.sendSoon(stream);
            }
        }
        side.settingsCame();
        return null;
    }

    private @Nullable Violation settingsAcknowledged() {
        Violation wrong = sent.acknowledged(now());
        int difference = loop.limits().streamWindow() - streamWindow;
        if (wrong == null && difference != 0) {
            streamWindow += difference;
            for (IntObjectMap.PrimitiveEntry<Http2Stream> entry :
                    connection.streams().entries()) {
                entry.value().input().window().initialChanged(difference);
            }
        }
        return wrong;
    }

    private @Nullable Violation windowUpdate(ByteBuf in) {
        int id = reader.streamId();
        int increment = reader.increment(in);
        Violation wrong = guard.count(FloodGuard.Kind.WINDOW_UPDATE, now());
        if (wrong != null) {
            return wrong;
        }
        if (id == 0) {
            return output.window().grow(increment) ? null : Violation.CONNECTION_WINDOW_OVERFLOW;
        }
        Http2Stream stream = connection.stream(id);
        if (stream == null) {
            return connection.numbers().isIdle(id) ? Violation.STREAM_IDLE : null;
        }
        if (stream.state().isClosed()) {
            return null;
        }
        if (!stream.output().window().grow(increment)) {
            return Violation.WINDOW_OVERFLOW;
        }
        connection.sendSoon(stream);
        return null;
    }
}
