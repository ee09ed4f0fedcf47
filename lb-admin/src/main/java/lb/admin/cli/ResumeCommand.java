package lb.admin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lb resume}, also as {@code lb vrrp resume}. */
@Command(
        name = "resume",
        description =
                "Ends a yield: this node stands for election as ever again; waits until the virtual IP is back, where it may come.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:done", "1:refused, or not moved in time", "2:wrong usage"})
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private final MoveArguments arguments = new MoveArguments();

    @Override
    public Integer call() {
        return arguments.run(VirtualIpMove::resumes);
    }
}
