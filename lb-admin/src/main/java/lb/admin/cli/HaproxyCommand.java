package lb.admin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lb.admin.standin.StandIn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code lb haproxy}: HAProxy's own command line, whose options are read elsewhere. */
@Command(
        name = "haproxy",
        description = "Takes HAProxy's own command line: haproxy -f haproxy.cfg -c, -D, -sf …",
        customSynopsis = "lb haproxy [options of HAProxy]")
final class HaproxyCommand implements Callable<Integer> {
    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        return new StandIn(
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr(),
                        Version.number(),
                        System.getProperty(RunCommand.LOCK, ""))
                .run(arguments);
    }
}
