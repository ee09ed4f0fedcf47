package lb.admin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lb.admin.config.LifelineFiles;
import lb.ha.lifeline.NodeCertificate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lb init}: makes what has to be there before a first start: the keys and certificates of the lifeline. */
@Command(
        name = "init",
        description = "Makes the keys and certificates by which nodes know each other on the lifeline.",
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @Option(
            names = "--lifeline",
            paramLabel = "DIR",
            required = true,
            description = "The directory to write them to, such as /etc/lb/lifeline; nothing in it is overwritten.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private Path directory;

    @Parameters(paramLabel = "NODE", arity = "1..*", description = "The nodes, by their names in the file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private List<String> nodes;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws GeneralSecurityException {
        for (String node : nodes) {
            if (!LifelineFiles.isNodeName(node)) {
                throw new ParameterException(spec.commandLine(), "\"" + node + "\" cannot be the name of a node");
            }
        }
        if (nodes.stream().distinct().count() < nodes.size()) {
            throw new ParameterException(spec.commandLine(), "a node is named twice");
        }
        PrintWriter err = spec.commandLine().getErr();
        List<String> there = LifelineFiles.names(nodes).stream()
                .filter(name -> Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (!there.isEmpty()) {
            err.println("lb: " + directory + " has " + String.join(", ", there)
                    + " already: nothing was written (remove what is to be made anew)");
            return LbCommand.FAILED;
        }
        List<NodeCertificate> made = new ArrayList<>();
        for (String node : nodes) {
            made.add(NodeCertificate.create(node, Instant.now()));
        }
        try {
            LifelineFiles.write(directory, nodes, made);
        } catch (IOException e) {
            String why = e instanceof FileAlreadyExistsException ? "exists already" : "cannot be written";
            err.println("lb: " + e.getMessage() + " " + why + ": nothing was written");
            return LbCommand.FAILED;
        }
        tell(spec.commandLine().getOut());
        return 0;
    }

    private void tell(PrintWriter out) {
        out.println("Made in " + directory + ": " + String.join(", ", LifelineFiles.names(nodes)));
        out.println();
        out.println("Every node needs the certificates (.crt) of all nodes and its own key, and no other key:");
        for (String node : nodes) {
            out.println("  " + node + ": *.crt and " + node + ".key to " + directory);
        }
        out.println(
                "Copy them there (scp -p), readable by the user that runs lb, and delete the other nodes' keys here.");
        out.println();
        out.println("In lb.conf, the same on every node:");
        out.println(
                "  lifeline { certificates = \"" + directory.toAbsolutePath().normalize() + "\" }");
    }
}
