package lb.admin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code lb}: everything it does stands in a subcommand. */
@Command(
        name = "lb",
        description = "A load balancer with high availability built in.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            VrrpCommand.class,
            YieldCommand.class,
            ResumeCommand.class,
            WatchCommand.class,
            InitCommand.class,
            DemoCommand.class
        })
public final class LbCommand implements Runnable {
    /** What a command answers when what it was given is wrong, or the node cannot start. */
    static final int FAILED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }

    /**
     * Runs one command line.
     *
     * @return the exit status: 0 for success, 1 for a broken configuration or a failed start, 2 for wrong usage
     */
    public static int execute(String... arguments) {
        return line().execute(arguments);
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new LbCommand());
        line.setParameterExceptionHandler((error, wrong) -> {
            CommandLine command = error.getCommandLine();
            command.getErr().println("lb: " + UsageError.of(error));
            command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help");
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        line.setExecutionExceptionHandler((error, command, result) -> {
            command.getErr().println("lb: internal error, please report it: " + error);
            error.printStackTrace(command.getErr());
            return FAILED;
        });
        return line;
    }
}
