package lb.ha.track;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Why a file cannot be looked at, in words. */
final class LookedFile {
    private LookedFile() {}

    /** @param tried such as "read file" */
    static IOException refused(String tried, Path path, IOException e) {
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return new IOException(
                "cannot " + tried + " " + path + ": "
                        + (reason == null ? e.getClass().getSimpleName() : reason),
                e);
    }
}
