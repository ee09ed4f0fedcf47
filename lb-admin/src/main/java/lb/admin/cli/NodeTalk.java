package lb.admin.cli;

import java.io.PrintWriter;
import java.time.Duration;
import lb.admin.runtime.RuntimeClient;
import lb.admin.runtime.RuntimeSocketException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Talks with a running node, and says on standard error why it could not. */
final class NodeTalk {
    @Mixin
    private final NodeSocket socket = new NodeSocket();

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /** What is to be talked about; gives the exit status. */
    interface Subject {
        int with(RuntimeClient client, PrintWriter out)
                throws RuntimeSocketException, RefusedException, InterruptedException;
    }

    /** Does it; 1 where the node cannot be asked, or refuses. */
    int about(Subject subject) {
        return about(socket.client(), subject);
    }

    /** The same of what may take a while. */
    int about(Duration patience, Subject subject) {
        return about(socket.client(patience), subject);
    }

    private int about(RuntimeClient asked, Subject subject) {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        try (RuntimeClient client = asked) {
            int status = subject.with(client, out);
            out.flush();
            return status;
        } catch (RuntimeSocketException e) {
            err.println("lb: " + e.getMessage());
        } catch (RefusedException e) {
            err.println("lb: " + e.answer());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("lb: interrupted while waiting");
        }
        return LbCommand.FAILED;
    }
}
