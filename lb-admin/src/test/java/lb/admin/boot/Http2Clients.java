package lb.admin.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Clients of HTTP/2: some requests are on their way on each connection at a time. */
final class Http2Clients implements Clients {
    private static final int CONNECTIONS = 4;
    private static final int STREAMS = 4;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int END_STREAM = 1;

    private final List<Connection> connections = new ArrayList<>();
    private final byte[] body;

    /** What is sent on a stream, with zero in place of its number, and where those zeros are. */
    private final ByteBuffer request;

    private final List<Integer> numbers = new ArrayList<>();

    Http2Clients(int port, Messages messages) throws IOException {
        String answer = new String(messages.response(), ISO_8859_1);
        body = answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(ISO_8859_1);
        request = ByteBuffer.wrap(frames(new String(messages.request(), ISO_8859_1)));
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(new Connection(port));
        }
    }

    private byte[] frames(String request) {
        String head = request.substring(0, request.indexOf("\r\n\r\n"));
        byte[] sent = request.substring(head.length() + 4).getBytes(ISO_8859_1);
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ");
        Http2Bytes block = new Http2Bytes()
                .field(":method", first[0])
                .field(":scheme", "http")
                .field(":path", first[1]);
        for (int i = 1; i < lines.length; i++) {
            String[] field = lines[i].split(": ");
            String name = field[0].equals("host") ? ":authority" : field[0];
            // One of them goes into the table, again and again, and drives out the others.
            if (name.equals("user-agent")) {
                block.indexed(name, field[1]);
            } else {
                block.field(name, field[1]);
            }
        }
        Http2Bytes all = new Http2Bytes();
        frame(all, HEADERS, sent.length == 0 ? 5 : 4, block.bytes());
        for (int at = 0; at < sent.length; at += 16_384) {
            int end = Math.min(sent.length, at + 16_384);
            frame(all, DATA, end == sent.length ? END_STREAM : 0, Arrays.copyOfRange(sent, at, end));
        }
        return all.bytes();
    }

    private void frame(Http2Bytes to, int type, int flags, byte[] payload) {
        numbers.add(to.size() + 5);
        to.frame(type, flags, 0, payload);
    }

    @Override
    public void exchange(int requests) throws IOException {
        for (int sent = 0; sent < requests; sent += CONNECTIONS * STREAMS) {
            for (Connection connection : connections) {
                connection.send();
            }
            for (Connection connection : connections) {
                connection.receive();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.socket.close();
        }
    }

    private final class Connection {
        private final Socket socket;
        private final DataInputStream in;
        private final byte[] payload = new byte[16_384];
        private final int[] received = new int[STREAMS];
        private int next = 1;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
            socket.getOutputStream().write(new Http2Bytes().preface().bytes());
        }

        void send() throws IOException {
            for (int i = 0; i < STREAMS; i++) {
                for (int at : numbers) {
                    request.putInt(at, next + 2 * i);
                }
                socket.getOutputStream().write(request.array());
            }
        }

        /** The answers of all streams, in whatever order their frames come. */
        void receive() throws IOException {
            Arrays.fill(received, 0);
            for (int open = STREAMS; open > 0; ) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                in.readFully(payload, 0, length);
                switch (type) {
                    case DATA -> {
                        int which = (stream - next) / 2;
                        if (!Arrays.equals(payload, 0, length, body, received[which], received[which] + length)) {
                            throw new IOException("not the origin's body on stream " + stream);
                        }
                        received[which] += length;
                        open -= flags & END_STREAM;
                    }
                    case HEADERS -> {
                        // ":status: 200" is the first field, by its place in the static table.
                        if (payload[0] != (byte) 0x88 || (flags & END_STREAM) != 0) {
                            throw new IOException("not the origin's head on stream " + stream);
                        }
                    }
                    case 4 -> {
                        if ((flags & 1) == 0) {
                            socket.getOutputStream()
                                    .write(new Http2Bytes().frame(4, 1, 0).bytes());
                        }
                    }
                    case 8 -> {}
                    default -> throw new IOException("a frame of type " + type + " on stream " + stream);
                }
            }
            for (int bytes : received) {
                if (bytes != body.length) {
                    throw new IOException("a body of " + bytes + " bytes");
                }
            }
            next += 2 * STREAMS;
        }
    }
}
