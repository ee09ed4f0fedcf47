package lb.proxy.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The system calls of sockets on 64-bit Linux. Each gives what the call gives, or the negative error number. Pointers
 * are plain numbers, so that a call allocates nothing. One thread at a time.
 */
public final class SocketCalls {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int SOL_SOCKET = 1;
    public static final int SO_RCVBUF = 8;
    public static final int SO_REUSEPORT = 15;
    public static final int SOL_IP = 0;
    public static final int IP_PKTINFO = 8;
    public static final int IP_FREEBIND = 15;
    public static final int SOL_IPV6 = 41;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int IPV6_PKTINFO = 50;

    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int F_SETFD = 2;
    public static final int FD_CLOEXEC = 1;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int F_SETPIPE_SZ = 1031;
    public static final int O_NONBLOCK = 0x800;

    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;

    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;

    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKETPAIR = call("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CONNECT = call("connect", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = call("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMMSG = call("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDMMSG = call("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT);
    private static final MethodHandle POLL = call("poll", JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LISTEN = call("listen", JAVA_INT, JAVA_INT);
    private static final MethodHandle FCNTL =
            call("fcntl", List.of(Linker.Option.firstVariadicArg(2)), JAVA_INT, JAVA_INT, JAVA_INT);

    private final MemorySegment state = Arena.ofAuto().allocate(STATE);
    private final MemorySegment value = Arena.ofAuto().allocate(JAVA_INT);

    /** struct pollfd: descriptor (32 bits), what is waited for, what there is (16 bits each). */
    private final MemorySegment polled = Arena.ofAuto().allocate(JAVA_INT, 2);

    /** Two that are connected with each other, for programs of this machine; programs that are executed do not get them. */
    public int socketpair(int family, int type, long two) {
        try {
            return result((int) SOCKETPAIR.invokeExact(state, family, type | SOCK_CLOEXEC, 0, two));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A new socket, which does not block. */
    public int socket(int family, int type) {
        try {
            return result((int) SOCKET.invokeExact(state, family, type | O_NONBLOCK | SOCK_CLOEXEC, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public int bind(int socket, long address, int length) {
        try {
            return result((int) BIND.invokeExact(state, socket, address, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public int connect(int socket, long address, int length) {
        try {
            return result((int) CONNECT.invokeExact(state, socket, address, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Writes down the address that the socket is bound to.
     *
     * @param length points to an int: the room for the address, and then its length
     */
    public int getsockname(int socket, long address, long length) {
        try {
            return result((int) GETSOCKNAME.invokeExact(state, socket, address, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public int setsockopt(int socket, int level, int name, int number) {
        value.set(JAVA_INT, 0, number);
        try {
            return result((int) SETSOCKOPT.invokeExact(state, socket, level, name, value.address(), Integer.BYTES));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Takes what has come, without waiting.
     *
     * @param messages points to that many structs mmsghdr
     */
    public int recvmmsg(int socket, long messages, int count) {
        try {
            return result((int) RECVMMSG.invokeExact(state, socket, messages, count, MSG_DONTWAIT, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sends, without waiting.
     *
     * @param messages points to that many structs mmsghdr
     */
    public int sendmmsg(int socket, long messages, int count) {
        try {
            return result((int) SENDMMSG.invokeExact(state, socket, messages, count, MSG_DONTWAIT));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Waits until something can be read, or the other end is gone.
     *
     * @param millis how long at most
     * @return 0 where there is nothing in that time
     */
    public int awaitInput(int socket, int millis) {
        return await(socket, POLLIN, millis);
    }

    /** The same until something can be sent. */
    public int awaitOutput(int socket, int millis) {
        return await(socket, POLLOUT, millis);
    }

    /** The same until the other end of a connection is gone. */
    public int awaitHangUp(int socket, int millis) {
        return await(socket, 0, millis);
    }

    private int await(int socket, int what, int millis) {
        polled.set(JAVA_INT, 0, socket);
        polled.set(JAVA_INT, Integer.BYTES, what);
        try {
            return result((int) POLL.invokeExact(state, polled.address(), 1L, millis));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public int listen(int socket, int backlog) {
        try {
            return result((int) LISTEN.invokeExact(state, socket, backlog));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public int fcntl(int descriptor, int command, int argument) {
        try {
            return result((int) FCNTL.invokeExact(state, descriptor, command, argument));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public int close(int socket) {
        try {
            return result((int) CLOSE.invokeExact(state, socket));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private int result(int result) {
        return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
    }

    private static MethodHandle call(String name, MemoryLayout... arguments) {
        return call(name, List.of(), arguments);
    }

    private static MethodHandle call(String name, List<Linker.Option> more, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        List<Linker.Option> options = new ArrayList<>(more);
        options.add(Linker.Option.captureCallState("errno"));
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments),
                options.toArray(Linker.Option[]::new));
    }

    /** A native call itself throws nothing but what the JVM does. */
    private static RuntimeException unexpected(Throwable e) {
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
}
