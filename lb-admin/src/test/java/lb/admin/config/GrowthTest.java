package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lb.admin.problem.SourceText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Substitutions that bring too much, or that the library would never end with, are told before it begins. */
class GrowthTest {
    private static final String GROWS = "would grow to";
    private static final String BACK = "leads back to itself";
    private static final String BUILDS = "builds on its earlier value";
    private static final String LONG = "take too long to put in";

    @TempDir
    private Path folder;

    /** A file, and what is said of it. */
    record Given(String title, String text, String said) {
        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Given> hostileFiles() {
        return Stream.of(
                new Given("lists that double", "a0 = [1, 1]\n" + lines(60, i -> next(i, "${a#}${a#}")), GROWS),
                new Given("strings that double", "a0 = xy\n" + lines(60, i -> next(i, "${a#}${a#}")), GROWS),
                new Given("texts that double", "a0 = x\n" + lines(60, i -> next(i, "\"-\"${a#}\"-\"${a#}")), GROWS),
                new Given("lists in lists", "a0 = 1\n" + lines(60, i -> next(i, "[${a#}, ${a#}]")), GROWS),
                new Given(
                        "objects in objects", "a0 = 1\n" + lines(60, i -> next(i, "{ x = ${a#}, y = ${a#} }")), GROWS),
                new Given(
                        "objects in lists",
                        "a0 = 1\n" + lines(60, i -> next(i, "[{ x = ${a#} }, { x = ${a#} }]")),
                        GROWS),
                new Given("objects that are merged", "a0 { x = 1 }\n" + lines(60, i -> next(i, "${a#}${a#}")), GROWS),
                new Given(
                        "written backwards",
                        lines(60, i -> "a" + (60 - i) + " = [${a" + (59 - i) + "}, ${a" + (59 - i) + "}]") + "a0 = 1",
                        GROWS),
                new Given("nothing that doubles", "a0 = []\n" + lines(60, i -> next(i, "${a#}${a#}")), GROWS),
                new Given("nothing at all", lines(60, i -> next(i, "${?a#}${?a#}")), GROWS),
                new Given(
                        "values that are not there",
                        "a { " + lines(60, i -> "x%d = ${?a.x%d}${?a.x%d}".formatted(i + 1, i, i)) + "}",
                        GROWS),
                new Given(
                        "two values of each",
                        "a0 {}\n" + lines(60, i -> next(i, "{}") + "\n" + next(i, "${a#}") + "\n" + next(i, "${a#}")),
                        GROWS),
                new Given(
                        "keys below",
                        "a0.x.y {}\n" + lines(60, i -> "a%d.x = ${a%d.x}{ y = ${a%d.x.y} }".formatted(i + 1, i, i)),
                        GROWS),
                new Given(
                        "keys below, over the whole",
                        "a0.k {}\n"
                                + lines(
                                        60,
                                        i -> "a%d = ${a%d}\na%d.k = ${a%d.k}${a%d.k}".formatted(i + 1, i, i + 1, i, i)),
                        GROWS),
                new Given("its own list", "a = [1]\n" + lines(30, _ -> "a = ${a}${a}"), GROWS),
                new Given("its own list, added", "a = [1]\n" + lines(30, _ -> "a += ${a}"), GROWS),
                new Given("its own object", "a = { x = 1 }\n" + lines(30, _ -> "a = ${a}${a}"), GROWS),
                new Given("its own of nothing", lines(30, _ -> "a = ${?a}"), GROWS),
                new Given("its own part", lines(30, _ -> "a = ${?a.b}"), GROWS),
                new Given("its own part below", lines(30, _ -> "a = { b = ${?a.b} }"), GROWS),
                new Given(
                        "quoted keys",
                        "\"a.0\" = [1]\n" + lines(60, i -> "\"a.%d\" = ${\"a.%d\"}${\"a.%d\"}".formatted(i + 1, i, i)),
                        GROWS),
                new Given("an environment variable", lines(150, i -> "a%d = ${LONG}${LONG}".formatted(i)), GROWS),
                new Given(
                        "a long text",
                        "a = " + "x".repeat(500_000) + lines(10, i -> "\nb%d = ${a}".formatted(i)),
                        GROWS),
                new Given(
                        "servers for all",
                        "base = [" + "\"10.0.0.1:80\",".repeat(2_000) + "]\n"
                                + lines(900, i -> "backends.b%d.servers = ${base}".formatted(i)),
                        GROWS),
                new Given("each other", "a = [1]\nb = [1]\n" + lines(30, _ -> "b = ${a}${a}\na = ${b}${b}"), BACK),
                new Given(
                        "each other, perhaps", lines(30, _ -> "b = ${?a}${?c}\na = ${?b}${?c}\nc = ${?a}${?b}"), BACK),
                new Given("a circle of parts", "a = ${b.x}\nb = ${a.x}", "leads through too many other substitutions"),
                new Given("many additions", lines(900, _ -> "a += 1"), BUILDS),
                new Given("many additions to many", lines(2_100, i -> "s.a" + i % 1_000 + " += 1"), BUILDS),
                new Given("many additions to a few", lines(1_800, i -> "s.a" + i % 3 + " += 1"), BUILDS),
                new Given(
                        "additions beside merges",
                        lines(150, _ -> "s.a += 1") + lines(40, i -> "s.o = ${?s.o}{ x" + i + " = 1 }"),
                        BUILDS),
                new Given(
                        "additions behind merges",
                        lines(40, i -> "s.o = ${?s.o}{ x" + i + " = 1 }") + lines(150, _ -> "s.a += 1"),
                        BUILDS),
                new Given("additions of another key", "b = 1\n" + lines(300, _ -> "a += ${b}"), BUILDS),
                new Given(
                        "many merges of many",
                        lines(900, i -> "s.a%d = ${?s.a%d}{ x = 1 }".formatted(i % 9, i % 9)),
                        BUILDS),
                new Given("many values of one key", lines(900, _ -> "a = ${?b}"), LONG),
                new Given(
                        "in a long section",
                        "s { base = 1\n" + lines(40_000, i -> "k" + i + " = 1")
                                + lines(900, i -> "x" + i + " = ${s.base}") + "}",
                        LONG));
    }

    @ParameterizedTest
    @MethodSource("hostileFiles")
    void isToldBeforeItHappens(Given given) throws IOException {
        assertThat(messages(given.text())).singleElement().asString().contains(given.said());
    }

    @Test
    void theKeyItsLineAndItsSizeAreTold() throws IOException {
        assertThat(messages("a0 = [1, 1]\n" + lines(60, i -> next(i, "${a#}${a#}"))))
                .singleElement()
                .asString()
                .matches(
                        ".*lb.conf:1\\d: a1\\d would grow to [4-9],\\d{3},\\d{3} characters when substitutions are put in"
                                + " \\(expected: 4,194,304 at most\\)");
    }

    @Test
    void whatIsIncludedCountsAsWell() throws IOException {
        Files.writeString(folder.resolve("more.conf"), lines(60, i -> next(i, "${a#}${a#}")));
        assertThat(messages("s {\na0 = [1]\ninclude \"more.conf\"\n}"))
                .singleElement()
                .asString()
                .contains(GROWS);
        assertThat(messages("a0 = [1]\ns { include \"more.conf\" }"))
                .singleElement()
                .asString()
                .contains(GROWS);
    }

    @Test
    void includedFilesHaveABoundTogether() throws IOException {
        Files.writeString(folder.resolve("more.conf"), "# " + "x".repeat(1_000_000) + "\n");
        assertThat(messages(lines(6, _ -> "include \"more.conf\"")))
                .singleElement()
                .asString()
                .contains("longer than 4 MiB together");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base = { balance = roundrobin, servers { a = \"10.0.0.1:80\" } }\nbackends.b = ${base}{ servers.b = \"10.0.0.2:80\" }",
                "backends { base = { servers { a = \"10.0.0.1:80\" } }, b = ${backends.base}{ servers.b = \"10.0.0.2:80\" } }",
                "backends.b = { balance = roundrobin }\nbackends.b = ${backends.b}{ servers = [\"10.0.0.1:80\"] }",
                "backends.b.servers = []\nbackends.b.servers += \"10.0.0.1:80\"\nbackends.b.servers += \"10.0.0.2:80\"",
                "variables { host = 10.0.0.1, port = 80 }\nbackends.b.servers = [${variables.host}\":\"${variables.port}]",
                "variables { port = 80, port = ${?PORT}, all = \"10.0.0.1:\"${variables.port} }\nbackends.b.servers = [${variables.all}]",
                "backends.b { servers { a = \"10.0.0.1:80\", b = ${backends.b.servers.a} } }"
            })
    void whatPeopleWriteIsPutIn(String text) {
        putIn(text);
    }

    @Test
    void aBaseForHundredsOfBackendsIsPutIn() {
        putIn("base = { balance = roundrobin, check { interval = 2s }, servers { a = \"10.0.0.1:80\" } }\n"
                + lines(900, i -> "backends.b%d = ${base}{ servers.b = \"10.0.1.1:80\" }".formatted(i)));
    }

    @Test
    void listsThatGrowLineByLineArePutIn() {
        putIn(lines(499, i -> "backends.b.servers += \"10.0.0.%d:80\"".formatted(i)));
        putIn(lines(499, i -> "backends.b.servers += { name = s%d, address = \"10.0.0.1:80\" }".formatted(i)));
        putIn(lines(2_000, i -> "backends.b%d.servers += \"10.0.0.1:80\"".formatted(i % 400)));
    }

    /** The count does not know all that the library remembers while it goes through keys above and below each other. */
    @Test
    void whatTheLibraryGivesUpIsToldInWords() throws IOException {
        assertThat(messages("a = ${?b}{ b = 1 }\na.b.c = 1\na.b.c += 1"))
                .singleElement()
                .asString()
                .contains("more than the library for HOCON can put in");
    }

    private static void putIn(String text) {
        var nothing = ConfigFactory.empty().root();
        var hocon = Hocon.parse(new SourceText(Path.of("lb.conf"), "lb.conf", text));
        // On a stack that is as deep as that of the thread that reads files.
        var result = ConfigurationFile.bounded(
                Path.of("lb.conf"),
                () -> new LoadResult.Broken(
                        List.of(),
                        hocon.resolve(nothing, Map.of()).toConfig().isResolved() ? 0 : 1,
                        List.of(),
                        List.of()));
        assertThat(result).isEqualTo(new LoadResult.Broken(List.of(), 0, List.of(), List.of()));
    }

    private static String next(int i, String value) {
        return "a" + (i + 1) + " = " + value.replace("#", Integer.toString(i));
    }

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    }

    private List<String> messages(String text) throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), text);
        var result = assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> ConfigurationFile.load(file, Machines.PLAIN, Map.of("LONG", "x".repeat(20_000)), host -> {
                    throw new AssertionError("asked for " + host);
                }));
        return result instanceof LoadResult.Broken broken
                ? broken.problems().stream().map(Object::toString).toList()
                : List.of();
    }
}
