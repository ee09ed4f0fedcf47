package lb.proxy.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;

/**
 * A {@link FixedResponse} as bytes, made once and sent as often as wanted.
 *
 * <pre>
 *  HTTP/1.1 503 Service Unavailable\r\n  |  Content-Type: …\r\nContent-Length: 9\r\n   | Date, Connection |  \r\n | body
 *  |&lt;------------------------ head -------------------------------------&gt;|  of who sends it
 * </pre>
 */
public final class Reply {
    private final int status;
    private final byte[] head;
    private final byte[] body;

    public Reply(FixedResponse response) {
        status = response.status();
        body = response.body().getBytes(ISO_8859_1);
        StringBuilder text = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(StatusText.reason(status))
                .append("\r\n");
        for (LocalRequest.Field field : response.fields()) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        if (status != 204 && status != 304) {
            text.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head = text.toString().getBytes(ISO_8859_1);
    }

    public int status() {
        return status;
    }

    /** Appends the status line and the fields; more fields and the empty line are to follow. */
    public void writeHead(ByteBuf out) {
        out.writeBytes(head);
    }

    /** Appends the body. */
    public void writeBody(ByteBuf out) {
        out.writeBytes(body);
    }

    /** Bytes of head and body. */
    public int length() {
        return head.length + body.length;
    }
}
