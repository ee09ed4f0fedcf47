package lb.admin.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.PassedSocket;

/**
 * What HAProxy 2.6 says of listening sockets that it passes on, as it was seen with strace. Numbers are in the byte order of the
 * machine.
 *
 * <pre>
 *   asks      _getsocks, line feed
 *   answers   count of sockets (int)
 *             then for each, in messages that bring 252 descriptors at most:
 *               length of the network namespace's name (byte), the name,
 *               length of the interface's name (byte), the name, four bytes of zero
 *   asks on   four bytes of any value, after each message
 * </pre>
 */
final class ListenerMessage {
    /** The command. */
    static final String COMMAND = "_getsocks";

    /** Bytes of the count, and of what is said after each message. */
    static final int NUMBER = Integer.BYTES;

    /** Namespaces' names of 255 bytes, and interfaces'. */
    static final int LONGEST_ENTRY = 2 * 256 + NUMBER;

    private ListenerMessage() {}

    /** What was said of one socket; those of another network namespace are not for this process. */
    record Entry(String namespace, String device) {}

    static byte[] number(int number) {
        return ByteBuffer.allocate(NUMBER)
                .order(ByteOrder.nativeOrder())
                .putInt(number)
                .array();
    }

    static int number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
    }

    /** What is said of some sockets, all of the namespace of this process. */
    static byte[] of(List<PassedSocket> sockets) {
        ByteBuffer bytes = ByteBuffer.allocate(sockets.size() * LONGEST_ENTRY);
        for (PassedSocket socket : sockets) {
            byte[] device = socket.device().getBytes(US_ASCII);
            bytes.put((byte) 0).put((byte) device.length).put(device).putInt(0);
        }
        byte[] said = new byte[bytes.position()];
        bytes.flip().get(said);
        return said;
    }

    /**
     * What was said of each socket.
     *
     * @throws IOException when it does not end where the last one does
     */
    static List<Entry> read(byte[] bytes, int sockets) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < sockets; i++) {
            entries.add(new Entry(name(left), name(left)));
            skip(left, NUMBER);
        }
        if (left.hasRemaining()) {
            throw new IOException("more was said than there are sockets");
        }
        return entries;
    }

    private static String name(ByteBuffer left) throws IOException {
        if (!left.hasRemaining()) {
            throw new IOException("what was said ends too early");
        }
        byte[] name = new byte[Byte.toUnsignedInt(left.get())];
        if (left.remaining() < name.length) {
            throw new IOException("what was said ends too early");
        }
        left.get(name);
        return new String(name, US_ASCII);
    }

    private static void skip(ByteBuffer left, int bytes) throws IOException {
        if (left.remaining() < bytes) {
            throw new IOException("what was said ends too early");
        }
        left.position(left.position() + bytes);
    }
}
