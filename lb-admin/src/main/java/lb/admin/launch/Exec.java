package lb.admin.launch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** execve(2) of this process. Apart from lb-ha's bindings, as a start must not pay for all of those. */
final class Exec {
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int LAST_STANDARD_STREAM = 2;
    private static final int SIG_UNBLOCK = 1;
    private static final int SIGQUIT = 3;
    private static final int SIGSET_BYTES = 128;

    private Exec() {}

    /**
     * Executes a program with this process's environment and does not return. Descriptors stay open, but for those that
     * the JVM opened for itself; the signal mask is that which the process was started with.
     *
     * @param program path of it
     * @param command its arguments, the first one its name; one character is one byte
     * @throws IOException when the kernel refuses; everything is as before
     */
    static void replaceProcess(String program, List<String> command) throws IOException {
        Linker linker = Linker.nativeLinker();
        StructLayout stateLayout = Linker.Option.captureStateLayout();
        Linker.Option errno = Linker.Option.captureCallState("errno");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(stateLayout);
            MethodHandle fcntl = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("fcntl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
            for (int descriptor : ofTheJvm()) {
                int _ = (int) fcntl.invokeExact(descriptor, F_SETFD, FD_CLOEXEC);
            }
            // HotSpot blocks SIGQUIT in the threads of a program: it makes a thread dump of it in one of its own.
            MemorySegment quit = arena.allocate(SIGSET_BYTES, 8);
            quit.set(JAVA_LONG, 0, 1L << (SIGQUIT - 1));
            MethodHandle mask = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("pthread_sigmask"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
            int _ = (int) mask.invokeExact(SIG_UNBLOCK, quit, MemorySegment.NULL);

            MemorySegment arguments = arena.allocate(ADDRESS, command.size() + 1L);
            for (int i = 0; i < command.size(); i++) {
                arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(command.get(i), StandardCharsets.ISO_8859_1));
            }
            MethodHandle execv = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("execv"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS),
                    errno);
            int result = (int) execv.invokeExact(state, arena.allocateFrom(program), arguments);
            long offset = stateLayout.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
            throw new IOException("execve " + program + " gave " + result + ", errno " + state.get(JAVA_INT, offset));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    /** The JDK's own files and the jar, which the JVM opens without close-on-exec. */
    private static List<Integer> ofTheJvm() throws IOException {
        Path home = Path.of(System.getProperty("java.home")).toRealPath();
        Path jar = Path.of(System.getProperty("java.class.path")).toRealPath();
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                int number = Integer.parseInt(descriptor.getFileName().toString());
                try {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (number > LAST_STANDARD_STREAM && (target.startsWith(home) || target.equals(jar))) {
                        found.add(number);
                    }
                } catch (NoSuchFileException e) {
                    // That of the folder that is being read, closed meanwhile.
                }
            }
        }
        return found;
    }
}
