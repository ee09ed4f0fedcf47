package lb.admin.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import lb.admin.upgrade.UpgradeException;
import lb.admin.upgrade.Upgrader;
import org.jspecify.annotations.Nullable;

/** The command that has another process go on with the node. */
final class UpgradeCommands {
    private UpgradeCommands() {}

    static List<Command> of(Upgrader upgrader) {
        return List.of(Command.change(
                "upgrade",
                "[<jar>]",
                "have a new process of the program go on with everything",
                (arguments, caller) -> {
                    try {
                        return upgrader.upgrade(jar(arguments, caller), caller.says("upgrade")) + "\n";
                    } catch (UpgradeException e) {
                        throw new CommandException(String.valueOf(e.getMessage()));
                    }
                }));
    }

    private static int ownUser() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            return 0;
        }
    }

    private static @Nullable Path jar(List<String> arguments, Caller caller) throws CommandException {
        if (arguments.isEmpty()) {
            return null;
        }
        if (arguments.size() > 1) {
            throw new CommandException(
                    arguments.size() + " words behind 'upgrade' (expected: the path of one jar, or none)");
        }
        String path = arguments.getFirst();
        if (!(caller instanceof Caller.Local local) || !local.isAsMighty(ownUser())) {
            // Whoever may change weights may not have any program executed for that.
            throw new CommandException(
                    "only root and the node's own user, on this machine, may name a jar (expected: upgrade"
                            + " alone, with the new program in the place of the old one)");
        }
        try {
            if (path.startsWith("/")) {
                return Path.of(path);
            }
        } catch (InvalidPathException e) {
            // It is told below.
        }
        throw new CommandException(
                "'" + Arguments.shortened(path) + "' (expected: the whole path of a jar, from / on)");
    }
}
