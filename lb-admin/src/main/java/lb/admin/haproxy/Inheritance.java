package lb.admin.haproxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.Words;
import org.jspecify.annotations.Nullable;

/**
 * Which lines a section starts from: those of the {@code defaults} that it names, or of the last one before it. Sections have
 * to come in the order of the files. One thread.
 */
final class Inheritance {
    /** A proxy gets every line of its defaults; no real file comes near, and one that is made for harm would take for ever. */
    private static final int MOST_LINES = 100_000;

    /** A {@code defaults} section, and who has inherited it. */
    private static final class Source {
        private final Place place;
        private final List<Line> lines;
        private final boolean rules;
        private boolean ofFrontend;
        private boolean ofBackend;

        Source(Place place, List<Line> lines, boolean rules) {
            this.place = place;
            this.lines = lines;
            this.rules = rules;
        }
    }

    private final Problems problems;
    private final Map<String, Source> named = new HashMap<>();
    private Source last = new Source(new Place("", 0), List.of(), false);
    private int handedOut;

    Inheritance(Problems problems) {
        this.problems = problems;
    }

    /** The lines before a section's own. */
    List<Line> of(Section section) {
        List<String> rest = section.rest();
        Source inherited = last;
        if (!rest.isEmpty() && rest.getFirst().equals("from")) {
            inherited = from(section, rest);
        }
        if (section.kind() != Context.DEFAULTS) {
            refuseRules(section, inherited);
            return bounded(section, inherited.lines);
        }
        // Without "from" it starts from nothing, not from the one before it.
        List<Line> start = rest.isEmpty() ? List.of() : inherited.lines;
        if (!rest.isEmpty()) {
            refuseRules(section, inherited);
        }
        List<Line> all = Stream.concat(start.stream(), section.lines().stream()).toList();
        last = new Source(
                section.head().place(),
                InheritedRules.of(section.name(), all),
                all.stream().anyMatch(InheritedRules::isRule));
        if (!section.name().isEmpty()) {
            named.put(section.name(), last);
        }
        return bounded(section, start);
    }

    /** As HAProxy does: its rules are not to be evaluated twice, nor to be mistaken for others. */
    private void refuseRules(Section section, Source from) {
        Context kind = section.kind();
        from.ofFrontend |= kind == Context.FRONTEND;
        from.ofBackend |= kind == Context.BACKEND;
        if (!from.rules) {
            return;
        }
        boolean alone = kind == Context.DEFAULTS || kind == Context.LISTEN;
        if (alone || (from.ofFrontend && from.ofBackend && kind.isProxy())) {
            problems.error(
                    section.head().place(),
                    "%s: the defaults section in line %d has rules, which %s (expected: from a defaults section without)"
                            .formatted(
                                    kind.word(),
                                    from.place.line(),
                                    alone
                                            ? "%s section cannot inherit"
                                                    .formatted(kind == Context.LISTEN ? "a listen" : "another defaults")
                                            : "frontends and backends cannot both inherit"));
        }
    }

    private Source from(Section section, List<String> rest) {
        Source none = new Source(section.head().place(), List.of(), false);
        int before = problems.errorCount();
        Source found = named(section, rest, none);
        if (problems.errorCount() > before) {
            // What it would have inherited is not missing.
            problems.mute(section.head().place());
        }
        return found;
    }

    private Source named(Section section, List<String> rest, Source none) {
        if (rest.size() < 2) {
            problems.error(
                    section.head().place(),
                    "from: something is missing at the end (expected: the name of a defaults section)");
            return none;
        }
        @Nullable Source source = named.get(rest.get(1));
        if (source == null) {
            problems.error(
                    section.head().place(),
                    "from: there is no defaults section %s before this one%s"
                            .formatted(Shown.word(rest.get(1)), Words.didYouMean(rest.get(1), named.keySet())));
            return none;
        }
        return source;
    }

    private List<Line> bounded(Section section, List<Line> lines) {
        if (handedOut + lines.size() > MOST_LINES) {
            throw new BrokenFileException(
                    section.head().place().file(),
                    section.head().place().line(),
                    "all sections up to here inherit more than %,d lines together".formatted(MOST_LINES));
        }
        handedOut += lines.size();
        return lines;
    }
}
