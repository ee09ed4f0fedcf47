package lb.admin.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Collects what is wrong, what is doubtful and what is worth knowing, each once. Of each as much is told as a person reads; how
 * much more there is is told then. One thread.
 */
public final class Problems {
    /** Of each kind; who has more sees the rest when these are mended. */
    static final int MOST_TOLD = 100;

    /** Of each kind, so that a file of nothing but mistakes does not fill the memory; more are counted only. */
    static final int MOST_KEPT = 2_000;

    /** Of a message, in characters. */
    static final int LONGEST = 2_000;

    /** Of those that are looked for in each message; a file has a few. With more, no message tells any value. */
    private static final int MOST_SECRETS = 50;

    /** Shorter ones are found in words that have nothing to do with them. */
    private static final int LEAST_SECRET = 4;

    private final Kind errors = new Kind("errors");
    private final Kind warnings = new Kind("warnings");
    private final Kind notes = new Kind("notes");
    private final Set<Place> muted = new HashSet<>();

    /** Values that no message tells. */
    private final Set<String> secrets = new LinkedHashSet<>();

    private SecretWords secretWords = SecretWords.ofValues(List.of());

    /** Those of one kind. */
    private static final class Kind {
        private final String name;
        private final Set<Problem> kept = new LinkedHashSet<>();
        private int counted;

        Kind(String name) {
            this.name = name;
        }

        void add(Problem problem) {
            if (kept.size() == MOST_KEPT) {
                counted += kept.contains(problem) ? 0 : 1;
            } else {
                kept.add(problem);
            }
        }

        List<Problem> inOrder(List<String> files) {
            List<Problem> all = kept.stream()
                    .sorted(Comparator.comparingInt((Problem problem) -> files.indexOf(problem.file()))
                            .thenComparingInt(Problem::line))
                    .toList();
            if (all.size() <= MOST_TOLD) {
                return all;
            }
            List<Problem> told = new ArrayList<>(all.subList(0, MOST_TOLD));
            told.add(new Problem(
                    told.getLast().file(),
                    0,
                    String.format(Locale.ROOT, "and %,d more %s", all.size() - MOST_TOLD + counted, name)));
            return told;
        }
    }

    public void error(Place place, String message) {
        if (!muted.contains(place)) {
            errors.add(problem(place, message));
        }
    }

    public void warning(Place place, String message) {
        if (!muted.contains(place)) {
            warnings.add(problem(place, message));
        }
    }

    /** A value that no message from here on tells, such as that of an environment variable with a password. */
    public void secret(String value) {
        if (value.length() >= LEAST_SECRET && secrets.size() <= MOST_SECRETS && secrets.add(value)) {
            secretWords = SecretWords.ofValues(secrets);
        }
    }

    /** What has no effect here and needs none, such as a setting of another program that it was written for. */
    public void note(Place place, String message) {
        notes.add(problem(place, message));
    }

    private Problem problem(Place place, String message) {
        String told = secrets.isEmpty()
                ? message
                : secrets.size() > MOST_SECRETS ? SecretWords.withoutValues(message) : secretWords.in(message);
        return new Problem(
                place.file(), place.line(), told.length() > LONGEST ? told.substring(0, LONGEST) + "…" : told);
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
        return errors.kept.size() + errors.counted;
    }

    /** Whether there are so many errors that it does not matter how well further ones are told. */
    public boolean isFull() {
        return errors.kept.size() > 2 * MOST_TOLD;
    }

    public boolean broken() {
        return !errors.kept.isEmpty();
    }

    /** Takes over the errors that another reading of the same file found. */
    public void addErrors(Problems other) {
        other.errors.kept.forEach(errors::add);
    }

    /**
     * What is wrong, in the order of the files; at the end how much more, where it is too much to tell.
     *
     * @param files in the order they were read
     */
    public List<Problem> errors(List<String> files) {
        return errors.inOrder(files);
    }

    /**
     * What is doubtful, as {@link #errors}.
     *
     * @param files in the order they were read
     */
    public List<Problem> warnings(List<String> files) {
        return warnings.inOrder(files);
    }

    /**
     * What is worth knowing, as {@link #errors}.
     *
     * @param files in the order they were read
     */
    public List<Problem> notes(List<String> files) {
        return notes.inOrder(files);
    }
}
