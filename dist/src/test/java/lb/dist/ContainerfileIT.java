package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be known of the Containerfile where no container can be built: its words, and the files that they name. */
class ContainerfileIT {
    private static final Path FILE = Path.of("src/packages/Containerfile");
    private static final Pattern IN_QUOTES = Pattern.compile("\"([^\"]+)\"");

    @TempDir
    private Path folder;

    /** The instructions, those of several lines as one. */
    private static List<String> instructions() throws Exception {
        var instructions = new ArrayList<String>();
        var open = "";
        for (var line : Files.readAllLines(FILE)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            open += line.strip();
            if (open.endsWith("\\")) {
                open = open.substring(0, open.length() - 1);
            } else {
                instructions.add(open);
                open = "";
            }
        }
        assertThat(open).isEmpty();
        return instructions;
    }

    private static String only(String instruction) throws Exception {
        var found = instructions().stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
        assertThat(found).as(instruction).hasSize(1);
        return found.getFirst();
    }

    private static List<String> words(String list) {
        return IN_QUOTES.matcher(list).results().map(found -> found.group(1)).toList();
    }

    @Test
    void itsInstructionsAreSomeThatThereAre() throws Exception {
        assertThat(instructions().getFirst()).startsWith("FROM debian:12");
        assertThat(instructions())
                .allMatch(line -> line.matches("(FROM|ARG|COPY|RUN|STOPSIGNAL|ENTRYPOINT|CMD) \\S.*"));
        var script = Lb.write(folder.resolve("run.sh"), only("RUN"));
        Packages.run(folder, "sh", "-n", script.toString()).wellDone();
    }

    @Test
    void itCopiesThePackageThatTheBuildMakesToWhereItIsInstalledFrom() throws Exception {
        assertThat(only("ARG")).isEqualTo("DEB");
        var copy = only("COPY").split(" ");
        assertThat(copy).hasSize(2);
        assertThat(copy[0]).isEqualTo("${DEB}");
        assertThat(only("RUN")).contains("install -y --no-install-recommends " + copy[1] + " ");
        // Recommended by the package, and left out by --no-install-recommends.
        var recommended = Packages.run(
                        folder, "dpkg-deb", "-f", Packages.file("lb_*.deb").toString(), "Recommends")
                .wellDone()
                .strip();
        assertThat(only("RUN")).contains(" " + recommended + " ");
    }

    @Test
    void whatItStartsIsInThePackageAndIsACommandOfLb() throws Exception {
        var root = folder.resolve("root");
        Packages.run(folder, "dpkg-deb", "-x", Packages.file("lb_*.deb").toString(), root.toString())
                .wellDone();
        var entry = words(only("ENTRYPOINT"));
        var command = words(only("CMD"));
        assertThat(entry).hasSize(1);
        assertThat(command).hasSize(2).startsWith("run");
        var program = root.resolve(entry.getFirst().substring(1));
        var conf = root.resolve(command.getLast().substring(1));
        assertThat(program).isExecutable();
        assertThat(Packages.run(folder, program.toString(), "check", conf.toString())
                        .wellDone())
                .contains("is valid");
        // What ends the container gives the address away and lets clients end.
        assertThat(only("STOPSIGNAL")).isEqualTo("SIGTERM");
    }
}
