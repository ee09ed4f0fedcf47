package lb.admin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.explain.InWords;
import lb.admin.load.ConfigurationFiles;
import lb.admin.load.Conversion;
import lb.admin.problem.PlainText;
import lb.admin.problem.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lb convert}: what files of other programs would be as a file of ours. */
@Command(
        name = "convert",
        description = "Prints files of HAProxy, keepalived or nginx as one file of lb's own.",
        mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "A haproxy.cfg, a keepalived.conf (or that of each node), an nginx.conf, or several of them; of a folder all *.cfg.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            description = "The file to write (default: printed). One that is there is not overwritten.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Overwrites the file to write.")
    private boolean force;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "Which node this is (default: found from host name or local address).")
    private @Nullable String node;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        if (output != null && !force && Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            err.println("lb: " + output + " exists already: nothing was written (--force overwrites it)");
            return LbCommand.FAILED;
        }
        Conversion conversion = ConfigurationFiles.convert(files, NodeIdentity.of(node));
        List<Problem> problems =
                conversion.result() instanceof LoadResult.Broken broken ? broken.problems() : List.of();
        conversion.result().notes().forEach(note -> err.println("note: " + note));
        conversion.result().warnings().forEach(warning -> err.println("warning: " + warning));
        problems.forEach(err::println);
        for (String own : conversion.own()) {
            err.println("lb: " + own + " is lb's own already: "
                    + (conversion.converted().isEmpty()
                            ? "there is nothing to convert"
                            : "it is no part of what is converted"));
        }
        if (conversion.converted().isEmpty()) {
            return LbCommand.FAILED;
        }
        if (!problems.isEmpty()) {
            err.println("lb: not all of " + InWords.joined(conversion.converted()) + " could be converted: "
                    + InWords.counted(
                            conversion.result() instanceof LoadResult.Broken broken ? broken.count() : 0, "problem"));
        }
        if (!write(header(conversion, problems) + conversion.hocon(), err)) {
            return LbCommand.FAILED;
        }
        return problems.isEmpty() ? 0 : LbCommand.FAILED;
    }

    private static String header(Conversion conversion, List<Problem> problems) {
        List<String> lines = new ArrayList<>();
        lines.add("Converted by lb " + Version.number() + " from " + InWords.joined(conversion.converted()) + ".");
        if (!problems.isEmpty()) {
            lines.add("Not all of it: what follows could not be converted and is missing, or is wrong here as there.");
            problems.forEach(problem -> lines.add("  " + problem));
        }
        StringBuilder header = new StringBuilder();
        // A message quotes what stands in the file, and is not to end the comment.
        lines.forEach(line -> header.append("# ").append(PlainText.of(line)).append('\n'));
        return header.append('\n').toString();
    }

    private boolean write(String text, PrintWriter err) {
        Path to = output;
        if (to == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
            return true;
        }
        try {
            if (force) {
                Files.deleteIfExists(to);
            }
            // There may be passwords in it.
            Files.createFile(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(to, text, StandardOpenOption.WRITE);
            return true;
        } catch (FileAlreadyExistsException e) {
            err.println("lb: " + to + " exists already: nothing was written (--force overwrites it)");
        } catch (NoSuchFileException e) {
            err.println("lb: " + to + " cannot be written: there is no such folder");
        } catch (IOException e) {
            err.println("lb: " + to + " cannot be written: " + e.getMessage());
        }
        return false;
    }
}
