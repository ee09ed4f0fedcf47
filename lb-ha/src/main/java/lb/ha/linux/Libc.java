package lb.ha.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's calls, one method each. A call that fails returns the negated error number, as the kernel itself does;
 * {@code state} is where errno is captured, {@link #STATE} long, and must not be shared by threads.
 *
 * <p>The handles are static final, so that the compiler sees through them: a call costs a few nanoseconds and makes no
 * garbage.
 */
final class Libc {
    /** Layout of the memory in which a call leaves errno. */
    static final StructLayout STATE = Linker.Option.captureStateLayout();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    // The last parameter of both is a variable argument.
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CONNECT = handle("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle LISTEN = handle("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SENDTO =
            handle("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDMSG = handle("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDMMSG = handle("sendmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle RECV = handle("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMSG = handle("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle READ = handle("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE = handle("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle PPOLL = handle("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    private static final MethodHandle EVENTFD = handle("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SCHED_SETSCHEDULER =
            handle("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle MLOCKALL = handle("mlockall", JAVA_INT, JAVA_INT);
    // By its number, which is the same on every architecture: older C libraries have no name for it.
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));
    private static final long CLOSE_RANGE = 436;
    private static final long PIDFD_OPEN = 434;
    private static final MethodHandle IF_NAMETOINDEX = handle("if_nametoindex", JAVA_INT, ADDRESS);
    private static final MethodHandle IF_NAMEINDEX = handle("if_nameindex", ADDRESS);
    private static final MethodHandle IF_FREENAMEINDEX = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("if_freenameindex"), FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Libc() {}

    private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    static int socket(MemorySegment state, int domain, int type, int protocol) {
        try {
            return result(state, (int) SOCKET.invokeExact(state, domain, type, protocol));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Opens a file that exists; {@code path} ends with a zero byte. */
    static int open(MemorySegment state, MemorySegment path, int flags) {
        try {
            return result(state, (int) OPEN.invokeExact(state, path, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int ioctl(MemorySegment state, int descriptor, long request, MemorySegment argument) {
        try {
            return result(state, (int) IOCTL.invokeExact(state, descriptor, request, argument));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(MemorySegment state, int descriptor, MemorySegment address) {
        try {
            return result(state, (int) BIND.invokeExact(state, descriptor, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int connect(MemorySegment state, int descriptor, MemorySegment address) {
        try {
            return result(state, (int) CONNECT.invokeExact(state, descriptor, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int listen(MemorySegment state, int descriptor, int backlog) {
        try {
            return result(state, (int) LISTEN.invokeExact(state, descriptor, backlog));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setsockopt(MemorySegment state, int descriptor, int level, int name, MemorySegment value) {
        try {
            return result(
                    state, (int) SETSOCKOPT.invokeExact(state, descriptor, level, name, value, (int) value.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Reads an option; {@code length} is an int, that of {@code value} and then of what was read. */
    static int getsockopt(
            MemorySegment state, int descriptor, int level, int name, MemorySegment value, MemorySegment length) {
        try {
            return result(state, (int) GETSOCKOPT.invokeExact(state, descriptor, level, name, value, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int sendto(
            MemorySegment state, int descriptor, MemorySegment data, long length, int flags, MemorySegment address) {
        try {
            return result(state, (int) (long)
                    SENDTO.invokeExact(state, descriptor, data, length, flags, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int sendmsg(MemorySegment state, int descriptor, MemorySegment header, int flags) {
        try {
            return result(state, (int) (long) SENDMSG.invokeExact(state, descriptor, header, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int sendmmsg(MemorySegment state, int descriptor, MemorySegment headers, int count, int flags) {
        try {
            return result(state, (int) SENDMMSG.invokeExact(state, descriptor, headers, count, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int recv(MemorySegment state, int descriptor, MemorySegment into, int flags) {
        try {
            return result(state, (int) (long) RECV.invokeExact(state, descriptor, into, into.byteSize(), flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int recvmsg(MemorySegment state, int descriptor, MemorySegment header, int flags) {
        try {
            return result(state, (int) (long) RECVMSG.invokeExact(state, descriptor, header, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int read(MemorySegment state, int descriptor, MemorySegment into) {
        try {
            return result(state, (int) (long) READ.invokeExact(state, descriptor, into, into.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int write(MemorySegment state, int descriptor, MemorySegment from) {
        try {
            return result(state, (int) (long) WRITE.invokeExact(state, descriptor, from, from.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits no longer than {@code timeout}, a {@code struct timespec}. */
    static int ppoll(MemorySegment state, MemorySegment descriptors, long count, MemorySegment timeout) {
        try {
            return result(state, (int) PPOLL.invokeExact(state, descriptors, count, timeout, MemorySegment.NULL));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int eventfd(MemorySegment state, int initial, int flags) {
        try {
            return result(state, (int) EVENTFD.invokeExact(state, initial, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int close(MemorySegment state, int descriptor) {
        try {
            return result(state, (int) CLOSE.invokeExact(state, descriptor));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Closes {@code first} to {@code last}, unsigned, or does what the flags say beside it. */
    static int closeRange(MemorySegment state, int first, int last, int flags) {
        try {
            return result(state, (int) (long) SYSCALL.invokeExact(state, CLOSE_RANGE, first, last, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A descriptor that is readable when the process has ended; it is never inherited. */
    static int pidfdOpen(MemorySegment state, int process) {
        try {
            return result(state, (int) (long) SYSCALL.invokeExact(state, PIDFD_OPEN, process, 0, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Of a thread; {@code parameter} is a {@code struct sched_param}, an int. */
    static int schedSetscheduler(MemorySegment state, int thread, int policy, MemorySegment parameter) {
        try {
            return result(state, (int) SCHED_SETSCHEDULER.invokeExact(state, thread, policy, parameter));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int mlockall(MemorySegment state, int flags) {
        try {
            return result(state, (int) MLOCKALL.invokeExact(state, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns 0 when there is no such interface */
    static int ifNametoindex(MemorySegment state, MemorySegment name) {
        try {
            return (int) IF_NAMETOINDEX.invokeExact(state, name);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns an array of {@code struct if_nameindex} of unknown length, or NULL */
    static MemorySegment ifNameindex(MemorySegment state) {
        try {
            return (MemorySegment) IF_NAMEINDEX.invokeExact(state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void ifFreenameindex(MemorySegment array) {
        try {
            IF_FREENAMEINDEX.invokeExact(array);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static String strerror(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(Short.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int result(MemorySegment state, int returned) {
        return returned < 0 ? -(int) ERRNO.get(state, 0L) : returned;
    }

    /** A downcall itself throws nothing: what arrives here is our mistake, or the JVM's end. */
    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
