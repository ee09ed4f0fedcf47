package lb.proxy.loop;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.Linker.Option;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** What Netty cannot do with descriptors: system calls of Linux, at the start only. Any thread. */
final class Descriptors {
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int EADDRINUSE = 98;

    /** Bytes of sockaddr_un: the family and sun_path. */
    private static final int SOCKADDR_UN = 2 + 108;

    private static final StructLayout STATE = Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private Descriptors() {}

    /** Makes accepting return at once where nobody waits: an event loop must never block. */
    static void makeNonBlocking(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Calls calls = new Calls(arena);
            int flags = calls.call("fcntl", descriptor, F_GETFL, 0);
            calls.call("fcntl", descriptor, F_SETFL, flags | O_NONBLOCK);
        }
    }

    /**
     * A socket that listens on an abstract name that fills the whole address, as HAProxy's do. Netty 4.2.18 looks at the
     * byte behind such a name, and refuses it unless that happens to be zero.
     */
    static int listenOnAbstract(String path, int backlog) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Calls calls = new Calls(arena);
            MemorySegment address = arena.allocate(SOCKADDR_UN, Short.BYTES);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            byte[] name = path.getBytes(UTF_8);
            MemorySegment.copy(name, 0, address, JAVA_BYTE, Short.BYTES, name.length);
            int descriptor = calls.call("socket", AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | O_NONBLOCK, 0);
            try {
                calls.bind(descriptor, address);
                calls.call("listen", descriptor, backlog);
            } catch (IOException e) {
                calls.call("close", descriptor);
                throw e;
            }
            return descriptor;
        }
    }

    /** Calls that give -1 and set errno where they fail. */
    private static final class Calls {
        private final Linker linker = Linker.nativeLinker();
        private final MemorySegment state;

        Calls(Arena arena) {
            state = arena.allocate(STATE);
        }

        int call(String name, int one) throws IOException {
            return result(name, () -> (int)
                    handle(name, FunctionDescriptor.of(JAVA_INT, JAVA_INT)).invokeExact(state, one));
        }

        int call(String name, int one, int two) throws IOException {
            return result(name, () -> (int) handle(name, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT))
                    .invokeExact(state, one, two));
        }

        int call(String name, int one, int two, int three) throws IOException {
            FunctionDescriptor signature = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
            // Of these, fcntl alone takes a variable number of them.
            Option[] options = name.equals("fcntl") ? new Option[] {Option.firstVariadicArg(2)} : new Option[0];
            return result(name, () -> (int) handle(name, signature, options).invokeExact(state, one, two, three));
        }

        void bind(int descriptor, MemorySegment address) throws IOException {
            FunctionDescriptor signature = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
            result("bind", () -> (int) handle("bind", signature).invokeExact(state, descriptor, address, SOCKADDR_UN));
        }

        private MethodHandle handle(String name, FunctionDescriptor signature, Option... more) {
            Option[] options = new Option[more.length + 1];
            options[0] = Option.captureCallState("errno");
            System.arraycopy(more, 0, options, 1, more.length);
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
        }

        private int result(String name, Call call) throws IOException {
            int result;
            try {
                result = call.run();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
            if (result < 0) {
                int errno = (int) ERRNO.get(state, 0L);
                throw new IOException(
                        errno == EADDRINUSE
                                ? "the address is in use; stop what listens there, or choose another one"
                                : name + " failed with errno " + errno);
            }
            return result;
        }
    }

    private interface Call {
        // What a MethodHandle throws.
        int run() throws Throwable;
    }
}
