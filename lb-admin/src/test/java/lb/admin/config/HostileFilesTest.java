package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lb.admin.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is given as a configuration, there is an answer in words and in time. */
class HostileFilesTest {
    @TempDir
    Path folder;

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(only(folder.resolve("lb.conf"))).isEqualTo("there is no such file");
    }

    @Test
    void aFolderIsNoFile() {
        assertThat(only(folder)).isEqualTo("is a directory (expected: a file)");
    }

    @Test
    void aDeviceIsNotReadForEver() {
        assertThat(only(Path.of("/dev/zero"))).isEqualTo("is a pipe, socket or device (expected: a file)");
    }

    @Test
    void aFileThatMayNotBeReadIsSaidToBeThat() throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), "threads = 1");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "root reads every file");
        assertThat(only(file)).startsWith("may not be read by user ");
    }

    @Test
    void anEmptyFileDoesNothing() throws IOException {
        assertThat(only("")).isEqualTo("does nothing (expected: frontends, virtual-ips or stats)");
        assertThat(only("\n\n# nothing\n")).isEqualTo("does nothing (expected: frontends, virtual-ips or stats)");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        var noise = new byte[4096];
        new Random(1).nextBytes(noise);
        assertThat(only(noise)).isEqualTo("is not UTF-8 text");
        assertThat(only("frontends\n\0".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("is not a text file: it holds a byte of value 0");
        assertThat(only(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1})).startsWith("is not a text file");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        assertThat(only("\ufeffthreads = many")).isEqualTo("threads \"many\" (expected: 1 to 1024)");
    }

    @Test
    void aFileThatNeverEndsIsNotReadToItsEnd() throws IOException {
        assertThat(only("# long\n".repeat(200_000))).isEqualTo("is longer than 1 MiB");
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        assertThat(only("{".repeat(100_000))).isEqualTo("is nested more than 50 levels deep");
        assertThat(only("a=" + "[".repeat(100_000))).isEqualTo("is nested more than 50 levels deep");
    }

    @Test
    void bracketsInTextAndCommentsDoNotNest() throws IOException {
        assertThat(only("# " + "{".repeat(100) + "\nthreads = \"" + "[".repeat(100) + "\""))
                .startsWith("threads \"[[[");
    }

    @Test
    void aLongPathIsAnswered() throws IOException {
        assertThat(only("a.".repeat(50_000) + "a = 1")).isNotEmpty();
    }

    @Test
    void aLongChainOfSubstitutionsIsAnswered() throws IOException {
        assertThat(only(chain(20_000))).isEqualTo("holds more than 1000 substitutions");
        assertThat(only("variables {\n" + chain(200) + "\na200 = 1\n}\nthreads = ${variables.a0}"))
                .startsWith("does nothing");
    }

    @Test
    void substitutionsThatLeadBackAreAnswered() throws IOException {
        assertThat(only("a = ${a}")).contains("${a}");
        assertThat(only("a = ${b}\nb = ${c}\nc = ${a}")).isEqualTo("${a} leads back to itself");
        assertThat(only("a = { b = ${a} }")).isNotEmpty();
    }

    @Test
    void includesThatLeadBackAreAnswered() throws IOException {
        Files.writeString(folder.resolve("one.conf"), "include \"two.conf\"");
        Files.writeString(folder.resolve("two.conf"), "\ninclude \"one.conf\"");
        assertThat(problem(folder.resolve("one.conf")))
                .hasToString(folder.resolve("two.conf") + ":2: include \"" + folder.resolve("one.conf")
                        + "\": the file includes itself");
    }

    @Test
    void includesThatMultiplyAreAnswered() throws IOException {
        for (var i = 0; i < 20; i++) {
            Files.writeString(
                    folder.resolve(i + ".conf"), "include \"%d.conf\"\ninclude \"%d.conf\"".formatted(i + 1, i + 1));
        }
        Files.writeString(folder.resolve("20.conf"), "");
        assertThat(only(folder.resolve("0.conf"))).endsWith("more than 500 files");
    }

    @Test
    void ofThousandsOfProblemsTheFirstAreToldAndHowManyMoreThereAre() throws IOException {
        var unknown = IntStream.range(0, 5_000)
                .mapToObj(i -> "key%d = 1\n".formatted(i))
                .collect(Collectors.joining());
        var result = load(Files.writeString(folder.resolve("lb.conf"), unknown));
        assertThat(((LoadResult.Broken) result).problems())
                .hasSize(101)
                .last()
                .asString()
                .endsWith(": and 4,900 more errors");
        assertThat(((LoadResult.Broken) result).count()).isEqualTo(5_000);
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() throws IOException {
        assertThat(only("threads = \"\\u001b[2J\\u0000\"")).isEqualTo("threads \" [2J \" (expected: 1 to 1024)");
        assertThat(only("\"\\u001b[2J\" = 1")).startsWith("unknown key \" [2J\"");
    }

    private static String chain(int links) {
        return IntStream.range(0, links)
                .mapToObj(i -> "a%d = ${variables.a%d}".formatted(i, i + 1))
                .collect(Collectors.joining("\n"));
    }

    private String only(String text) throws IOException {
        return only(text.getBytes(StandardCharsets.UTF_8));
    }

    private String only(byte[] bytes) throws IOException {
        return only(Files.write(folder.resolve("lb.conf"), bytes));
    }

    private String only(Path file) {
        return problem(file).message();
    }

    private Problem problem(Path file) {
        var result = load(file);
        assertThat(result).isInstanceOf(LoadResult.Broken.class);
        assertThat(((LoadResult.Broken) result).problems()).hasSize(1);
        return ((LoadResult.Broken) result).problems().getFirst();
    }

    private static LoadResult load(Path file) {
        return assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> ConfigurationFile.load(file, Machines.PLAIN, Map.of(), host -> {
                    throw new AssertionError("asked for " + host);
                }));
    }
}
