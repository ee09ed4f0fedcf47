package lb.admin.cli;

import java.util.concurrent.Callable;
import lb.admin.boot.LoadBalancer;
import lb.admin.boot.StartException;
import lb.admin.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lb run}: runs a node until it is told to stop (SIGTERM, SIGINT). */
@Command(
        name = "run",
        description = "Runs this node until it is told to stop (SIGTERM or Ctrl-C).",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private final ConfigurationArguments arguments = new ConfigurationArguments();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = arguments.load(spec.commandLine().getErr());
        if (configuration == null) {
            return LbCommand.FAILED;
        }
        StopSignal stop = StopSignal.install();
        try {
            stop.started(LoadBalancer.start(configuration, LoadBalancer.DEFAULT_LOCK, Version.number()));
        } catch (StartException e) {
            stop.failed();
            e.problems().forEach(problem -> spec.commandLine().getErr().println("lb: " + problem));
            return LbCommand.FAILED;
        }
        Thread.currentThread().join();
        return 0;
    }
}
