package lb.admin.haproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import lb.admin.boot.Http2Bytes;

/** HTTP/2: each request on a stream of its own, with the head that a script has for HTTP/1.1. */
final class ComparedHttp2 implements ComparedClient {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final Socket socket;
    private final boolean secure;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private int stream = -1;

    ComparedHttp2(Socket socket, boolean secure) throws IOException {
        this.socket = socket;
        this.secure = secure;
        in = new DataInputStream(ComparedAnswer.buffered(socket.getInputStream()));
        send(new Http2Bytes().preface());
    }

    private void send(Http2Bytes bytes) throws IOException {
        socket.getOutputStream().write(bytes.bytes());
    }

    @Override
    public ComparedAnswer exchange(ComparedScript.Exchange exchange) throws IOException {
        String sent = exchange.sent();
        int end = sent.indexOf("\r\n\r\n");
        byte[] body = sent.substring(end + 4).getBytes(ISO_8859_1);
        stream += 2;
        Http2Bytes out = new Http2Bytes()
                .frame(
                        HEADERS,
                        body.length == 0 ? END_HEADERS | END_STREAM : END_HEADERS,
                        stream,
                        block(sent.substring(0, end).split("\r\n")));
        if (body.length > 0) {
            out.frame(DATA, END_STREAM, stream, body);
        }
        send(out);
        return answer();
    }

    private byte[] block(String... lines) {
        String[] first = lines[0].split(" ");
        Http2Bytes block = new Http2Bytes()
                .field(":method", first[0])
                .field(":scheme", secure ? "https" : "http")
                .field(":path", first[1]);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            block.field(
                    name.equals("host") ? ":authority" : name,
                    lines[i].substring(colon + 1).strip());
        }
        return block.bytes();
    }

    /** What comes on the stream, until its end or that of the connection. */
    private ComparedAnswer answer() throws IOException {
        int status = 0;
        TreeMap<String, String> fields = new TreeMap<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            while (true) {
                Frame frame = next();
                boolean ours = frame.stream == stream;
                if (ours && frame.type == RST_STREAM) {
                    return new ComparedAnswer(status, fields, "(reset with " + frame.payload[3] + ")");
                } else if (ours && frame.type == HEADERS) {
                    Http2Headers head = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(frame.payload));
                    CharSequence told = head.status();
                    status = told == null ? status : Integer.parseInt(told.toString());
                    for (Map.Entry<CharSequence, CharSequence> field : head) {
                        if (field.getKey().charAt(0) != ':' && status >= 200) {
                            fields.merge(
                                    field.getKey().toString(),
                                    field.getValue().toString(),
                                    (one, two) -> one + " & " + two);
                        }
                    }
                } else if (ours && frame.type == DATA) {
                    body.write(frame.payload);
                }
                if (ours && (frame.flags & END_STREAM) != 0 && frame.type <= HEADERS) {
                    fields.remove("date");
                    return new ComparedAnswer(status, fields, body.toString(ISO_8859_1));
                }
            }
        } catch (EOFException e) {
            return new ComparedAnswer(0, new TreeMap<>(), "");
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    private record Frame(int type, int flags, int stream, byte[] payload) {}

    /** The next frame; what is to be answered at once is. */
    private Frame next() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int on = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == SETTINGS && (flags & 1) == 0) {
            send(new Http2Bytes().frame(SETTINGS, 1, 0));
        }
        return new Frame(type, flags, on, payload);
    }

    @Override
    public boolean isClosed() {
        try {
            send(new Http2Bytes().frame(PING, 0, 0, new byte[8]));
            for (Frame frame = next(); frame.type != PING; frame = next()) {
                if (frame.type == GOAWAY) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
