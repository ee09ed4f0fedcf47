package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Frames into a buffer (RFC 9113 section 6); never padded, never with a priority. */
final class FrameWriter {
    private FrameWriter() {}

    private static void header(ByteBuf out, int length, FrameType type, int flags, int stream) {
        out.writeMedium(length).writeByte(type.number()).writeByte(flags).writeInt(stream);
    }

    /** The header of DATA; so many bytes are to be written behind it. */
    static void dataHeader(ByteBuf out, int stream, int length, boolean endStream) {
        header(out, length, FrameType.DATA, endStream ? FrameType.END_STREAM : 0, stream);
    }

    /**
     * HEADERS, and CONTINUATION as the size of frames asks for.
     *
     * @param maxFrameSize the peer's
     */
    static void headers(ByteBuf out, int stream, Octets block, boolean endStream, int maxFrameSize) {
        int flags = endStream ? FrameType.END_STREAM : 0;
        FrameType type = FrameType.HEADERS;
        int at = 0;
        do {
            int length = Math.min(block.length() - at, maxFrameSize);
            boolean last = at + length == block.length();
            header(out, length, type, last ? flags | FrameType.END_HEADERS : flags, stream);
            out.writeBytes(block.array(), at, length);
            at += length;
            type = FrameType.CONTINUATION;
            flags = 0;
        } while (at < block.length());
    }

    static void rstStream(ByteBuf out, int stream, ErrorCode code) {
        header(out, 4, FrameType.RST_STREAM, 0, stream);
        out.writeInt(code.number());
    }

    /** @param settings numbers of {@link Settings}, each with its value behind it */
    static void settings(ByteBuf out, int... settings) {
        header(out, settings.length / 2 * Settings.BYTES, FrameType.SETTINGS, 0, 0);
        for (int i = 0; i < settings.length; i += 2) {
            out.writeShort(settings[i]).writeInt(settings[i + 1]);
        }
    }

    static void settingsAck(ByteBuf out) {
        header(out, 0, FrameType.SETTINGS, FrameType.ACK, 0);
    }

    static void ping(ByteBuf out, long opaque, boolean ack) {
        header(out, 8, FrameType.PING, ack ? FrameType.ACK : 0, 0);
        out.writeLong(opaque);
    }

    /**
     * @param lastStream the last that was taken, or will be; 2^31-1 announces an end without saying which
     * @param why for the peer's log, in ASCII; may be empty
     */
    static void goAway(ByteBuf out, int lastStream, ErrorCode code, String why) {
        header(out, 8 + why.length(), FrameType.GOAWAY, 0, 0);
        out.writeInt(lastStream).writeInt(code.number());
        ByteBufUtil.writeAscii(out, why);
    }

    /** @param increment 1 to 2^31-1 */
    static void windowUpdate(ByteBuf out, int stream, int increment) {
        header(out, 4, FrameType.WINDOW_UPDATE, 0, stream);
        out.writeInt(increment);
    }
}
