package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Objects;
import lb.proxy.settings.HeadLimits;

/**
 * What becomes of the bytes of one message: why it is refused, or what is forwarded of it. The bytes come in pieces, as
 * from a connection.
 */
final class MessageOutcome {
    /** Leak detection would note down each access to a byte: the tests with real connections do that. */
    private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

    private static final String INCOMPLETE = " (incomplete)";

    private MessageOutcome() {}

    /** The forwarded request, with what follows it unread after {@code |}; or the status and reason of the refusal. */
    static String ofRequest(List<String> pieces) {
        RequestHead head = new RequestHead(HeadLimits.STANDARD, false);
        head.reset();
        return of(pieces, new Heads() {
            @Override
            public HeadProgress read(ByteBuf in) {
                return head.read(in);
            }

            @Override
            public String refusal() {
                Malformed malformed = Objects.requireNonNull(head.malformed());
                return malformed.status() + " " + malformed;
            }

            @Override
            public void forward(ByteBuf in, ByteBuf out) {
                ForwardedHead.write(head, in, out, ForwardingFieldsTest.NONE, false, null);
            }

            @Override
            public int length() {
                return head.length();
            }

            @Override
            public void begin(BodyRelay body) {
                body.begin(head.bodyFraming(), head.contentLength(), false);
            }
        });
    }

    /** The same of a response to GET. */
    static String ofResponse(List<String> pieces, boolean toHead, boolean upgradeAsked, boolean http10) {
        ResponseHead head = new ResponseHead(HeadLimits.STANDARD);
        head.reset(toHead, upgradeAsked, false);
        return of(pieces, new Heads() {
            @Override
            public HeadProgress read(ByteBuf in) {
                return head.read(in);
            }

            @Override
            public String refusal() {
                return "502 " + head.malformed();
            }

            @Override
            public void forward(ByteBuf in, ByteBuf out) {
                ForwardedHead.write(head, in, out, ForwardedHead.Connection.PERSISTS, http10, null);
            }

            @Override
            public int length() {
                return head.length();
            }

            @Override
            public void begin(BodyRelay body) {
                body.begin(head.bodyFraming(), head.contentLength(), http10);
            }
        });
    }

    private interface Heads {
        HeadProgress read(ByteBuf in);

        String refusal();

        void forward(ByteBuf in, ByteBuf out);

        int length();

        void begin(BodyRelay body);
    }

    private static String of(List<String> pieces, Heads heads) {
        Received received = new Received(HeadLimits.STANDARD.bytes());
        BodyRelay body = new BodyRelay();
        EmbeddedChannel out = null;
        boolean over = false;
        try {
            for (String piece : pieces) {
                ByteBuf bytes = Unpooled.buffer(piece.length());
                bytes.writeCharSequence(piece, ISO_8859_1);
                received.add(HEAP, bytes);
                if (out == null) {
                    switch (heads.read(received.buffer())) {
                        case INCOMPLETE -> {
                            continue;
                        }
                        case MALFORMED -> {
                            return heads.refusal();
                        }
                        case COMPLETE -> out = new EmbeddedChannel();
                    }
                    ByteBuf forwarded = Unpooled.buffer();
                    heads.forward(received.buffer(), forwarded);
                    out.write(forwarded, out.voidPromise());
                    received.buffer().skipBytes(heads.length());
                    heads.begin(body);
                }
                switch (body.relay(received, out::write)) {
                    case MORE -> {}
                    case END -> over = true;
                    case MALFORMED -> {
                        return "400 in the body";
                    }
                }
            }
            String rest = received.buffer().toString(ISO_8859_1);
            if (out == null) {
                return INCOMPLETE;
            }
            String text = text(out);
            return text + (over ? rest.isEmpty() ? "" : "|" + rest : INCOMPLETE);
        } finally {
            received.release();
            if (out != null) {
                out.flush();
                out.finishAndReleaseAll();
            }
        }
    }

    private static String text(EmbeddedChannel out) {
        out.flush();
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = out.readOutbound(); bytes != null; bytes = out.readOutbound()) {
            text.append(bytes.toString(ISO_8859_1));
            bytes.release();
        }
        return text.toString();
    }
}
