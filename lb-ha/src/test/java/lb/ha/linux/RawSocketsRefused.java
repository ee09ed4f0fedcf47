package lb.ha.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A policy that refuses raw sockets of IPv4 and IPv6, and nothing else: a filter of seccomp(2), for the calling thread and
 * those that it starts.
 *
 * <pre>
 *  struct seccomp_data   0        4              8                     16         24
 *                        | number | architecture | instruction pointer | domain   | type ...
 * </pre>
 */
public final class RawSocketsRefused {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_SET_SECCOMP = 22;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int LOAD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int REFUSE_EPERM = 0x00050001;
    private static final int TYPES = 0xf;

    private RawSocketsRefused() {}

    /** From now on, in this thread. */
    public static void here() {
        int socket = System.getProperty("os.arch").equals("amd64") ? 41 : 198;
        long[] program = {
            step(LOAD, 0, 0, 0),
            step(JUMP_IF_EQUAL, 0, 6, socket),
            step(LOAD, 0, 0, 16),
            step(JUMP_IF_EQUAL, 1, 0, Descriptor.AF_INET),
            step(JUMP_IF_EQUAL, 0, 3, Descriptor.AF_INET6),
            step(LOAD, 0, 0, 24),
            step(AND, 0, 0, TYPES),
            step(JUMP_IF_EQUAL, 1, 0, Descriptor.SOCK_RAW),
            step(RETURN, 0, 0, ALLOW),
            step(RETURN, 0, 0, REFUSE_EPERM)
        };
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate(16, 8);
            filter.set(JAVA_SHORT, 0, (short) program.length);
            filter.set(ADDRESS, 8, arena.allocateFrom(JAVA_LONG, program));
            int bounded = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, MemorySegment.NULL, 0L, 0L);
            int filtered = (int) prctl.invokeExact(PR_SET_SECCOMP, (long) SECCOMP_MODE_FILTER, filter, 0L, 0L);
            if (bounded != 0 || filtered != 0) {
                throw new AssertionError("prctl: " + bounded + ", " + filtered);
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static long step(int code, int ifTrue, int ifNot, int operand) {
        return code | (long) ifTrue << 16 | (long) ifNot << 24 | Integer.toUnsignedLong(operand) << 32;
    }
}
