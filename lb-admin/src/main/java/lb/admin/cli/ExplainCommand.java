package lb.admin.cli;

import java.util.concurrent.Callable;
import lb.admin.explain.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lb explain}: what a configuration does, in plain sentences. */
@Command(
        name = "explain",
        description = "Tells in plain sentences what a configuration does.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final ConfigurationArguments arguments = new ConfigurationArguments();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        return arguments.read(
                spec.commandLine(),
                false,
                (configuration, out) -> Explanation.of(configuration).forEach(out::println));
    }
}
