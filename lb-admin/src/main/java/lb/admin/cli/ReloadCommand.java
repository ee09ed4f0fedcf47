package lb.admin.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import lb.admin.runtime.Answers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lb reload}. */
@Command(
        name = "reload",
        description = {
            "Has the running node read its files again and become what they say, with no connection lost.",
            "Where anything in them is wrong, or needs another process (lb upgrade), nothing changes."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:reloaded", "1:refused, and nothing has changed", "2:wrong usage"})
final class ReloadCommand implements Callable<Integer> {
    /** Longer than files may take to be read, and names to be looked up; one that runs already is waited for as well. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Mixin
    private final NodeTalk talk = new NodeTalk();

    @Override
    public Integer call() {
        return talk.about(PATIENCE, (client, out) -> {
            String answer = client.ask("reload");
            if (Answers.isRefusal(answer)) {
                throw new RefusedException(answer);
            }
            out.print(answer);
            return 0;
        });
    }
}
