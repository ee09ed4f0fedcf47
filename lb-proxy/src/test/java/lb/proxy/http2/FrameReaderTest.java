package lb.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of RFC 9113 sections 4 and 6, in their order; each row whole, and in pieces of several sizes. */
class FrameReaderTest {
    private static final String FIRST = "SETTINGS 00 00000000; ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3.4 the first frame is SETTINGS | PING 00 00000000 00*8                     | FIRST_FRAME",
                "3.4 and no acknowledgement      | SETTINGS 01 00000000                      | FIRST_FRAME",
                "3.4 nor of an unknown type      | xf0 00 00000000                           | FIRST_FRAME"
            })
    void firstFrames(String what, String frames, String expected) {
        assertTold(what, frames, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4.1 unknown types are ignored   | xf0 ff 00000007 00*9; xfe 00 00000000     | UNKNOWN 7; UNKNOWN 0",
                "4.1 the reserved bit is too     | RST_STREAM 00 80000003 00000008           | RST_STREAM 3 CANCEL",
                "4.1 and flags without a meaning | PING f6 00000000 00*7 01                  | PING 1",
                "4.2 a frame as long as allowed  | xf0 00 00000000 00*16384                  | UNKNOWN 0",
                "4.2 a longer one                | xf0 00 00000000 00*16385                  | FRAME_TOO_LONG",
                "4.2 longer DATA                 | DATA 00 00000001 00*16385                 | FRAME_TOO_LONG",
                "4.3 a block in one frame        | HEADERS 05 00000001 8286                  | HEADERS 1 8286 END",
                "4.3 a block in three            | HEADERS 01 00000001 82; CONTINUATION 00 00000001 86; CONTINUATION 04 00000001 84 | HEADERS 1 828684 END",
                "4.3 its parts may be empty      | HEADERS 00 00000001; CONTINUATION 04 00000001 | HEADERS 1 ",
                "4.3 nothing comes in between    | HEADERS 00 00000001 82; PING 00 00000000 00*8 | BLOCK_INTERRUPTED",
                "4.3 nor of an unknown type      | HEADERS 00 00000001 82; xf0 00 00000000   | BLOCK_INTERRUPTED",
                "4.3 nor of another stream       | HEADERS 00 00000001 82; CONTINUATION 04 00000003 | BLOCK_INTERRUPTED",
                "4.3 nor HEADERS                 | HEADERS 00 00000001 82; HEADERS 04 00000001 | BLOCK_INTERRUPTED",
                "6.1 DATA                        | DATA 00 00000001 6869; DATA 01 00000001 21 | DATA 1 2 6869; DATA 1 1 21 END",
                "6.1 empty                       | DATA 00 00000001; DATA 01 00000001        | DATA 1 0  END",
                "6.1 padded                      | DATA 09 00000001 03 6869 000000           | DATA 1 6 6869 END",
                "6.1 padded by nothing           | DATA 09 00000001 00 6869                  | DATA 1 3 6869 END",
                "6.1 nothing but padding         | DATA 08 00000001 02 0000; DATA 09 00000001 00 | DATA 1 3; DATA 1 1  END",
                "6.1 padding longer than it      | DATA 08 00000001 03 6869                  | PADDING",
                "6.1 a padding without a length  | DATA 08 00000001                          | FRAME_LENGTH",
                "6.1 DATA of the connection      | DATA 00 00000000 00                       | STREAM_ZERO",
                "6.2 HEADERS of the connection   | HEADERS 04 00000000 82                    | STREAM_ZERO",
                "6.2 padded                      | HEADERS 0c 00000001 02 82 0000            | HEADERS 1 82",
                "6.2 with a priority             | HEADERS 24 00000001 80000001 ff 82        | HEADERS 1 82",
                "6.2 with both                   | HEADERS 2c 00000001 01 00000000 10 82 00  | HEADERS 1 82",
                "6.2 padding longer than it      | HEADERS 0c 00000001 02 82                 | PADDING",
                "6.2 padding into the priority   | HEADERS 2c 00000001 01 00000000 10        | PADDING",
                "6.2 too short for a priority    | HEADERS 24 00000001 00000000              | FRAME_LENGTH",
                "6.2 too short for both          | HEADERS 2c 00000001 00000000 00           | FRAME_LENGTH",
                "6.2 padding and continuation    | HEADERS 08 00000001 02 82 0000; CONTINUATION 04 00000001 86 | HEADERS 1 8286",
                "6.3 PRIORITY                    | PRIORITY 00 00000005 00000003 10          | PRIORITY 5",
                "6.3 of the connection           | PRIORITY 00 00000000 00000003 10          | STREAM_ZERO",
                "6.3 of another length           | PRIORITY 00 00000005 00*4; PING 00 00000000 00*8 | PRIORITY_LENGTH of 5; PING 0",
                "6.4 RST_STREAM                  | RST_STREAM 00 00000001 00000007           | RST_STREAM 1 REFUSED_STREAM",
                "6.4 with an unknown code        | RST_STREAM 00 00000001 ffffffff           | RST_STREAM 1 INTERNAL_ERROR",
                "6.4 of the connection           | RST_STREAM 00 00000000 00000008           | STREAM_ZERO",
                "6.4 of another length           | RST_STREAM 00 00000001 000000             | FRAME_LENGTH",
                "6.5 SETTINGS                    | SETTINGS 00 00000000 000400000001 abcd00000001 | SETTINGS",
                "6.5 an acknowledgement          | SETTINGS 01 00000000                      | SETTINGS_ACK",
                "6.5 which has no payload        | SETTINGS 01 00000000 000400000001         | SETTINGS_ACK_LENGTH",
                "6.5 on a stream                 | SETTINGS 00 00000001                      | NOT_STREAM_ZERO",
                "6.5 of another length           | SETTINGS 00 00000000 0004000000           | FRAME_LENGTH",
                "6.6 PUSH_PROMISE                | PUSH_PROMISE 04 00000001 00000002 82      | PUSH",
                "6.7 PING                        | PING 00 00000000 0000000000000012; PING 01 00000000 1100000000000000 | PING 12; PING_ACK 1100000000000000",
                "6.7 on a stream                 | PING 00 00000001 00*8                     | NOT_STREAM_ZERO",
                "6.7 of another length           | PING 00 00000000 00*7                     | FRAME_LENGTH",
                "6.8 GOAWAY                      | GOAWAY 00 00000000 80000005 0000000b 6869 | GOAWAY 5 ENHANCE_YOUR_CALM 6869",
                "6.8 on a stream                 | GOAWAY 00 00000001 00*8                   | NOT_STREAM_ZERO",
                "6.8 too short                   | GOAWAY 00 00000000 00*7                   | FRAME_LENGTH",
                "6.9 WINDOW_UPDATE               | WINDOW_UPDATE 00 00000000 80000001; WINDOW_UPDATE 00 00000003 7fffffff | WINDOW_UPDATE 0 1; WINDOW_UPDATE 3 2147483647",
                "6.9 by zero, of a stream        | WINDOW_UPDATE 00 00000003 80000000; PING 00 00000000 00*8 | INCREMENT_ZERO of 3; PING 0",
                "6.9 by zero                     | WINDOW_UPDATE 00 00000000 00000000        | CONNECTION_INCREMENT_ZERO",
                "6.9 of another length           | WINDOW_UPDATE 00 00000003 000000          | FRAME_LENGTH",
                "6.10 CONTINUATION alone         | CONTINUATION 04 00000001 82               | CONTINUATION_ALONE",
                "6.10 behind a whole block       | HEADERS 04 00000001 82; CONTINUATION 04 00000001 82 | HEADERS 1 82; CONTINUATION_ALONE",
                "6.10 on the connection          | HEADERS 00 00000001 82; CONTINUATION 04 00000000 82 | BLOCK_INTERRUPTED"
            })
    void frames(String what, String frames, String expected) {
        assertTold(what, FIRST + frames, "SETTINGS; " + expected);
    }

    private static void assertTold(String what, String frames, String expected) {
        byte[] bytes = Frames.bytes(frames);
        for (int piece : new int[] {bytes.length, 1, 2, 3, 7, 10, 1000}) {
            if (piece >= bytes.length / 5000) {
                assertThat(Frames.told(bytes, piece, piece % 2 == 1)).as(what).isEqualTo(expected);
            }
        }
    }

    @Test
    void aBlockWithoutAnEndIsRefusedByItsBytesOrItsFrames() {
        String begin = FIRST + "HEADERS 00 00000001 00*16384; ";
        assertTold(
                "bytes",
                begin + "CONTINUATION 00 00000001 00*16384; CONTINUATION 00 00000001 00",
                "SETTINGS; BLOCK_TOO_LONG");
        assertTold("frames", begin + "CONTINUATION 00 00000001; ".repeat(5), "SETTINGS; CONTINUATIONS");
    }

    @ParameterizedTest
    @CsvSource({
        "0001 ffffffff,",
        "0002 00000000,",
        "0002 00000001,",
        "0002 00000002,SETTING_VALUE",
        "0003 00000000,",
        "0004 7fffffff,",
        "0004 80000000,SETTING_WINDOW",
        "0005 00004000,",
        "0005 00ffffff,",
        "0005 00003fff,SETTING_VALUE",
        "0005 01000000,SETTING_VALUE",
        "0006 00000000,",
        "0008 00000001,",
        "0008 00000002,SETTING_VALUE",
        "0008 00000001 0008 00000000,SETTING_VALUE",
        "abcd ffffffff,",
        "0004 00000001 0004 80000000,SETTING_WINDOW"
    })
    void settingsHaveBounds(String payload, Violation expected) {
        ByteBuf in = Unpooled.wrappedBuffer(DecodedFields.hex(payload));
        assertThat(new Settings(false).read(in, 0, in.readableBytes())).isEqualTo(expected);
    }

    @Test
    void aFrameOfDataIsEmptyOrNotHoweverItComes() {
        byte[] bytes = Frames.bytes(
                FIRST + "DATA 08 00000001 02 61 0000; DATA 08 00000001 01 00; DATA 00 00000001; DATA 00 00000001 61");
        for (int piece : new int[] {1, bytes.length}) {
            FrameReader reader = new FrameReader(16 * 1024, 16 * 1024, 4);
            ByteBuf in = Unpooled.buffer();
            String empty = "";
            for (int at = 0; at < bytes.length; at += piece) {
                in.writeBytes(bytes, at, piece);
                for (FrameReader.Event event = reader.next(in);
                        event != FrameReader.Event.MORE;
                        event = reader.next(in)) {
                    empty += event != FrameReader.Event.DATA ? "" : reader.isEmptyData() ? "-" : "a";
                }
            }
            assertThat(empty).matches("a+--a");
        }
    }

    @Test
    void aServerDoesNotAskForPushes() {
        ByteBuf in = Unpooled.wrappedBuffer(DecodedFields.hex("000200000001"));
        assertThat(new Settings(true).read(in, 0, 6)).isEqualTo(Violation.SETTING_VALUE);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.settings(out, Settings.INITIAL_WINDOW_SIZE, 100_000, Settings.ENABLE_PUSH, 0);
        FrameWriter.settingsAck(out);
        Octets block = new Octets(16);
        block.write(new byte[20_000]);
        FrameWriter.headers(out, 1, block, true, 16 * 1024);
        block.clear();
        FrameWriter.headers(out, 3, block, false, 16 * 1024);
        FrameWriter.dataHeader(out, 3, 2, true);
        out.writeShort(0x6869);
        FrameWriter.rstStream(out, 5, ErrorCode.HTTP_1_1_REQUIRED);
        FrameWriter.ping(out, 0x11, false);
        FrameWriter.ping(out, 0x12, true);
        FrameWriter.windowUpdate(out, 7, Integer.MAX_VALUE);
        FrameWriter.goAway(out, Integer.MAX_VALUE, ErrorCode.NO_ERROR, "hi");
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        assertThat(Frames.told(bytes, 1000, true))
                .isEqualTo("SETTINGS; SETTINGS_ACK; HEADERS 1 " + "00".repeat(20_000)
                        + " END; HEADERS 3; DATA 3 2 6869 END; RST_STREAM 5 HTTP_1_1_REQUIRED; PING 11; PING_ACK 12; "
                        + "WINDOW_UPDATE 7 2147483647; GOAWAY 2147483647 NO_ERROR 6869");
    }

    @ParameterizedTest
    @CsvSource({
        "PRI * HTTP/2.0,MORE",
        "'',MORE",
        "PRI * HTTP/2.1,OTHER",
        "GET / HTTP/1.1,OTHER",
        "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n,WHOLE",
        "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\nabc,WHOLE",
        "PRI * HTTP/2.0\\r\\nHost:,OTHER"
    })
    void prefacesAreKnownWhileTheyCome(String text, Preface.Match expected) {
        ByteBuf in = Unpooled.wrappedBuffer(
                text.replace("\\r", "\r").replace("\\n", "\n").getBytes());
        assertThat(Preface.match(in)).isEqualTo(expected);
        assertThat(in.readerIndex()).isZero();
    }
}
