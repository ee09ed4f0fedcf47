package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** What a {@link FrameReader} tells of bytes, in words: however they are cut it is the same. */
final class Frames {
    private final FrameReader reader = new FrameReader(16 * 1024, 32 * 1024, 4);
    private final List<String> told = new ArrayList<>();

    private Frames() {}

    /** Frames from lines such as {@code DATA 01 00000001 6869}: type, flags, stream, payload. */
    static byte[] bytes(String text) {
        ByteBuf out = Unpooled.buffer();
        for (String line : text.strip().split("\\s*[;\n]\\s*")) {
            String[] parts = line.split(" +", 4);
            byte[] payload = parts.length < 4 ? new byte[0] : payload(parts[3]);
            int type = parts[0].matches("x..")
                    ? Integer.parseInt(parts[0].substring(1), 16)
                    : FrameType.valueOf(parts[0]).number();
            out.writeMedium(payload.length).writeByte(type).writeByte(Integer.parseInt(parts[1], 16));
            out.writeInt((int) Long.parseLong(parts[2], 16)).writeBytes(payload);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** Hexadecimal digits, or {@code 00*100} for so many of one. */
    private static byte[] payload(String text) {
        StringBuilder hex = new StringBuilder();
        for (String part : text.split(" ")) {
            String[] times = part.split("\\*");
            hex.append(times[0].repeat(times.length == 1 ? 1 : Integer.parseInt(times[1])));
        }
        return HexFormat.of().parseHex(hex);
    }

    /** What is told of bytes that come in pieces of that size; the stretches of a frame of DATA are one. */
    static String told(byte[] bytes, int piece, boolean direct) {
        Frames frames = new Frames();
        ByteBuf in = direct ? Unpooled.directBuffer() : Unpooled.buffer();
        try {
            boolean goesOn = true;
            for (int at = 0; at < bytes.length && goesOn; at += piece) {
                in.writeBytes(bytes, at, Math.min(piece, bytes.length - at));
                goesOn = frames.read(in);
                in.discardReadBytes();
            }
        } finally {
            in.release();
        }
        return frames.told.stream().map(String::strip).collect(Collectors.joining("; "));
    }

    private boolean read(ByteBuf in) {
        while (true) {
            FrameReader.Event event = reader.next(in);
            switch (event) {
                case MORE -> {
                    return true;
                }
                case VIOLATION -> {
                    Violation wrong = reader.violation();
                    told.add(wrong + (wrong.scope() == Violation.Scope.STREAM ? " of " + reader.streamId() : ""));
                    if (wrong.scope() == Violation.Scope.CONNECTION) {
                        return false;
                    }
                }
                case DATA -> data(in);
                default -> told.add(tell(event, in));
            }
        }
    }

    private void data(ByteBuf in) {
        int controlled = reader.flowControlled();
        String stretch = hex(in, reader.start(), reader.end());
        String last = told.isEmpty() ? "" : told.getLast();
        if (controlled > 0 || !last.startsWith("DATA " + reader.streamId()) || last.endsWith(" END")) {
            told.add("DATA " + reader.streamId() + " " + controlled + " ");
        }
        told.set(told.size() - 1, told.getLast() + stretch + (reader.endStream() ? " END" : ""));
    }

    private String tell(FrameReader.Event event, ByteBuf in) {
        String end = reader.endStream() ? " END" : "";
        return switch (event) {
            case HEADERS -> {
                HeaderBlock block = reader.block();
                yield "HEADERS " + reader.streamId() + " "
                        + HexFormat.of().formatHex(block.array(), block.start(), block.end()) + end;
            }
            case PRIORITY, UNKNOWN -> event + " " + reader.streamId();
            case RST_STREAM -> event + " " + reader.streamId() + " " + reader.errorCode(in);
            case SETTINGS -> {
                Settings settings = new Settings(false);
                Violation wrong = settings.read(in, reader.start(), reader.end());
                yield "SETTINGS" + (wrong == null ? "" : " " + wrong);
            }
            case SETTINGS_ACK -> "SETTINGS_ACK";
            case PING, PING_ACK -> event + " " + Long.toHexString(reader.opaque(in));
            case GOAWAY ->
                "GOAWAY " + reader.lastStreamId(in) + " " + reader.errorCode(in) + " "
                        + hex(in, reader.start() + 8, reader.end());
            case WINDOW_UPDATE -> "WINDOW_UPDATE " + reader.streamId() + " " + reader.increment(in);
            default -> throw new AssertionError(event);
        };
    }

    private static String hex(ByteBuf in, int start, int end) {
        byte[] bytes = new byte[end - start];
        in.getBytes(start, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
