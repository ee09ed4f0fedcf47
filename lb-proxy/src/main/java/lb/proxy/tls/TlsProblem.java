package lb.proxy.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a file, or with what is asked of TLS.
 *
 * @param file null where it is about no file
 * @param line of the file, from 1 on; 0 for the whole of it
 * @param message what was found and what was expected
 */
public record TlsProblem(@Nullable Path file, int line, String message) {
    static TlsProblem of(Path file, String message) {
        return new TlsProblem(file, 0, message);
    }

    /** {@code FILE:LINE: MESSAGE}, without what there is not. */
    @Override
    public String toString() {
        if (file == null) {
            return message;
        }
        return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
    }
}
