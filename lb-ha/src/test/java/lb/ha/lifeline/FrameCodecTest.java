package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lb.ha.handover.Message;
import lb.ha.lifeline.Frame.HandOver;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.HelloAck;
import lb.ha.lifeline.Frame.Piece;
import lb.ha.lifeline.Frame.Question;
import lb.ha.lifeline.Frame.Router;
import lb.ha.lifeline.Frame.Unknown;
import lb.ha.lifeline.FrameCodec.Incomplete;
import lb.ha.lifeline.FrameCodec.Malformed;
import lb.ha.lifeline.FrameCodec.Whole;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {
    private static final Router WEB = new Router("web", VrrpState.MASTER, 101, true);
    private static final Router API = new Router("ap:i-2_x.y", VrrpState.BACKUP, 255, false);

    static Stream<Frame> frames() {
        List<Router> most = IntStream.range(0, FrameCodec.MOST_ROUTERS)
                .mapToObj(i -> new Router("%064d".formatted(i), VrrpState.INITIALIZE, 0, false))
                .toList();
        return Stream.of(
                new Hello(-1, 1, Long.MIN_VALUE, List.of(), true),
                new Hello(7, Long.MAX_VALUE, 0, List.of(WEB, API), false),
                new Hello(7, 8, 9, most, true),
                new HelloAck(1, 2, 3),
                new HandOver(new Message(Message.Kind.OFFER, "web", -7, 5000)),
                new HandOver(new Message(Message.Kind.CANCEL, "ü", Long.MAX_VALUE, 0)),
                new Question(Long.MIN_VALUE, 0),
                new Question(1, Integer.MAX_VALUE),
                new Piece(1, 3, 0, ByteBuffer.wrap(new byte[] {1, 2, 3})),
                new Piece(1, Piece.TOO_LONG, 0, ByteBuffer.allocate(0)),
                new Piece(1, Integer.MAX_VALUE, 7, ByteBuffer.allocate(FrameCodec.LONGEST_PIECE)),
                new Unknown(200));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void whatIsWrittenIsReadTheSame(Frame frame) {
        ByteBuffer bytes = encoded(frame);
        assertThat(FrameCodec.decode(bytes)).isEqualTo(new Whole(frame));
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void aHelloLooksAsItIsDrawn() {
        ByteBuffer bytes = encoded(new Hello(1, 2, 3, List.of(WEB), true));
        assertThat(HexFormat.of().formatHex(bytes.array(), 0, bytes.limit()))
                .isEqualTo("01010022" + "0000000000000001" + "0000000000000002" + "0000000000000003" + "0001"
                        + "03776562" + "02" + "65" + "01" + "01");
    }

    @Test
    void aHelloOfAnOlderProgramAnswersNoQuestions() {
        ByteBuffer bytes = encoded(new Hello(1, 2, 3, List.of(WEB), true));
        bytes.putShort(2, (short) (bytes.getShort(2) - 1)).limit(bytes.limit() - 1);
        assertThat(FrameCodec.decode(bytes)).isEqualTo(new Whole(new Hello(1, 2, 3, List.of(WEB), false)));
    }

    @Test
    void aQuestionAndAnAnswerLookAsTheyAreDrawn() {
        ByteBuffer question = encoded(new Question(258, 8192));
        assertThat(HexFormat.of().formatHex(question.array(), 0, question.limit()))
                .isEqualTo("0104000c" + "0000000000000102" + "00002000");
        ByteBuffer piece = encoded(new Piece(258, 8194, 8192, ByteBuffer.wrap(new byte[] {10, 11})));
        assertThat(HexFormat.of().formatHex(piece.array(), 0, piece.limit()))
                .isEqualTo("01050014" + "0000000000000102" + "00002002" + "00002000" + "0002" + "0a0b");
    }

    @Test
    void aMessageLooksAsItIsDrawn() {
        ByteBuffer bytes = encoded(new HandOver(new Message(Message.Kind.COMMIT, "web", 258, 5000)));
        assertThat(HexFormat.of().formatHex(bytes.array(), 0, bytes.limit()))
                .isEqualTo("01030011" + "04" + "0000000000000102" + "00001388" + "03776562");
    }

    @Test
    void aMessageOfALaterProgramIsPassedOver() {
        ByteBuffer bytes = ByteBuffer.wrap(
                HexFormat.of().parseHex("01030011" + "07" + "0000000000000102" + "00001388" + "03776562"));
        assertThat(FrameCodec.decode(bytes)).isEqualTo(new Whole(new Unknown(3)));
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void moreRoutersThanFitAreNotTold() {
        List<Router> many = IntStream.range(0, FrameCodec.MOST_ROUTERS + 50)
                .mapToObj(i -> new Router("%064d".formatted(i), VrrpState.MASTER, 1, true))
                .toList();
        assertThat(FrameCodec.decode(encoded(new Hello(1, 2, 3, many, true))))
                .isEqualTo(new Whole(new Hello(1, 2, 3, many.subList(0, FrameCodec.MOST_ROUTERS), true)));
    }

    @Test
    void framesThatComeInPiecesAreWaitedForAndTakenOneByOne() {
        ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.LONGEST_FRAME);
        FrameCodec.encode(new HelloAck(1, 2, 3), bytes);
        FrameCodec.encode(new Unknown(9), bytes);
        bytes.flip();
        int end = bytes.limit();
        for (int length = 0; length < end - FrameCodec.HEADER; length++) {
            assertThat(FrameCodec.decode(bytes.duplicate().limit(length))).isEqualTo(new Incomplete());
        }
        assertThat(FrameCodec.decode(bytes)).isEqualTo(new Whole(new HelloAck(1, 2, 3)));
        assertThat(FrameCodec.decode(bytes)).isEqualTo(new Whole(new Unknown(9)));
        assertThat(FrameCodec.decode(bytes)).isEqualTo(new Incomplete());
    }

    @Test
    void whatALaterProgramSaysMoreIsPassedOver() {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of()
                .parseHex("0102001c" + "0000000000000001" + "0000000000000002" + "0000000000000003" + "deadbeef"));
        assertThat(FrameCodec.decode(bytes)).isEqualTo(new Whole(new HelloAck(1, 2, 3)));
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00000000                                                                       | it speaks version 0 of the lifeline, this node version 1
            02010000                                                                       | it speaks version 2 of the lifeline, this node version 1
            48545450                                                                       | it speaks version 72 of the lifeline, this node version 1
            01013ffd                                                                       | a frame of 16381 bytes (expected: 16380 at most)
            0109ffff                                                                       | a frame of 65535 bytes (expected: 16380 at most)
            01010000                                                                       | a HELLO of 0 bytes (expected: 26 or more)
            010100190000000000000001000000000000000200000000000000030000                   | a HELLO of 25 bytes (expected: 26 or more)
            0101001a00000000000000010000000000000002000000000000000300c9                   | a HELLO with 201 virtual routers (expected: 200 at most)
            0101001a000000000000000100000000000000020000000000000003ffff                   | a HELLO with 65535 virtual routers (expected: 200 at most)
            0101001a0000000000000001000000000000000200000000000000030001                   | a HELLO that ends within, or a name of 0 bytes in it
            0101001e000000000000000100000000000000020000000000000003000100020101           | a HELLO that ends within, or a name of 0 bytes in it
            0101001e000000000000000100000000000000020000000000000003000141020101           | a HELLO that ends within, or a name of 65 bytes in it
            0101001e000000000000000100000000000000020000000000000003000101770265           | a HELLO that ends within, or a name of 1 bytes in it
            0101001f00000000000000010000000000000002000000000000000300010177026501ff       |
            0101001f000000000000000100000000000000020000000000000003000101ff026501         | a HELLO with a name that is not UTF-8
            0101001f00000000000000010000000000000002000000000000000300010177036501         | a HELLO with state 3 (expected: 0 to 2)
            0104000b0000000000000001000000                                                 | a QUESTION of 11 bytes (expected: 12 or more)
            0104000c000000000000000180000000                                               | a QUESTION for what comes after -2147483648 bytes
            0104000e0000000000000001000000ffaaaa                                           |
            010500110000000000000001000000030000000000                                     | an ANSWER of 17 bytes (expected: 18 or more)
            010500120000000000000001fffffffe000000000000                                   | an ANSWER of -2 bytes, from 0
            01050012000000000000000100000003ffffffff0000                                   | an ANSWER of 3 bytes, from -1
            01050013000000000000000100000003000000000002aa                                 | an ANSWER with 2 bytes in 1
            01050013000000000000000100000003000000002001aa                                 | an ANSWER with 8193 bytes in 1
            01050013000000000000000100000003000000000000aa                                 |
            0102001700000000000000010000000000000002000000000000000300                     | a HELLO-ACK of 23 bytes (expected: 24 or more)
            0103000d04000000000000010200001388                                             | a HANDOVER of 13 bytes (expected: 14 or more)
            0103000e0400000000000001020000138800                                           | a HANDOVER with a name of 0 bytes, or one that is not UTF-8
            0103000e0400000000000001020000138801                                           | a HANDOVER with a name of 1 bytes, or one that is not UTF-8
            0103000f0400000000000001020000138801ff                                         | a HANDOVER with a name of 1 bytes, or one that is not UTF-8
            0103000f04000000000000010280000000ff77                                         | a HANDOVER with a name of 255 bytes, or one that is not UTF-8
            0103000f0400000000000001028000000001ff                                         | a HANDOVER with a name of 1 bytes, or one that is not UTF-8
            0103000f040000000000000102800000000177                                         | a HANDOVER with a drain of -2147483648 ms
            """)
    void bytesThatAreNoFrameAreRefusedInAWordAndNotTaken(String hexadecimal, String why) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hexadecimal));
        FrameCodec.Decoded decoded = FrameCodec.decode(bytes);
        if (why == null) {
            assertThat(decoded).isInstanceOf(Whole.class);
        } else {
            assertThat(decoded).isEqualTo(new Malformed(why));
            assertThat(bytes.position()).isZero();
        }
    }

    private static ByteBuffer encoded(Frame frame) {
        ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.LONGEST_FRAME);
        FrameCodec.encode(frame, bytes);
        return bytes.flip();
    }
}
