package lb.proxy.http2;

import io.netty.buffer.ByteBuf;

/**
 * The head of a response, as {@code lb.proxy.http1} sends it to a client, becomes a header block (RFC 9113 section 8.3.2):
 * the status without its reason, and no field that is about a connection. 101 to a WebSocket is 200 (RFC 8441 section 5).
 * Used as {@link RequestEncoder}.
 */
public final class ResponseEncoder {
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int OK = 8;

    private final HeadFields head = new HeadFields();

    /** Reads a whole head, which is all that is readable. */
    void read(ByteBuf in) {
        head.readHead(in);
    }

    /** Its status, 100 to 999. */
    public int status() {
        byte[] octets = head.octets();
        return (octets[STATUS_AT] - '0') * 100 + (octets[STATUS_AT + 1] - '0') * 10 + octets[STATUS_AT + 2] - '0';
    }

    /** Its content-length; -1 where it has none. */
    long contentLength() {
        int field = head.find(KnownField.CONTENT_LENGTH);
        return field < 0 ? -1 : FieldSyntax.number(head.octets(), head.valueStart(field), head.valueEnd(field));
    }

    /** Whether its body comes in chunks: the only transfer coding that reaches a client. */
    boolean isChunked() {
        return head.find(KnownField.TRANSFER_ENCODING) >= 0;
    }

    /**
     * Appends its header block.
     *
     * @param never whether nobody may index any of it
     */
    void encode(HpackEncoder encoder, Octets out, boolean never) {
        encoder.begin(out);
        int status = status();
        boolean webSocket = status == 101;
        int index = webSocket ? OK : staticIndex(status);
        if (index > 0) {
            encoder.indexed(out, index);
        } else {
            encoder.field(out, KnownField.STATUS, head.octets(), STATUS_AT, STATUS_AT + 3, never);
        }
        for (int field = 0; field < head.count(); field++) {
            if (isSent(field, webSocket)) {
                head.encode(field, encoder, out, never);
            }
        }
    }

    /** Tells the fields that are sent, without the status. */
    public void fields(FieldSink sink) {
        boolean webSocket = status() == 101;
        for (int field = 0; field < head.count(); field++) {
            if (isSent(field, webSocket)) {
                head.tell(field, sink);
            }
        }
    }

    /** The same of trailers, given as lines, with or without an empty one behind them. */
    public void trailers(ByteBuf lines, FieldSink sink) {
        head.readFields(lines);
        for (int field = 0; field < head.count(); field++) {
            if (!head.name(field).isForbiddenInTrailers()) {
                head.tell(field, sink);
            }
        }
    }

    private static int staticIndex(int status) {
        return switch (status) {
            case 200 -> OK;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
    }

    private boolean isSent(int field, boolean webSocket) {
        return switch (head.name(field)) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE, HTTP2_SETTINGS, TE -> false;
            case SEC_WEBSOCKET_ACCEPT -> !webSocket;
            default -> true;
        };
    }

    /** Appends the header block of trailers, given as lines, with or without an empty one behind them. */
    void encodeTrailers(ByteBuf lines, HpackEncoder encoder, Octets out, boolean never) {
        RequestEncoder.encodeTrailers(head, lines, encoder, out, never);
    }
}
