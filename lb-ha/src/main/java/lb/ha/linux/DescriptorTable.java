package lb.ha.linux;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of descriptors that belongs to one thread. The threads of a process share one, and the kernel closes what is in
 * it when the last of them has ended, which first frees the memory of the process: for 250 MB 25 to 50 ms after a kill
 * -9, measured. What only a thread with a table of its own has open is closed as soon as that thread ends, within
 * a millisecond.
 *
 * <p>Such a thread may use what it has opened itself, and what was open before; nobody else may use what it opens, and it
 * must not use what others open later: the same number means another file there. Threads that it starts share its table.
 */
public final class DescriptorTable {
    private static final int CLOSE_RANGE_UNSHARE = 2;
    private static final int BEYOND_ALL = Integer.MAX_VALUE;
    private static final Path OPEN = Path.of("/proc/thread-self/fd");
    private static final int STANDARD_ERROR = 2;

    private DescriptorTable() {}

    /**
     * Gives the calling thread a table of its own. Copies of sockets, pipes and devices are closed, so that whoever closes the
     * original ends it; files stay, from which classes are loaded, and so does what wakes other threads.
     *
     * @return null, or why it cannot be, in words; the thread shares the table of all then, as ever
     */
    public static @Nullable String unshare() {
        if (Platform.refusal() != null) {
            return Platform.refusal();
        }
        if (dumpsHeap()) {
            return "-XX:+HeapDumpOnOutOfMemoryError lets one thread open the file that another one writes";
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            // Before there is a copy of them: where they cannot be listed, there is to be none.
            List<Integer> copied = ending();
            // In place of unshare(2), which containers usually forbid. There is nothing to close there.
            int result = Libc.closeRange(state, BEYOND_ALL, BEYOND_ALL, CLOSE_RANGE_UNSHARE);
            if (result < 0) {
                return Errno.text(-result);
            }
            copied.forEach(number -> Libc.close(state, number));
            closeNewer(state);
            return null;
        } catch (IOException | DirectoryIteratorException e) {
            return "the descriptors of the process cannot be listed: " + e.getMessage();
        }
    }

    /** What was opened while the others were listed. */
    private static void closeNewer(MemorySegment state) {
        try {
            ending().forEach(number -> Libc.close(state, number));
        } catch (IOException | DirectoryIteratorException e) {
            // Room for this one was made just now; and what is missed lasts as long as this thread, at the most.
        }
    }

    /** Whoever runs out of memory opens the file, and the VM thread, which has the table of all, writes it. */
    private static boolean dumpsHeap() {
        HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return vm != null
                && Boolean.parseBoolean(
                        vm.getVMOption("HeapDumpOnOutOfMemoryError").getValue());
    }

    /** Those in the calling thread's table that end for others when the last one that has them open closes them. */
    private static List<Integer> ending() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OPEN)) {
            for (Path descriptor : descriptors) {
                int number = Integer.parseInt(descriptor.getFileName().toString());
                if (number > STANDARD_ERROR && ends(target(descriptor))) {
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // The one by which they are listed.
            return "";
        }
    }

    private static boolean ends(String target) {
        return target.startsWith("socket:") || target.startsWith("pipe:") || target.equals(TunDevice.CLONE);
    }
}
