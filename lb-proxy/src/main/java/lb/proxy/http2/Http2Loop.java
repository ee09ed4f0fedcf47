package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;
import lb.proxy.http1.ClientSessions;
import lb.proxy.http1.ClientUser;
import lb.proxy.http1.Http2Entry;
import lb.proxy.http1.Http2ToServers;
import lb.proxy.http1.SharedConnection;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Stream;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.Http2Limits;
import lb.proxy.upstream.ConnectResult;
import lb.proxy.upstream.Server;

/** What the connections of HTTP/2 on one event loop share. */
public final class Http2Loop implements Http2Entry, Http2ToServers {
    /** Into nowhere: a block has to be decoded even where nobody wants it. */
    private static final FieldSink NOWHERE = (_, _, _, _, _, _, _) -> {};

    private final LoopContext loop;
    private final HeadLimits heads;
    private final Http2Limits limits;
    private final Http2Refusals refusals;
    private final HpackScratch scratch = new HpackScratch();
    private final Octets block = new Octets(1024);
    private final RequestDecoder requests;
    private final TrailerDecoder trailers = new TrailerDecoder();
    private final ResponseEncoder responses = new ResponseEncoder();
    private final RequestEncoder requestEncoder = new RequestEncoder();
    private final ResponseDecoder responseDecoder;

    /** @param refusals of all loops */
    public Http2Loop(LoopContext loop, HeadLimits heads, Http2Limits limits, Http2Refusals refusals) {
        this.loop = loop;
        this.heads = heads;
        this.limits = limits;
        this.refusals = refusals;
        responseDecoder = new ResponseDecoder(heads);
        requests = new RequestDecoder(heads, RandomGenerator.getDefault());
    }

    @Override
    public boolean mayBegin(ByteBuf in) {
        return Preface.match(in) != Preface.Match.OTHER;
    }

    @Override
    public boolean begins(ByteBuf in) {
        return Preface.match(in) == Preface.Match.WHOLE;
    }

    @Override
    public ClientUser use(ClientSessions sessions, Stream connection) {
        return new ClientSide(this, sessions, connection);
    }

    @Override
    public SharedConnection use(
            Server server, ConnectResult.Connected open, SharedConnection.Pool pool, long expireNanos) {
        return new ServerSide(this, server, open, pool, expireNanos);
    }

    LoopContext context() {
        return loop;
    }

    Http2Refusals refusals() {
        return refusals;
    }

    Http2Limits limits() {
        return limits;
    }

    FrameReader newReader() {
        return new FrameReader(Settings.STANDARD_FRAME_SIZE, limits.headerBlock(), limits.continuations());
    }

    HpackDecoder newDecoder() {
        return new HpackDecoder(mostInList(), scratch);
    }

    /** SETTINGS_MAX_HEADER_LIST_SIZE. */
    int mostInList() {
        return heads.bytes() + heads.fields() * DynamicTable.OVERHEAD;
    }

    /** Where a header block is written before its frames. */
    Octets block() {
        return block;
    }

    RequestDecoder requests() {
        return requests;
    }

    TrailerDecoder trailers() {
        return trailers;
    }

    ResponseEncoder responses() {
        return responses;
    }

    RequestEncoder requestEncoder() {
        return requestEncoder;
    }

    ResponseDecoder responseDecoder() {
        return responseDecoder;
    }

    FieldSink nowhere() {
        return NOWHERE;
    }
}
