package lb.admin.haproxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lb.admin.problem.Problems;
import lb.admin.problem.Words;
import org.jspecify.annotations.Nullable;

/**
 * Which lines a section starts from: those of the {@code defaults} that it names, or of the last one before it. Sections have
 * to come in the order of the files. One thread.
 */
final class Inheritance {
    /** A proxy gets every line of its defaults; no real file comes near, and one that is made for harm would take for ever. */
    private static final int MOST_LINES = 500_000;

    private final Problems problems;
    private final Map<String, List<Line>> named = new HashMap<>();
    private List<Line> last = List.of();
    private int handedOut;

    Inheritance(Problems problems) {
        this.problems = problems;
    }

    /** The lines before a section's own. */
    List<Line> of(Section section) {
        List<String> rest = section.rest();
        List<Line> inherited = last;
        if (!rest.isEmpty() && rest.getFirst().equals("from")) {
            inherited = from(section, rest).orElse(List.of());
        }
        if (section.kind() == Context.DEFAULTS) {
            // Without "from" it starts from nothing, not from the one before it.
            List<Line> start = rest.isEmpty() ? List.of() : inherited;
            last = Stream.concat(start.stream(), section.lines().stream()).toList();
            if (!section.name().isEmpty()) {
                named.put(section.name(), last);
            }
            return bounded(section, start);
        }
        return bounded(section, inherited);
    }

    private Optional<List<Line>> from(Section section, List<String> rest) {
        if (rest.size() < 2) {
            problems.error(
                    section.head().place(),
                    "from: something is missing at the end (expected: the name of a defaults section)");
            return Optional.empty();
        }
        @Nullable List<Line> lines = named.get(rest.get(1));
        if (lines == null) {
            problems.error(
                    section.head().place(),
                    "from: there is no defaults section %s before this one%s"
                            .formatted(Shown.word(rest.get(1)), Words.didYouMean(rest.get(1), named.keySet())));
        }
        return Optional.ofNullable(lines);
    }

    private List<Line> bounded(Section section, List<Line> lines) {
        if (handedOut + lines.size() > MOST_LINES) {
            problems.error(
                    section.head().place(), "all sections together inherit more than %d lines".formatted(MOST_LINES));
            return List.of();
        }
        handedOut += lines.size();
        return lines;
    }
}
