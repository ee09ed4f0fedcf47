package lb.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code lb init} writes, and what it never overwrites. */
class InitCommandTest {
    private static final String FILE = """
            nodes { ha1 { address = 192.168.56.21 }, ha2 { address = 192.168.56.22, priority = 99 } }
            virtual-ips { web { address = 192.168.56.69, router-id = 1, interface = eth1, serves = [] } }
            lifeline { certificates = "%s" }
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int lb(String... arguments) {
        return LbCommand.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void theKeysItMakesAreForTheirOwnerOnlyAndFitTheFile() throws IOException {
        var directory = folder.resolve("new/lifeline");
        assertThat(lb("init", "--lifeline", directory.toString(), "ha1", "ha2")).isZero();
        try (var files = Files.list(directory)) {
            assertThat(files.toList())
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(out.toString())
                .startsWith("Made in " + directory + ": ha1.crt, ha1.key, ha2.crt, ha2.key\n")
                .contains("  ha2: *.crt and ha2.key to " + directory + "\n")
                .endsWith("  lifeline { certificates = \"" + directory + "\" }\n");
        var file = Files.writeString(folder.resolve("lb.conf"), FILE.formatted(directory));
        assertThat(lb("check", "--node", "ha2", file.toString()))
                .as(err::toString)
                .isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatIsThereIsKeptAndNothingIsWrittenBesideIt() throws IOException {
        assertThat(lb("init", "--lifeline", folder.toString(), "ha1")).isZero();
        var key = Files.readString(folder.resolve("ha1.key"));
        assertThat(lb("init", "--lifeline", folder.toString(), "ha2", "ha1")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("lb: " + folder + " has ha1.crt, ha1.key already: nothing was written (remove what is to be"
                        + " made anew)\n");
        assertThat(folder.resolve("ha2.key")).doesNotExist();
        assertThat(Files.readString(folder.resolve("ha1.key"))).isEqualTo(key);
        assertThat(lb("init", "--lifeline", folder.toString(), "ha2")).isZero();
    }

    @Test
    void aDirectoryThatCannotBeIsSaid() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        assertThat(lb("init", "--lifeline", file.resolve("below").toString(), "ha1"))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("lb: ").contains("nothing was written");
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, '\"a/b\" cannot be the name of a node'",
        "'ha 1', '\"ha 1\" cannot be the name of a node'",
        "'', '\"\" cannot be the name of a node'",
    })
    void aNameThatNoNodeCanHaveIsRefused(String name, String said) {
        assertThat(lb("init", "--lifeline", folder.toString(), name)).isEqualTo(2);
        assertThat(err.toString()).contains(said);
    }

    @Test
    void aNodeThatIsNamedTwiceIsRefused() {
        assertThat(lb("init", "--lifeline", folder.toString(), "ha1", "ha1")).isEqualTo(2);
        assertThat(err.toString()).contains("a node is named twice");
    }
}
