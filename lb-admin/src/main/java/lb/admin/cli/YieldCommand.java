package lb.admin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lb yield}, also as {@code lb vrrp yield}. */
@Command(
        name = "yield",
        description =
                "Leaves a virtual IP of this node to another one until \"lb resume\", and waits until it has moved.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:done", "1:refused, or not moved in time", "2:wrong usage"})
final class YieldCommand implements Callable<Integer> {
    @Mixin
    private final MoveArguments arguments = new MoveArguments();

    @Override
    public Integer call() {
        return arguments.run(VirtualIpMove::yields);
    }
}
