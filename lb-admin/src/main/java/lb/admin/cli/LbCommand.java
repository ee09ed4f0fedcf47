package lb.admin.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code lb}: everything it does stands in a subcommand. */
@Command(
        name = "lb",
        description = "A load balancer with high availability built in.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
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
        return line(arguments).execute(arguments);
    }

    /** What is needed to execute these: to describe all commands is a third of the time that a node needs to start. */
    static CommandLine line(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals("run")) {
            CommandLine line = withoutCommands();
            add(line, RunCommand.class);
            return handlingErrors(line);
        }
        return lineOfAll();
    }

    private static CommandLine lineOfAll() {
        CommandLine line = withoutCommands();
        add(
                line,
                RunCommand.class,
                CheckCommand.class,
                ExplainCommand.class,
                ConvertCommand.class,
                HaproxyCommand.class);
        // HAProxy has a meaning of its own for it.
        Objects.requireNonNull(line.getSubcommands().get("haproxy")).setEndOfOptionsDelimiter("\n");
        add(line, StatusCommand.class, TopCommand.class, ServersCommand.class);
        for (ServerStateWord word : ServerStateWord.values()) {
            add(word.word(), new ServerStateCommand(word), word.description(), line);
        }
        add(line, WeightCommand.class, ReloadCommand.class, UpgradeCommand.class, VrrpCommand.class);
        addMoves(line);
        addMoves(Objects.requireNonNull(line.getSubcommands().get("vrrp")));
        add(line, WatchCommand.class, InitCommand.class, DemoCommand.class, CompletionCommand.class);
        return handlingErrors(line);
    }

    private static CommandLine withoutCommands() {
        CommandLine line = new CommandLine(new LbCommand());
        // A name that begins so is a name: no command line has a file of arguments.
        line.setExpandAtFiles(false);
        return line;
    }

    /** Once it has its commands: one that is added later is not told. */
    private static CommandLine handlingErrors(CommandLine line) {
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

    private static void addMoves(CommandLine under) {
        add("yield", new MoveCommand(VirtualIpMove::yields), MoveCommand.YIELD, under);
        add("resume", new MoveCommand(VirtualIpMove::resumes), MoveCommand.RESUME, under);
    }

    /** In the order in which they are shown. */
    private static void add(CommandLine under, Class<?>... commands) {
        for (Class<?> command : commands) {
            under.addSubcommand(command);
        }
    }

    private static void add(String name, Object command, String description, CommandLine under) {
        CommandLine added = new CommandLine(command);
        added.getCommandSpec().usageMessage().description(description);
        under.addSubcommand(name, added);
    }
}
