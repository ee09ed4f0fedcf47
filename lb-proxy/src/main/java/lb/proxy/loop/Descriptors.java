package lb.proxy.loop;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.Linker.Option;
import java.lang.invoke.MethodHandle;

/** What Netty cannot ask of a descriptor that was made elsewhere: fcntl(2) of Linux. Any thread. */
final class Descriptors {
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;

    private Descriptors() {}

    /** Makes accepting return at once where nobody waits: an event loop must never block. */
    static void makeNonBlocking(int descriptor) {
        MethodHandle fcntl = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("fcntl"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                        Option.firstVariadicArg(2));
        try {
            int flags = (int) fcntl.invokeExact(descriptor, F_GETFL, 0);
            int done = flags < 0 ? flags : (int) fcntl.invokeExact(descriptor, F_SETFL, flags | O_NONBLOCK);
            if (done < 0) {
                throw new IllegalStateException("fcntl failed on descriptor " + descriptor);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
