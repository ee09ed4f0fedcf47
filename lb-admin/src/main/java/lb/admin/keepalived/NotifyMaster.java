package lb.admin.keepalived;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import lb.admin.foreign.Draft;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.SourceText;
import org.jspecify.annotations.Nullable;

/** What the script of notify_master has a cloud move, which lb asks the cloud for itself. It is read, and never run. */
final class NotifyMaster {
    private static final String INSTEAD =
            "; each change is in the log and in lb vrrp watch, and cloud tells a cloud, or by its webhooks anybody";

    private final Block block;
    private final @Nullable Group group;
    private final Path file;

    /** @param file beside which a script is looked for that is not where it should be */
    NotifyMaster(Block block, @Nullable Group group, Path file) {
        this.block = block;
        this.group = group;
        this.file = file;
    }

    void put(Draft into) {
        block.last("notify_master")
                .or(() -> group == null ? Optional.empty() : group.block().last("notify_master"))
                .ifPresent(line -> put(line, into));
    }

    private void put(Statement line, Draft into) {
        // A quoted string may hold parameters, too.
        String name = line.argument().strip().replaceFirst("\\s.*", "");
        Optional<Path> path = path(name);
        if (path.isEmpty()) {
            block.warning(
                    line.place(),
                    "notify_master " + WordSplitter.shown(name) + " is not there to be read, and never run" + INSTEAD);
            return;
        }
        try {
            NotifyScript script =
                    NotifyScript.of(SourceText.read(path.get(), path.get().toString()));
            if (new AwsMove(script, line.place(), block.problems()).put(into)
                    || DigitalOceanMove.put(script, line.place(), into, block.problems())) {
                block.note(
                        line.place(),
                        "notify_master " + WordSplitter.shown(name)
                                + " is not run: lb itself asks the cloud for what it moves (read from " + path.get()
                                + ")");
            } else {
                block.warning(line.place(), "notify_master " + WordSplitter.shown(name) + " is not run" + INSTEAD);
            }
        } catch (BrokenFileException e) {
            block.warning(
                    line.place(),
                    "notify_master " + WordSplitter.shown(name) + " cannot be read (" + e.getMessage()
                            + "), and is not run" + INSTEAD);
        }
    }

    /** Where it should be, or beside the file that names it, as where both were copied from another machine. */
    private Optional<Path> path(String name) {
        try {
            Path named = Path.of(name);
            Path last = named.getFileName();
            if (last == null) {
                return Optional.empty();
            }
            Path beside = file.toAbsolutePath().resolveSibling(last);
            return named.isAbsolute() && Files.isReadable(named) && Files.isRegularFile(named)
                    ? Optional.of(named)
                    : Files.isRegularFile(beside) ? Optional.of(beside) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
