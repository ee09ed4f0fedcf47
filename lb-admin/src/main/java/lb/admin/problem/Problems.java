package lb.admin.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong, what is doubtful and what is worth knowing, each once. One thread. */
public final class Problems {
    private final Set<Problem> errors = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();
    private final Set<Problem> notes = new LinkedHashSet<>();
    private final Set<Place> muted = new HashSet<>();

    public void error(Place place, String message) {
        if (!muted.contains(place)) {
            errors.add(new Problem(place.file(), place.line(), message));
        }
    }

    public void warning(Place place, String message) {
        if (!muted.contains(place)) {
            warnings.add(new Problem(place.file(), place.line(), message));
        }
    }

    /** What has no effect here and needs none, such as a setting of another program that it was written for. */
    public void note(Place place, String message) {
        notes.add(new Problem(place.file(), place.line(), message));
    }

    /**
     * Keeps silent of a place from here on: what was said of a line of its section already is the reason for whatever else
     * would be said of the whole.
     */
    public void mute(Place place) {
        muted.add(place);
    }

    /** How many errors there are. */
    public int errorCount() {
        return errors.size();
    }

    public boolean broken() {
        return !errors.isEmpty();
    }

    /** Takes over the errors that another reading of the same file found. */
    public void addErrors(Problems other) {
        errors.addAll(other.errors);
    }

    /**
     * What is wrong, in the order of the files.
     *
     * @param files in the order they were read
     */
    public List<Problem> errors(List<String> files) {
        return inOrder(errors, files);
    }

    /**
     * What is doubtful, in the order of the files.
     *
     * @param files in the order they were read
     */
    public List<Problem> warnings(List<String> files) {
        return inOrder(warnings, files);
    }

    /**
     * What is worth knowing, in the order of the files.
     *
     * @param files in the order they were read
     */
    public List<Problem> notes(List<String> files) {
        return inOrder(notes, files);
    }

    private static List<Problem> inOrder(Collection<Problem> found, List<String> files) {
        return found.stream()
                .sorted(Comparator.comparingInt((Problem problem) -> files.indexOf(problem.file()))
                        .thenComparingInt(Problem::line))
                .toList();
    }
}
