package lb.ha.lifeline;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import lb.ha.handover.Message;
import lb.ha.lifeline.Frame.GoesOn;
import lb.ha.lifeline.Frame.HandOver;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.HelloAck;
import lb.ha.lifeline.Frame.Piece;
import lb.ha.lifeline.Frame.Question;
import lb.ha.lifeline.Frame.Router;
import lb.ha.lifeline.Frame.Unknown;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * Frames as they stand in the TLS stream, big endian. Pure.
 *
 * <pre>
 *  0         1         2                   4
 *  | version | type    | payload's length  | payload ...      at most 16,380 bytes of it
 *  | 1       |         |                   |
 *
 *  HELLO, type 1
 *  0                8                16               24      26
 *  | epoch          | sequence       | time           | count | so many routers:
 *                                                             | length | name | state | priority | flags |
 *                                                             | 1 byte   UTF-8  0,1,2           1: usable
 *                                                             | 1: answers questions (1 byte; older programs send none)
 *  HELLO-ACK, type 2
 *  0                8                16
 *  | epoch          | sequence       | time           |       those of the hello
 *
 *  HANDOVER, type 3
 *  0      1                9              13       14
 *  | kind | epoch          | milliseconds | length | name of the unit, UTF-8 |
 *
 *  QUESTION, type 4
 *  0                8      12
 *  | number         | from |
 *
 *  ANSWER, type 5
 *  0                8                    12     16       18
 *  | number         | whole length or -1 | from | length | bytes, at most 8,192 |
 *
 *  GOES-ON, type 6: no bytes
 * </pre>
 *
 * <p>Bytes after the ones known here are passed over, as are frames of other types: a later program may say more
 * without another version. A frame of another version is malformed.
 */
final class FrameCodec {
    static final int VERSION = 1;
    static final int HEADER = 4;

    /** A whole frame, header included. */
    static final int LONGEST_FRAME = 16 * 1024;

    /** More are not told of; at 64 bytes a name they fit. */
    static final int MOST_ROUTERS = 200;

    /** Of an answer, in one frame. */
    static final int LONGEST_PIECE = 8 * 1024;

    private static final int HELLO = 1;
    private static final int HELLO_ACK = 2;
    private static final int HANDOVER = 3;
    private static final int QUESTION = 4;
    private static final int ANSWER = 5;
    private static final int GOES_ON = 6;
    private static final int QUESTION_NUMBERS = Long.BYTES + Integer.BYTES;
    private static final int ANSWER_NUMBERS = Long.BYTES + 2 * Integer.BYTES + Short.BYTES;
    private static final int HANDOVER_NUMBERS = 1 + Long.BYTES + Integer.BYTES + 1;
    private static final int NUMBERS = 3 * Long.BYTES;
    private static final int USABLE = 1;
    private static final int ANSWERS = 1;
    private static final int LONGEST_NAME = 64;

    private FrameCodec() {}

    /** What the first bytes of a stream are. */
    sealed interface Decoded {}

    /** A frame, which has been taken from the stream. */
    record Whole(Frame frame) implements Decoded {}

    /** Not all of a frame is there yet. */
    record Incomplete() implements Decoded {}

    /** No frame of ours; the stream cannot be read any further. */
    record Malformed(String why) implements Decoded {}

    /** Appends a frame to {@code into}, which has room for {@link #LONGEST_FRAME}. */
    static void encode(Frame frame, ByteBuffer into) {
        int start = into.position();
        into.put((byte) VERSION);
        switch (frame) {
            case Hello hello -> {
                into.put((byte) HELLO).putShort((short) 0);
                into.putLong(hello.epoch()).putLong(hello.sequence()).putLong(hello.time());
                List<Router> told = hello.routers()
                        .subList(0, Math.min(MOST_ROUTERS, hello.routers().size()));
                into.putShort((short) told.size());
                told.forEach(router -> encode(router, into));
                into.put((byte) (hello.answers() ? ANSWERS : 0));
            }
            case HelloAck ack -> {
                into.put((byte) HELLO_ACK).putShort((short) 0);
                into.putLong(ack.epoch()).putLong(ack.sequence()).putLong(ack.time());
            }
            case HandOver(Message message) -> {
                byte[] unit = message.unit().getBytes(StandardCharsets.UTF_8);
                int length = Math.min(unit.length, LONGEST_NAME);
                into.put((byte) HANDOVER).putShort((short) 0);
                into.put((byte) message.kind().ordinal())
                        .putLong(message.epoch())
                        .putInt(message.drainMillis());
                into.put((byte) length).put(unit, 0, length);
            }
            case Question question ->
                into.put((byte) QUESTION)
                        .putShort((short) 0)
                        .putLong(question.number())
                        .putInt(question.from());
            case Piece piece -> {
                into.put((byte) ANSWER).putShort((short) 0);
                into.putLong(piece.number()).putInt(piece.whole()).putInt(piece.from());
                into.putShort((short) piece.bytes().remaining())
                        .put(piece.bytes().duplicate());
            }
            case GoesOn _ -> into.put((byte) GOES_ON).putShort((short) 0);
            case Unknown unknown -> into.put((byte) unknown.type()).putShort((short) 0);
        }
        into.putShort(start + 2, (short) (into.position() - start - HEADER));
    }

    private static void encode(Router router, ByteBuffer into) {
        byte[] name = router.name().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, LONGEST_NAME);
        into.put((byte) length).put(name, 0, length);
        into.put((byte) router.state().ordinal()).put((byte) router.priority());
        into.put((byte) (router.usable() ? USABLE : 0));
    }

    /** Takes a frame from what was received, position to limit; without a whole one the position stays. */
    static Decoded decode(ByteBuffer received) {
        if (received.remaining() < HEADER) {
            return new Incomplete();
        }
        int start = received.position();
        int version = Byte.toUnsignedInt(received.get(start));
        if (version != VERSION) {
            return new Malformed("it speaks version " + version + " of the lifeline, this node version " + VERSION);
        }
        int length = Short.toUnsignedInt(received.getShort(start + 2));
        if (length > LONGEST_FRAME - HEADER) {
            return new Malformed(
                    "a frame of " + length + " bytes (expected: " + (LONGEST_FRAME - HEADER) + " at most)");
        }
        if (received.remaining() < HEADER + length) {
            return new Incomplete();
        }
        int type = Byte.toUnsignedInt(received.get(start + 1));
        Decoded decoded = payload(type, received.slice(start + HEADER, length));
        if (decoded instanceof Whole) {
            received.position(start + HEADER + length);
        }
        return decoded;
    }

    private static Decoded payload(int type, ByteBuffer payload) {
        return switch (type) {
            case HELLO -> hello(payload);
            case HELLO_ACK ->
                payload.remaining() < NUMBERS
                        ? new Malformed("a HELLO-ACK of " + payload.remaining() + " bytes (expected: 24 or more)")
                        : new Whole(new HelloAck(payload.getLong(), payload.getLong(), payload.getLong()));
            case HANDOVER -> handOver(payload);
            case QUESTION -> question(payload);
            case ANSWER -> piece(payload);
            case GOES_ON -> new Whole(new GoesOn());
            default -> new Whole(new Unknown(type));
        };
    }

    private static Decoded handOver(ByteBuffer payload) {
        if (payload.remaining() < HANDOVER_NUMBERS) {
            return new Malformed("a HANDOVER of " + payload.remaining() + " bytes (expected: 14 or more)");
        }
        int kind = Byte.toUnsignedInt(payload.get());
        long epoch = payload.getLong();
        int millis = payload.getInt();
        int length = Byte.toUnsignedInt(payload.get());
        String unit = length > payload.remaining() ? null : name(payload, length);
        if (length == 0 || length > LONGEST_NAME || unit == null) {
            return new Malformed("a HANDOVER with a name of " + length + " bytes, or one that is not UTF-8");
        }
        if (millis < 0) {
            return new Malformed("a HANDOVER with a drain of " + millis + " ms");
        }
        // A later program may say more.
        return kind >= Message.Kind.values().length
                ? new Whole(new Unknown(HANDOVER))
                : new Whole(new HandOver(new Message(Message.Kind.values()[kind], unit, epoch, millis)));
    }

    private static Decoded question(ByteBuffer payload) {
        if (payload.remaining() < QUESTION_NUMBERS) {
            return new Malformed("a QUESTION of " + payload.remaining() + " bytes (expected: 12 or more)");
        }
        long number = payload.getLong();
        int from = payload.getInt();
        return from < 0
                ? new Malformed("a QUESTION for what comes after " + from + " bytes")
                : new Whole(new Question(number, from));
    }

    private static Decoded piece(ByteBuffer payload) {
        if (payload.remaining() < ANSWER_NUMBERS) {
            return new Malformed("an ANSWER of " + payload.remaining() + " bytes (expected: 18 or more)");
        }
        long number = payload.getLong();
        int whole = payload.getInt();
        int from = payload.getInt();
        int length = Short.toUnsignedInt(payload.getShort());
        if (whole < Piece.TOO_LONG || from < 0) {
            return new Malformed("an ANSWER of " + whole + " bytes, from " + from);
        }
        if (length > LONGEST_PIECE || length > payload.remaining()) {
            return new Malformed("an ANSWER with " + length + " bytes in " + payload.remaining());
        }
        return new Whole(new Piece(number, whole, from, payload.slice(payload.position(), length)));
    }

    /** Takes so many bytes; null when they are no UTF-8. */
    private static @Nullable String name(ByteBuffer payload, int length) {
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(payload.slice(payload.position(), length))
                    .toString();
            payload.position(payload.position() + length);
            return name;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static Decoded hello(ByteBuffer payload) {
        if (payload.remaining() < NUMBERS + Short.BYTES) {
            return new Malformed("a HELLO of " + payload.remaining() + " bytes (expected: 26 or more)");
        }
        long epoch = payload.getLong();
        long sequence = payload.getLong();
        long time = payload.getLong();
        int count = Short.toUnsignedInt(payload.getShort());
        if (count > MOST_ROUTERS) {
            return new Malformed("a HELLO with " + count + " virtual routers (expected: " + MOST_ROUTERS + " at most)");
        }
        List<Router> routers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = payload.hasRemaining() ? Byte.toUnsignedInt(payload.get()) : 0;
            if (length == 0 || length > LONGEST_NAME || payload.remaining() < length + 3) {
                return new Malformed("a HELLO that ends within, or a name of " + length + " bytes in it");
            }
            String name = name(payload, length);
            if (name == null) {
                return new Malformed("a HELLO with a name that is not UTF-8");
            }
            int state = Byte.toUnsignedInt(payload.get());
            if (state >= VrrpState.values().length) {
                return new Malformed("a HELLO with state " + state + " (expected: 0 to 2)");
            }
            int priority = Byte.toUnsignedInt(payload.get());
            boolean usable = (payload.get() & USABLE) != 0;
            routers.add(new Router(name, VrrpState.values()[state], priority, usable));
        }
        boolean answers = payload.hasRemaining() && (payload.get() & ANSWERS) != 0;
        return new Whole(new Hello(epoch, sequence, time, routers, answers));
    }
}
