package lb.admin.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong and what is doubtful, each once. One thread. */
final class Problems {
    private final Set<Problem> errors = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();

    void error(Place place, String message) {
        errors.add(new Problem(place.file(), place.line(), message));
    }

    void warning(Place place, String message) {
        warnings.add(new Problem(place.file(), place.line(), message));
    }

    boolean broken() {
        return !errors.isEmpty();
    }

    /** Takes over the errors that another reading of the same file found. */
    void addErrors(Problems other) {
        errors.addAll(other.errors);
    }

    /** @param files in the order they were read */
    List<Problem> errors(List<String> files) {
        return inOrder(errors, files);
    }

    /** @param files in the order they were read */
    List<Problem> warnings(List<String> files) {
        return inOrder(warnings, files);
    }

    private static List<Problem> inOrder(Collection<Problem> found, List<String> files) {
        return found.stream()
                .sorted(Comparator.comparingInt((Problem problem) -> files.indexOf(problem.file()))
                        .thenComparingInt(Problem::line))
                .toList();
    }
}
