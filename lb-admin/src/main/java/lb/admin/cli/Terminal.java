package lb.admin.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of the person who types: keys come one by one and unseen (termios(3)), its size is asked of the kernel, and it is
 * as it was when this is closed or the process ends.
 *
 * <pre>
 *  struct termios of Linux: c_iflag, c_oflag, c_cflag, c_lflag (4 bytes each), c_line (1), c_cc (32), c_ispeed, c_ospeed
 * </pre>
 */
final class Terminal implements AutoCloseable {
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;

    private static final int TERMIOS_BYTES = 60;
    private static final int LOCAL_FLAGS = 12;
    private static final int CONTROL_CHARACTERS = 17;
    private static final int ICANON = 2;
    private static final int ECHO = 8;
    private static final int VTIME = 5;
    private static final int VMIN = 6;
    private static final int TCSANOW = 0;

    private static final long TIOCGWINSZ = 0x5413;
    private static final int WINSIZE_BYTES = 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle TCGETATTR = call("tcgetattr", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle TCSETATTR = call("tcsetattr", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2));

    private final Arena memory;
    private final MemorySegment before;
    private final Thread atTheEnd = Thread.ofPlatform().unstarted(this::restore);

    private Terminal(Arena memory, MemorySegment before) {
        this.memory = memory;
        this.before = before;
    }

    /**
     * How large it is.
     *
     * @param rows 1 or more
     * @param columns 1 or more
     */
    record Size(int rows, int columns) {
        /** Where nobody knows. */
        static final Size USUAL = new Size(24, 80);
    }

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /**
     * That of this process, if standard input and output are one.
     *
     * @param patience for how long {@link #key} waits, in tenths of a second up to 25.5 s
     */
    static @Nullable Terminal open(Duration patience) {
        Arena memory = Arena.ofShared();
        MemorySegment before = memory.allocate(TERMIOS_BYTES);
        MemorySegment output = memory.allocate(TERMIOS_BYTES);
        if (asked(TCGETATTR, INPUT, before) != 0 || asked(TCGETATTR, OUTPUT, output) != 0) {
            memory.close();
            return null;
        }
        Terminal terminal = new Terminal(memory, before);
        Runtime.getRuntime().addShutdownHook(terminal.atTheEnd);
        MemorySegment wanted = memory.allocate(TERMIOS_BYTES).copyFrom(before);
        wanted.set(JAVA_INT, LOCAL_FLAGS, before.get(JAVA_INT, LOCAL_FLAGS) & ~(ICANON | ECHO));
        wanted.set(JAVA_BYTE, CONTROL_CHARACTERS + VMIN, (byte) 0);
        wanted.set(JAVA_BYTE, CONTROL_CHARACTERS + VTIME, (byte) Math.clamp(patience.toMillis() / 100, 1, 255));
        set(wanted);
        return terminal;
    }

    private static int asked(MethodHandle call, int descriptor, MemorySegment into) {
        try {
            return (int) call.invokeExact(descriptor, into);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(MemorySegment wanted) {
        try {
            int _ = (int) TCSETATTR.invokeExact(INPUT, TCSANOW, wanted);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its size now. */
    Size size() {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment size = own.allocate(WINSIZE_BYTES, 2);
            int failed = (int) IOCTL.invokeExact(OUTPUT, TIOCGWINSZ, size);
            int rows = Short.toUnsignedInt(size.get(JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(size.get(JAVA_SHORT, 2));
            return failed != 0 || rows == 0 || columns == 0 ? Size.USUAL : new Size(rows, columns);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next key, or the next byte of one; -1 when none came for as long as it waits. */
    int key() throws IOException {
        return System.in.read();
    }

    private synchronized void restore() {
        if (memory.scope().isAlive()) {
            set(before);
            memory.close();
        }
    }

    @Override
    public void close() {
        restore();
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException e) {
            // The process ends.
        }
    }
}
