package lb.admin.log;

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
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An unbound AF_UNIX datagram socket of Linux (unix(7)), which the JDK does not have, that sends to one path. One
 * thread at a time.
 * <pre>
 * struct sockaddr_un   0         2                             110
 *                      | AF_UNIX | path, ended by a zero byte  |
 * </pre>
 */
final class LocalDatagramSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDTIMEO = 21;
    private static final int PATH_OFFSET = 2;
    private static final int LONGEST_PATH = 107;
    private static final long LONGEST_WAIT_MICROS = 250_000;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDTO =
            call("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle STRERROR = call("strerror", ADDRESS, JAVA_INT);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment callState = arena.allocate(CALL_STATE);
    private final MemorySegment datagram = arena.allocate(LineBuffer.LONGEST + 1);
    private final MemorySegment address;
    private final int descriptor;

    /**
     * Opens it; the path need not exist yet.
     *
     * @throws IOException when there can be no such socket, with the reason in words
     */
    LocalDatagramSocket(Path path) throws IOException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST_PATH) {
            arena.close();
            throw new IOException("a socket's path has %d bytes at most".formatted(LONGEST_PATH));
        }
        address = arena.allocate(PATH_OFFSET + name.length + 1, JAVA_SHORT.byteAlignment());
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, JAVA_BYTE, PATH_OFFSET, name.length);
        MemorySegment wait = arena.allocate(JAVA_LONG, 2);
        wait.setAtIndex(JAVA_LONG, 1, LONGEST_WAIT_MICROS);
        try {
            descriptor = (int) SOCKET.invokeExact(callState, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            int size = (int) wait.byteSize();
            if (descriptor < 0
                    || (int) SETSOCKOPT.invokeExact(callState, descriptor, SOL_SOCKET, SO_SNDTIMEO, wait, size) < 0) {
                String reason = words((int) ERRNO.get(callState, 0L));
                arena.close();
                throw new IOException(reason);
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sends one datagram of at most a line's length, waiting 250 ms at most for room in the receiver's queue.
     *
     * @return 0, or the error number
     */
    int send(byte[] bytes, int from, int length) {
        MemorySegment.copy(bytes, from, datagram, JAVA_BYTE, 0, length);
        try {
            long sent = (long) SENDTO.invokeExact(
                    callState, descriptor, datagram, (long) length, 0, address, (int) address.byteSize());
            return sent < 0 ? (int) ERRNO.get(callState, 0L) : 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** What the C library calls an error, such as {@code Connection refused}. */
    static String words(int error) {
        try (Arena here = Arena.ofConfined()) {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(here.allocate(CALL_STATE), error);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(callState, descriptor);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            arena.close();
        }
    }

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** A native call itself throws nothing but what the JVM does. */
    private static RuntimeException unexpected(Throwable e) {
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
}
