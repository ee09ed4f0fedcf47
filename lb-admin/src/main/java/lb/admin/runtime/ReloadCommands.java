package lb.admin.runtime;

import java.util.List;
import java.util.function.Function;
import lb.admin.reload.ReloadReport;

/** The command that has the node read its files again. */
final class ReloadCommands {
    private ReloadCommands() {}

    /** @param reload does it, for the one who is named, and waits for it */
    static List<Command> of(Function<String, ReloadReport> reload) {
        return List.of(command(reload));
    }

    static Command command(Function<String, ReloadReport> reload) {
        return Command.change("reload", "", "read the files again and become what they say", (arguments, caller) -> {
            Arguments.none(arguments);
            ReloadReport report = reload.apply(caller.says("reload"));
            if (!report.applied()) {
                throw new CommandException(report.text().strip());
            }
            return report.text();
        });
    }
}
