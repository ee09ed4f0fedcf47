package lb.proxy.http3;

import io.netty.handler.codec.http3.Http3Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import java.util.random.RandomGenerator;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.http1.Http1Loop;
import lb.proxy.http2.FieldSink;
import lb.proxy.http2.RequestDecoder;
import lb.proxy.http2.ResponseEncoder;
import lb.proxy.http2.TrailerDecoder;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.Http2Limits;

/** What the connections of HTTP/3 on one event loop share. */
public final class Http3Loop {
    /** What each field counts for beside its bytes (RFC 9114 section 4.2.2). */
    private static final int FIELD_OVERHEAD = 32;

    private final LoopContext loop;
    private final ExchangeLog log;
    private final Http1Loop http;
    private final HeadLimits heads;
    private final Http2Limits limits;
    private final RequestDecoder requests;
    private final TrailerDecoder trailers = new TrailerDecoder();
    private final ResponseEncoder responses = new ResponseEncoder();

    /**
     * @param log told of handshakes that came to nothing
     * @param limits of streams and floods, which are the same as of HTTP/2
     */
    public Http3Loop(LoopContext loop, ExchangeLog log, Http1Loop http, HeadLimits heads, Http2Limits limits) {
        this.loop = loop;
        this.log = log;
        this.http = http;
        this.heads = heads;
        this.limits = limits;
        requests = new RequestDecoder(heads, RandomGenerator.getDefault());
    }

    LoopContext context() {
        return loop;
    }

    ExchangeLog log() {
        return log;
    }

    Http1Loop http() {
        return http;
    }

    Http2Limits limits() {
        return limits;
    }

    /** SETTINGS_MAX_FIELD_SECTION_SIZE. */
    long mostInSection() {
        return heads.bytes() + (long) heads.fields() * FIELD_OVERHEAD;
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

    /** Tells of the fields of a section, the pseudo-headers first. */
    static void tell(Http3Headers section, FieldSink sink) {
        for (Map.Entry<CharSequence, CharSequence> field : section) {
            AsciiString name = AsciiString.of(field.getKey());
            AsciiString value = AsciiString.of(field.getValue());
            sink.field(
                    name.array(),
                    name.arrayOffset(),
                    name.arrayOffset() + name.length(),
                    value.array(),
                    value.arrayOffset(),
                    value.arrayOffset() + value.length(),
                    false);
        }
    }
}
