package lb.proxy.loop;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Why epoll does not load, in a sentence. Its native library lies in the jar and is unpacked into a temporary folder,
 * from where the system has to be able to map and run it.
 */
final class EpollAbsence {
    private EpollAbsence() {}

    /** Whether there is epoll here, but not its library: neither another system, nor one that was told to do without. */
    static boolean isOfLibrary(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof UnsatisfiedLinkError) {
                return true;
            }
        }
        return false;
    }

    /** @param folder where the library is unpacked ({@code java.io.tmpdir}) */
    static String sentence(Throwable cause, String folder) {
        if (!isOfLibrary(cause)) {
            return "epoll is not available: " + cause.getMessage();
        }
        return "epoll is not available: its native library cannot be unpacked into " + folder + " and loaded ("
                + words(root(cause)) + "); start Java with -Djava.io.tmpdir=<folder> on a file system that is writable,"
                + " has room and allows exec";
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String words(Throwable root) {
        String message = String.valueOf(root.getMessage());
        return switch (root) {
            case NoSuchFileException _ -> "no file can be made there";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            // The path of the library, perhaps twice, and then the linker's words.
            case UnsatisfiedLinkError _ ->
                message.substring(message.lastIndexOf(": ") + 1).strip();
            default -> message;
        };
    }
}
