package lb.ha.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of the classic Berkeley Packet Filter, by which the kernel decides whether a socket gets a packet, of 4,096
 * instructions at most. What is required and is not so drops it; what passes all of that is let in. One that is shorter than a test
 * needs is dropped.
 *
 * <pre>
 *  struct sock_filter   0      2         3         4            8
 *                       | code | if true | if not  | operand    |
 *  struct sock_fprog    0        8         16
 *                       | length | program |
 * </pre>
 */
public final class SocketFilter {
    /** Added to an index: that of the IP header, wherever the packet begins for the socket. */
    public static final int IP_HEADER = -0x100000;

    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_BYTE_BEHIND = 0x50;
    private static final int HEADER_LENGTH_TO_INDEX = 0xb1;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int EVERYTHING = -1;
    private static final int NOTHING = 0;

    private final List<Long> program = new ArrayList<>();

    /** One without tests. */
    public SocketFilter() {}

    /** Loads the byte at an index. */
    public SocketFilter load(int at) {
        return add(LOAD_BYTE, 0, 0, at);
    }

    /** Loads the four bytes from an index on. */
    public SocketFilter loadWord(int at) {
        return add(LOAD_WORD, 0, 0, at);
    }

    /** Remembers the length of the IPv4 header that begins at the packet's start. */
    public SocketFilter measureIpv4Header() {
        return add(HEADER_LENGTH_TO_INDEX, 0, 0, 0);
    }

    /** Loads the byte at an index behind that header. */
    public SocketFilter loadBehindHeader(int at) {
        return add(LOAD_BYTE_BEHIND, 0, 0, at);
    }

    /** Lets in at once where what was loaded is this; else the next test decides. */
    public SocketFilter letInIf(int value) {
        return add(JUMP_IF_EQUAL, 0, 1, value).add(RETURN, 0, 0, EVERYTHING);
    }

    /** Lets in at once where all bytes from an index on are these, whole words of them; else the next test decides. */
    public SocketFilter letInIf(int at, byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes);
        while (words.hasRemaining()) {
            loadWord(at + words.position());
            int value = words.getInt();
            int left = words.remaining() / Integer.BYTES;
            // Over the tests of the words that are left, two instructions each, and the return behind them.
            add(JUMP_IF_EQUAL, 0, 2 * left + 1, value);
        }
        return add(RETURN, 0, 0, EVERYTHING);
    }

    /** What has come so far is dropped. */
    public SocketFilter drop() {
        return add(RETURN, 0, 0, NOTHING);
    }

    /** What was loaded must be one of these, 1 to 255 of them. */
    public SocketFilter require(int... values) {
        for (int i = 0; i < values.length; i++) {
            // Over the tests that are left, and the return behind them.
            add(JUMP_IF_EQUAL, values.length - i, 0, values[i]);
        }
        return drop();
    }

    private SocketFilter add(int code, int ifTrue, int ifNot, int operand) {
        program.add(code | (long) ifTrue << 16 | (long) ifNot << 24 | Integer.toUnsignedLong(operand) << 32);
        return this;
    }

    /** Its {@code struct sock_fprog}. */
    MemorySegment toMemory(Arena arena) {
        SocketFilter whole = new SocketFilter();
        whole.program.addAll(program);
        whole.add(RETURN, 0, 0, EVERYTHING);
        long[] instructions = whole.program.stream().mapToLong(Long::longValue).toArray();
        MemorySegment made = arena.allocate(16, 8);
        made.set(JAVA_SHORT, 0, (short) instructions.length);
        made.set(ADDRESS, 8, arena.allocateFrom(JAVA_LONG, instructions));
        return made;
    }
}
