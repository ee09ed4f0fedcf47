package lb.admin.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.load.ConfigurationFiles;
import lb.admin.problem.Problem;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Backends, servers and resolvers of HAProxy become what {@code backends.txt} has beside them, and load. */
class BackendTranslationTest {
    private static final String FILE = "haproxy.cfg";

    @TempDir
    private Path folder;

    /**
     * A configuration and what becomes of it.
     *
     * @param expected our configuration, or else messages
     */
    private record Case(String name, String text, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        try (var in = Objects.requireNonNull(BackendTranslationTest.class.getResourceAsStream("backends.txt"))) {
            return Stream.of(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("(?m)^=== "))
                    .skip(1)
                    .map(block -> {
                        int line = block.indexOf('\n');
                        String[] parts = block.substring(line + 1).split("(?m)^---\n");
                        return new Case(block.substring(0, line), parts[0], parts[1]);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void linesBecomeOurKeysOrMessages(Case one) throws IOException {
        Problems problems = new Problems();
        Draft draft = new Draft();
        HaproxyFiles.translate(
                List.of(new SourceText(Path.of(FILE), FILE, one.text())), Map.of("NAME", "value"), draft, problems);
        List<String> said = new ArrayList<>();
        List<Problem> errors = problems.errors(List.of(FILE));
        if (errors.isEmpty()) {
            said.addAll(draft.toHocon().strip().lines().toList());
            errors = loadErrors(one.text());
        }
        errors.forEach(problem -> said.add("error " + problem.line() + ": " + problem.message()));
        // Those have a table of their own.
        problems.warnings(List.of(FILE)).stream()
                .filter(problem -> !problem.message().contains("missing timeouts"))
                .forEach(problem -> said.add("warning " + problem.line() + ": " + problem.message()));
        problems.notes(List.of(FILE)).forEach(problem -> said.add("note " + problem.line() + ": " + problem.message()));
        assertThat(String.join("\n", said)).isEqualTo(one.expected().strip());
    }

    /** What our readers find wrong where a frontend of ours leads to the backend called {@code api}. */
    private List<Problem> loadErrors(String text) throws IOException {
        Path file = Files.writeString(folder.resolve(FILE), text);
        Path own = Files.writeString(
                folder.resolve("lb.conf"), """
                frontends { web { bind = "127.0.0.1:8080", default-backend = api, mode = %s } }
                """.formatted(text.replaceAll("(?s).*?mode (tcp|http).*", "$1")));
        return switch (ConfigurationFiles.load(List.of(file, own), NodeIdentity.of(null), Map.of(), new Draft())) {
            case LoadResult.Broken broken -> broken.problems();
            case LoadResult.Loaded _ -> List.of();
        };
    }
}
