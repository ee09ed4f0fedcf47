package lb.admin.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
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

/**
 * The C library's calls about processes on 64-bit Linux, one method each. A call that fails returns the negated error number.
 * They are made when a process starts or ends, so that none of them is kept ready.
 */
final class ProcessCalls {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private ProcessCalls() {}

    private static MethodHandle handle(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static int call(String name, MemoryLayout[] layouts, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            Object[] all = new Object[arguments.length + 1];
            all[0] = state;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            int result = (int) handle(name, layouts).invokeWithArguments(all);
            return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MemoryLayout[] of(MemoryLayout... layouts) {
        return layouts;
    }

    static int kill(int pid, int signal) {
        return call("kill", of(JAVA_INT, JAVA_INT), pid, signal);
    }

    static int chdir(MemorySegment path) {
        return call("chdir", of(ADDRESS), path);
    }

    static int dup2(int from, int to) {
        return call("dup2", of(JAVA_INT, JAVA_INT), from, to);
    }

    static int close(int descriptor) {
        return call("close", of(JAVA_INT), descriptor);
    }

    /** Writes down two descriptors, that to read from and that to write to; programs that are started do not get them. */
    static int pipe(MemorySegment two) {
        return call("pipe2", of(ADDRESS, JAVA_INT), two, O_CLOEXEC);
    }

    /** Another descriptor for the same, which programs that are started get. */
    static int dup(int descriptor) {
        return call("dup", of(JAVA_INT), descriptor);
    }

    static int waitpid(int pid, MemorySegment status) {
        return waitpid(pid, status, 0);
    }

    /** @param options 0, or WNOHANG for one that may live still: the result is 0 then */
    static int waitpid(int pid, MemorySegment status, int options) {
        return call("waitpid", of(JAVA_INT, ADDRESS, JAVA_INT), pid, status, options);
    }

    /** The count is small enough for an int. */
    static int read(int descriptor, MemorySegment into) {
        return call("read", of(JAVA_INT, ADDRESS, JAVA_LONG), descriptor, into, into.byteSize());
    }

    static int write(int descriptor, MemorySegment from) {
        return call("write", of(JAVA_INT, ADDRESS, JAVA_LONG), descriptor, from, from.byteSize());
    }

    /** Opens a file that exists, such as a device. */
    static int open(MemorySegment path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MethodHandle open = LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("open"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2),
                    Linker.Option.captureCallState("errno"));
            int result = (int) open.invokeExact(state, path, O_RDWR);
            return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** These give the error number itself, positive, and no errno. */
    static int spawn(MemorySegment pid, MemorySegment path, MemorySegment attributes, MemorySegment arguments) {
        MemorySegment environ = LINKER.defaultLookup()
                .findOrThrow("environ")
                .reinterpret(ADDRESS.byteSize())
                .get(ADDRESS, 0);
        return call(
                "posix_spawn",
                of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
                pid,
                path,
                MemorySegment.NULL,
                attributes,
                arguments,
                environ);
    }

    /** The same with other variables, and steps between fork and exec. */
    static int spawn(
            MemorySegment pid,
            MemorySegment path,
            MemorySegment actions,
            MemorySegment attributes,
            MemorySegment arguments,
            MemorySegment environment) {
        return call(
                "posix_spawn",
                of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
                pid,
                path,
                actions,
                attributes,
                arguments,
                environment);
    }

    static int initialiseActions(MemorySegment actions) {
        return call("posix_spawn_file_actions_init", of(ADDRESS), actions);
    }

    static int addCopy(MemorySegment actions, int from, int to) {
        return call("posix_spawn_file_actions_adddup2", of(ADDRESS, JAVA_INT, JAVA_INT), actions, from, to);
    }

    /** From a number on all are closed, where the C library can do that (glibc 2.34): what is to be closed is marked so beside. */
    static void addCloseFrom(MemorySegment actions, int first) {
        String name = "posix_spawn_file_actions_addclosefrom_np";
        if (LINKER.defaultLookup().find(name).isPresent()) {
            call(name, of(ADDRESS, JAVA_INT), actions, first);
        }
    }

    static int initialise(MemorySegment attributes) {
        return call("posix_spawnattr_init", of(ADDRESS), attributes);
    }

    static int setFlags(MemorySegment attributes, short flags) {
        return call("posix_spawnattr_setflags", of(ADDRESS, JAVA_SHORT), attributes, flags);
    }

    static int setSignalMask(MemorySegment attributes, MemorySegment mask) {
        return call("posix_spawnattr_setsigmask", of(ADDRESS, ADDRESS), attributes, mask);
    }

    /** @throws IOException when a call has failed, in words */
    static int checked(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": " + text(-result));
        }
        return result;
    }

    /** An error number in words. */
    static String text(int errno) {
        try {
            MethodHandle strerror = LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
            MemorySegment words = (MemorySegment) strerror.invokeExact(errno);
            return words.reinterpret(256).getString(0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
