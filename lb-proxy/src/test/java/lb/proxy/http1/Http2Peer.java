package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A client that writes frames of HTTP/2 as it pleases, right or wrong, and reads them as text. */
final class Http2Peer implements AutoCloseable {
    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    private static final String[] TYPES = {
        "DATA",
        "HEADERS",
        "PRIORITY",
        "RST_STREAM",
        "SETTINGS",
        "PUSH",
        "PING",
        "GOAWAY",
        "WINDOW_UPDATE",
        "CONTINUATION"
    };
    private static final String[] CODES = {
        "NO_ERROR",
        "PROTOCOL_ERROR",
        "INTERNAL_ERROR",
        "FLOW_CONTROL_ERROR",
        "SETTINGS_TIMEOUT",
        "STREAM_CLOSED",
        "FRAME_SIZE_ERROR",
        "REFUSED_STREAM",
        "CANCEL",
        "COMPRESSION_ERROR",
        "CONNECT_ERROR",
        "ENHANCE_YOUR_CALM"
    };

    /** GET / of http://a, whose blocks no table holds anything of. */
    static final byte[] GET = hex("828684" + "410161");

    /** The same of POST. */
    static final byte[] POST = hex("838684" + "410161");

    private final Socket socket;
    private final DataInputStream in;
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();

    private int lastLength;

    private Http2Peer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** Without a preface. */
    static Http2Peer raw(InetSocketAddress address) throws IOException {
        return new Http2Peer(new Socket(address.getAddress(), address.getPort()));
    }

    /** With a preface and empty SETTINGS that wait to be sent. */
    static Http2Peer connect(InetSocketAddress address) throws IOException {
        Http2Peer peer = raw(address);
        peer.text(PREFACE).frame(SETTINGS, 0, 0);
        return peer;
    }

    /** A server, which has read the preface of its client and has empty SETTINGS to send. */
    static Http2Peer serving(Peer peer) throws IOException {
        return serving(peer, "");
    }

    /** The same with these SETTINGS, in hex. */
    static Http2Peer serving(Peer peer, String settings) throws IOException {
        Http2Peer server = new Http2Peer(peer.socket());
        byte[] preface = new byte[PREFACE.length()];
        server.in.readFully(preface);
        if (!new String(preface, ISO_8859_1).equals(PREFACE)) {
            throw new IOException("no preface");
        }
        return server.frame(SETTINGS, 0, 0, hex(settings));
    }

    Http2Peer text(String text) {
        unsent.writeBytes(text.getBytes(ISO_8859_1));
        return this;
    }

    Http2Peer frame(int type, int flags, int stream, byte... payload) {
        ByteBuffer header = ByteBuffer.allocate(9);
        header.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        header.put((byte) type).put((byte) flags).putInt(stream);
        unsent.writeBytes(header.array());
        unsent.writeBytes(payload);
        return this;
    }

    /** A request without a body. */
    Http2Peer get(int stream) {
        return frame(HEADERS, END_HEADERS | END_STREAM, stream, GET);
    }

    Http2Peer data(int stream, int flags, String text) {
        return frame(DATA, flags, stream, text.getBytes(ISO_8859_1));
    }

    Http2Peer windowUpdate(int stream, int increment) {
        return frame(WINDOW_UPDATE, 0, stream, four(increment));
    }

    static byte[] four(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    /** A field that goes into no table. */
    static byte[] field(String name, String value) {
        return join(
                new byte[] {0, (byte) name.length()},
                name.getBytes(ISO_8859_1),
                new byte[] {(byte) value.length()},
                value.getBytes(ISO_8859_1));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    void send() throws IOException {
        socket.getOutputStream().write(unsent.toByteArray());
        unsent.reset();
    }

    /** The next frame but SETTINGS and WINDOW_UPDATE, as text; "END" for the end of the connection. */
    String next() throws IOException {
        while (true) {
            byte[] header = new byte[9];
            try {
                in.readFully(header);
            } catch (EOFException e) {
                return "END";
            }
            ByteBuffer fields = ByteBuffer.wrap(header);
            int length = fields.get() << 16 | fields.getShort() & 0xffff;
            int type = fields.get();
            int flags = fields.get();
            int stream = fields.getInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            lastLength = length;
            if (type != SETTINGS && type != WINDOW_UPDATE) {
                return TYPES[type] + " " + stream + told(type, flags, payload);
            }
        }
    }

    /** Sends what waits, and a PING behind it; comes back when the peer has answered, and so has read it all. */
    void ping() throws IOException {
        frame(PING, 0, 0, new byte[8]).send();
        String answer = next();
        if (!answer.equals("PING 0 ACK")) {
            throw new IOException(answer + " in place of the answer to PING");
        }
    }

    /** Bytes of the payload of the frame that came last. */
    int lastLength() {
        return lastLength;
    }

    private static String told(int type, int flags, byte[] payload) {
        ByteBuffer numbers = ByteBuffer.wrap(payload);
        String end = (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0 ? " END" : "";
        return switch (type) {
            case DATA ->
                " " + (payload.length > 64 ? payload.length + " bytes" : new String(payload, ISO_8859_1)) + end;
            case HEADERS -> " " + status(payload) + end;
            case RST_STREAM -> " " + CODES[numbers.getInt()];
            case PING -> (flags & ACK) != 0 ? " ACK" + octets(numbers.getLong()) : "";
            case GOAWAY -> " " + numbers.getInt() + " " + CODES[numbers.getInt()];
            default -> "";
        };
    }

    /** Of a PING, unless they are all zero. */
    private static String octets(long octets) {
        return octets == 0 ? "" : " " + Long.toHexString(octets);
    }

    private static String status(byte[] block) {
        return switch (block[0] & 0xff) {
            case 0x88 -> "200";
            case 0x8c -> "400";
            case 0x8d -> "404";
            case 0x8e -> "500";
            default -> "?";
        };
    }

    /** All frames but SETTINGS and WINDOW_UPDATE until the connection ends, one on each line. */
    String readToEnd() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String frame = next(); !frame.equals("END"); frame = next()) {
            all.append(frame).append('\n');
        }
        return all.toString();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
