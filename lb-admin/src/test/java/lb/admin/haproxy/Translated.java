package lb.admin.haproxy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.foreign.Draft;
import lb.admin.problem.Problem;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/**
 * What becomes of a configuration of HAProxy.
 *
 * @param hocon ours
 * @param told errors, then warnings, then notes, each with its kind
 */
record Translated(String hocon, List<String> told) {
    static Translated of(String text, Map<String, String> environment) {
        return of(text.getBytes(StandardCharsets.UTF_8), environment);
    }

    static Translated of(byte[] bytes, Map<String, String> environment) {
        Problems problems = new Problems();
        Draft draft = new Draft();
        SourceText source = SourceText.of(Path.of("a.cfg"), "a.cfg", bytes);
        List<String> files = HaproxyFiles.translate(List.of(source), environment, draft, problems);
        return new Translated(
                draft.toHocon(),
                Stream.of(
                                shown("error", problems.errors(files)),
                                shown("warning", problems.warnings(files)),
                                shown("note", problems.notes(files)))
                        .flatMap(one -> one)
                        .toList());
    }

    private static Stream<String> shown(String kind, List<Problem> problems) {
        return problems.stream().map(problem -> kind + ": " + problem);
    }

    String errors() {
        return told.stream()
                .filter(one -> one.startsWith("error: "))
                .map(one -> one.substring("error: ".length()))
                .collect(Collectors.joining("\n"));
    }
}
