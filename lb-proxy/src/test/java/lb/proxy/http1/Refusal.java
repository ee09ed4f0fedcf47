package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lb.proxy.settings.HeadLimits;

/** Which of several requests sent one after the other is refused, by the parsers alone, and why. */
final class Refusal {
    private final ByteBuf in;

    private Refusal(String input) {
        in = Unpooled.copiedBuffer(input, ISO_8859_1);
    }

    /** The reason of the first refusal, or null. */
    static Malformed of(String input) {
        return new Refusal(input).first();
    }

    private Malformed first() {
        while (true) {
            RequestHead head = new RequestHead(HeadLimits.STANDARD, false);
            head.reset();
            switch (head.read(in)) {
                case INCOMPLETE -> {
                    return null;
                }
                case MALFORMED -> {
                    return head.malformed();
                }
                case COMPLETE -> in.skipBytes(head.length());
            }
            switch (head.bodyFraming()) {
                case LENGTH -> {
                    if (head.contentLength() > in.readableBytes()) {
                        return null;
                    }
                    in.skipBytes((int) head.contentLength());
                }
                case CHUNKED -> {
                    ChunkedBody body = new ChunkedBody();
                    ChunkedBody.Span span = body.next(in);
                    while (span.ordinal() <= ChunkedBody.Span.TRAILER.ordinal()) {
                        span = body.next(in);
                    }
                    if (span != ChunkedBody.Span.END) {
                        return body.malformed();
                    }
                }
                case NONE, UNTIL_CLOSE -> {}
            }
        }
    }
}
