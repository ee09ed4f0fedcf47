package lb.admin.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Whether a change of the configuration's files is a reload.
 *
 * @param files that it was read from
 * @param interval from one look at them to the next; zero for none
 */
public record FileWatch(List<Path> files, Duration interval) {
    public FileWatch {
        files = List.copyOf(files);
    }
}
