package lb.admin.upgrade;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Has another process go on with a running node. */
@FunctionalInterface
public interface Upgrader {
    /**
     * Does it, and returns when that one serves. Blocks for some seconds.
     *
     * @param jar the program; null for what has taken the place of the one that runs
     * @param asked by whom, for the log
     * @return what has come of it, in a sentence
     * @throws UpgradeException when nothing has come of it, and all is as before
     */
    String upgrade(@Nullable Path jar, String asked) throws UpgradeException;
}
