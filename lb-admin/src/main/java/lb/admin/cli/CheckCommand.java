package lb.admin.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import lb.admin.config.Configuration;
import lb.ha.address.HoldChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lb check}: whether configuration files can be run, with everything that is wrong with them. */
@Command(
        name = "check",
        description = "Checks a configuration and tells everything that is wrong with it.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConfigurationArguments arguments = new ConfigurationArguments();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        return arguments.read(spec.commandLine(), true, this::tell);
    }

    private void tell(Configuration configuration, PrintWriter out) {
        out.println(arguments.are() + " valid: " + ConfigurationSummary.of(configuration));
        if (arguments.isHere()) {
            configuration
                    .virtualRouters()
                    .forEach(router -> out.println("virtual IP " + router.name() + ": "
                            + HoldChoice.here(router, configuration.virtualRouters())
                                    .words(router)));
        }
    }
}
