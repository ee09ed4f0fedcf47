package lb.admin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lb yield} and {@code lb resume}, also as {@code lb vrrp yield} and {@code lb vrrp resume}. */
@Command(
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:done", "1:refused, or not moved in time", "2:wrong usage"})
final class MoveCommand implements Callable<Integer> {
    static final String YIELD =
            "Leaves a virtual IP of this node to another one until \"lb resume\", and waits until it has moved.";
    static final String RESUME =
            "Ends a yield: this node stands for election as ever again; waits until the virtual IP is back, where it may come.";

    private final MoveArguments.Move move;

    @Mixin
    private final MoveArguments arguments = new MoveArguments();

    MoveCommand(MoveArguments.Move move) {
        this.move = move;
    }

    @Override
    public Integer call() {
        return arguments.run(move);
    }
}
