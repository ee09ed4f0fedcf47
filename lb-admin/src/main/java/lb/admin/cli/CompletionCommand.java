package lb.admin.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lb completion}. */
@Command(
        name = "completion",
        description = "Prints what makes a shell complete lb's commands and options.",
        mixinStandardHelpOptions = true,
        footer = {"", "In ~/.bashrc or ~/.zshrc:", "  source <(lb completion bash)"})
final class CompletionCommand implements Callable<Integer> {
    /** The shells that there is one for, which is the same for both. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"
    }) // picocli sets it and refuses others; the script finds out which runs it
    private Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(AutoComplete.bash("lb", spec.root().commandLine()));
        return 0;
    }
}
