package lb.admin.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.linux.DescriptorMessage;
import lb.proxy.loop.PassedListener;
import lb.proxy.loop.UnixStream;

/**
 * Messages between an old process and a new one, over the connection that the new one was started with.
 *
 * <pre>
 *   0      1        5
 *   | kind | length | payload: JSON in UTF-8, or what the kind says; descriptors come with the first byte
 *
 *   new process                          old process
 *   HELLO versions                ---&gt;
 *                                 &lt;---   NODE, SOCKETS …, BACKENDS …, CLIENTS …, BEGIN
 *   DEVICE, where one is needed   ---&gt;
 *                                 &lt;---   SENT
 *   READY                         ---&gt;   stands still
 *                                 &lt;---   GO
 *   TAKEN                         ---&gt;   leaves
 *   SETTLED                       ---&gt;   ends
 * </pre>
 *
 * <p>What is not known in a JSON object is passed over, so that a version may say more than another one. One thread.
 */
final class Conversation implements AutoCloseable {
    /** What a message is at the longest: a table of a million clients comes in some. */
    static final int LONGEST = 64 * 1024 * 1024;

    private static final int HEADER = 5;

    private final UnixStream stream;

    Conversation(UnixStream stream) {
        this.stream = stream;
    }

    /** One message. */
    static final class Message {
        private final Kind kind;
        private final byte[] payload;
        private final List<Integer> descriptors;

        private Message(Kind kind, byte[] payload, List<Integer> descriptors) {
            this.kind = kind;
            this.payload = payload;
            this.descriptors = descriptors;
        }

        Kind kind() {
            return kind;
        }

        byte[] payload() {
            return payload;
        }

        /** What came along; whoever takes it closes it. */
        List<Integer> descriptors() {
            return descriptors;
        }

        /**
         * Its payload as JSON.
         *
         * @throws UpgradeException when it is none
         */
        JsonObject json() throws UpgradeException {
            try {
                JsonElement read = JsonParser.parseString(new String(payload, UTF_8));
                if (read.isJsonObject()) {
                    return read.getAsJsonObject();
                }
            } catch (JsonParseException e) {
                throw new UpgradeException("a message " + kind + " that is not well-formed", e);
            }
            throw new UpgradeException("a message " + kind + " that is no object");
        }

        /** Its payload as a sentence. */
        String text() {
            return new String(payload, UTF_8);
        }
    }

    void say(Kind kind) throws UpgradeException {
        say(kind, new byte[0], List.of());
    }

    void say(Kind kind, String text) throws UpgradeException {
        say(kind, text.getBytes(UTF_8), List.of());
    }

    void say(Kind kind, JsonObject json) throws UpgradeException {
        say(kind, json.toString());
    }

    /** @param descriptors {@link DescriptorMessage#MOST} at most; they stay open here */
    void say(Kind kind, byte[] payload, List<Integer> descriptors) throws UpgradeException {
        byte[] whole = ByteBuffer.allocate(HEADER + payload.length)
                .put((byte) kind.ordinal())
                .putInt(payload.length)
                .put(payload)
                .array();
        try {
            stream.send(whole, descriptors);
        } catch (IOException e) {
            throw stream.awaitGone(Duration.ZERO) ? lastWords() : new UpgradeException(e);
        }
    }

    /** What the other one has said before it ended, which says more than that nothing can be sent to it. */
    private UpgradeException lastWords() {
        try {
            while (true) {
                hear().descriptors().forEach(PassedListener::close);
            }
        } catch (UpgradeException e) {
            return e;
        }
    }

    /** From now on answers are waited for that long. */
    void patience(Duration patience) {
        stream.patience(patience);
    }

    /** Whether the other one is gone, which is waited for that long. Any thread. */
    boolean awaitGone(Duration patience) {
        return stream.awaitGone(patience);
    }

    /** Waits for the next one, which is to be of that kind. */
    Message hear(Kind expected) throws UpgradeException {
        Message heard = hear();
        if (heard.kind() != expected) {
            heard.descriptors().forEach(PassedListener::close);
            throw new UpgradeException("it says " + heard.kind() + " (expected: " + expected + ")");
        }
        return heard;
    }

    /**
     * Waits for the next one.
     *
     * @throws UpgradeException when none comes, or that it has come to nothing, with the words of the other
     */
    Message hear() throws UpgradeException {
        List<Integer> descriptors = new ArrayList<>();
        try {
            ByteBuffer header = ByteBuffer.wrap(take(HEADER, descriptors));
            int number = Byte.toUnsignedInt(header.get());
            int length = header.getInt();
            if (number >= Kind.values().length || length < 0 || length > LONGEST) {
                throw new UpgradeException(
                        "a message of kind " + number + " with " + length + " bytes, which this version does not know");
            }
            Message heard = new Message(Kind.values()[number], take(length, descriptors), descriptors);
            if (heard.kind() == Kind.FAILED) {
                throw new UpgradeException(heard.text());
            }
            return heard;
        } catch (IOException | UpgradeException e) {
            descriptors.forEach(PassedListener::close);
            throw e instanceof UpgradeException known ? known : new UpgradeException(e);
        }
    }

    private byte[] take(int length, List<Integer> descriptors) throws IOException, UpgradeException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream(Math.min(length, 64 * 1024));
        while (taken.size() < length) {
            DescriptorMessage.Received received = stream.receive(Math.min(64 * 1024, length - taken.size()));
            descriptors.addAll(received.descriptors());
            byte[] data = received.data().array();
            if (data.length == 0) {
                throw new UpgradeException(GONE);
            }
            taken.writeBytes(data);
        }
        return taken.toByteArray();
    }

    /** How it is said that there is nobody at the other end any more. */
    static final String GONE = "it is gone";

    /** The other end hears that. */
    @Override
    public void close() {
        stream.close();
    }

    /** For how long an answer is waited for, in a conversation that is not in haste. */
    static final Duration PATIENCE = Duration.ofSeconds(30);
}
