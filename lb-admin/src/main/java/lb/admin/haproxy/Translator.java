package lb.admin.haproxy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lb.admin.foreign.Draft;
import lb.admin.problem.Problems;

/** Puts what the sections of a configuration mean into a draft. One use, one thread. */
final class Translator {
    private final Draft into;
    private final Problems problems;
    private final Global global;
    private final Inheritance inheritance;
    private final Map<String, Section> httpErrors = new LinkedHashMap<>();

    /** The proxies by half and name, for names that stand twice. */
    private final Map<String, Section> named = new HashMap<>();

    Translator(Draft into, Problems problems) {
        this.into = into;
        this.problems = problems;
        this.global = new Global(into, problems);
        this.inheritance = new Inheritance(problems);
    }

    void translate(List<Section> sections) {
        for (Section section : sections) {
            switch (section.kind()) {
                case GLOBAL -> lines(section, Keywords.GLOBAL, global);
                case HTTP_ERRORS -> httpErrors.putIfAbsent(section.name(), section);
                default -> {}
            }
        }
        for (Section section : sections) {
            switch (section.kind()) {
                case DEFAULTS, FRONTEND, LISTEN, BACKEND -> proxy(section);
                case RESOLVERS ->
                    lines(
                            section,
                            Keywords.RESOLVERS,
                            new SectionDraft(
                                    section,
                                    into.object("resolvers", section.head().place())
                                            .object(
                                                    section.name(),
                                                    section.head().place()),
                                    global));
                case GLOBAL, HTTP_ERRORS -> {}
                default ->
                    problems.error(
                            section.head().place(),
                            "%s: such a section is not done yet in this version"
                                    .formatted(section.kind().word()));
            }
        }
    }

    private <S extends Scope> void lines(Section section, KeywordTable<S> table, S scope) {
        for (Line line : section.lines()) {
            own(line, section, table, scope);
        }
    }

    private <S extends Scope> void own(Line line, Section section, KeywordTable<S> table, S scope) {
        table.find(line.words()).ifPresent(keyword -> line.comments().forEach(scope.commented(keyword)::comment));
        int before = problems.errorCount();
        table.translate(line, section.kind(), false, scope, problems);
        if (problems.errorCount() > before) {
            // That something is missing is only what follows.
            problems.mute(section.head().place());
        }
    }

    private void proxy(Section section) {
        List<Line> inherited = inheritance.of(section);
        boolean kept = section.kind().isProxy() && !repeated(section);
        Draft frontend = kept && section.kind().hasFrontend() ? place("frontends", section) : new Draft();
        Draft backend = kept && section.kind().hasBackend() ? place("backends", section) : new Draft();
        Proxy proxy = new Proxy(
                section,
                isHttp(Stream.concat(inherited.stream(), section.lines().stream())),
                global,
                httpErrors,
                frontend,
                backend);
        section.head().comments().forEach((section.kind().hasFrontend() ? frontend : backend)::comment);
        for (Line line : inherited) {
            Keywords.PROXIES.translate(line, section.kind(), true, proxy, problems);
        }
        for (Line line : section.lines()) {
            own(line, section, Keywords.PROXIES, proxy);
        }
        proxy.finish();
    }

    private Draft place(String group, Section section) {
        return into.object(group, section.head().place())
                .object(section.name(), section.head().place());
    }

    /** The last mode that is said; HAProxy's own is tcp. */
    private static boolean isHttp(Stream<Line> lines) {
        return lines.filter(line -> line.first().equals("mode") && line.words().size() > 1)
                .reduce((one, other) -> other)
                .filter(line -> line.words().get(1).equals("http"))
                .isPresent();
    }

    private boolean repeated(Section section) {
        boolean repeated = false;
        for (boolean half : new boolean[] {true, false}) {
            if (half ? section.kind().hasFrontend() : section.kind().hasBackend()) {
                Section before = named.putIfAbsent((half ? "frontend " : "backend ") + section.name(), section);
                repeated |= before != null && before != section;
                if (before != null) {
                    problems.error(
                            section.head().place(),
                            "%s %s has the name of the %s at %s:%d"
                                    .formatted(
                                            section.kind().word(),
                                            Shown.word(section.name()),
                                            before.kind().word(),
                                            before.head().place().file(),
                                            before.head().place().line()));
                }
            }
        }
        return repeated;
    }
}
