package lb.proxy.http1;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The pipes of this process, and what is in them. */
final class PipesOfProcess {
    private static final long FIONREAD = 0x541B;
    private static final MethodHandle IOCTL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2));

    private PipesOfProcess() {}

    /** Bytes on their way through all of them. */
    static long held() throws IOException {
        long held = 0;
        Set<String> seen = new HashSet<>();
        try (Arena arena = Arena.ofConfined();
                DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            MemorySegment number = arena.allocate(JAVA_INT);
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("pipe:") && seen.add(target)) {
                    held += waiting(Integer.parseInt(descriptor.getFileName().toString()), number);
                }
            }
        }
        return held;
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "closed meanwhile";
        }
    }

    private static int waiting(int descriptor, MemorySegment number) {
        try {
            int result = (int) IOCTL.invokeExact(descriptor, FIONREAD, number);
            return result < 0 ? 0 : number.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
