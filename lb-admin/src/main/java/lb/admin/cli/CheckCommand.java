package lb.admin.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import lb.admin.config.Configuration;
import lb.ha.address.HoldChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lb check}: whether a configuration file can be run, with everything that is wrong with it. */
@Command(
        name = "check",
        description = "Checks a configuration file and tells everything that is wrong with it.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConfigurationArguments arguments = new ConfigurationArguments();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        Configuration configuration = arguments.load(spec.commandLine().getErr());
        if (configuration == null) {
            return LbCommand.FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(arguments.shown() + " is valid: " + ConfigurationSummary.of(configuration));
        if (arguments.isHere()) {
            configuration
                    .virtualRouters()
                    .forEach(router -> out.println("virtual IP " + router.name() + ": "
                            + HoldChoice.here(router, configuration.virtualRouters())
                                    .words(router)));
        }
        return 0;
    }
}
