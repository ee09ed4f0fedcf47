package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.SecretWords;

/** Puts what the sections of a configuration mean into a draft. One use, one thread. */
final class Translator {
    /** Of a line in a comment, in characters. */
    private static final int LONGEST_SHOWN = 60;

    private final Draft into;
    private final Problems problems;
    private final Global global;
    private final Inheritance inheritance;
    private final Map<String, Section> httpErrors = new LinkedHashMap<>();
    private final List<Proxy> kept = new ArrayList<>();

    /** The proxies by half and name, for names that stand twice. */
    private final Map<String, Section> named = new HashMap<>();

    Translator(Draft into, Problems problems) {
        this.into = into;
        this.problems = problems;
        this.global = new Global(into, problems);
        this.inheritance = new Inheritance(problems);
    }

    void translate(List<Section> sections) {
        global.sharedBinds(SharedBinds.of(sections));
        for (Section section : sections) {
            switch (section.kind()) {
                case GLOBAL -> {
                    section.head().comments().forEach(into::head);
                    lines(section, Keywords.GLOBAL, global);
                }
                case HTTP_ERRORS -> httpErrors.putIfAbsent(section.name(), lastOfEach(section));
                default -> {}
            }
        }
        for (Section section : sections) {
            trailing(section);
            switch (section.kind()) {
                case DEFAULTS, FRONTEND, LISTEN, BACKEND -> proxy(section);
                case RESOLVERS -> lines(section, Keywords.RESOLVERS, object(section, "resolvers"));
                case USERLIST -> lines(section, Keywords.USERLISTS, object(section, "user-lists"));
                case GLOBAL -> {}
                case HTTP_ERRORS -> lines(section, Keywords.OTHERS, new SectionDraft(section, new Draft(), global));
                default -> leftOut(section);
            }
        }
        if (!sections.isEmpty()) {
            Place first = sections.getFirst().head().place();
            if (!into.has("spread-checks")) {
                // HAProxy's own.
                into.set("spread-checks", 0, first);
            }
            AllProxies.finish(kept, global, first);
        }
    }

    /** Pages for errors, of each code the last, so that whoever asks for all gets no more than there are codes. */
    private static Section lastOfEach(Section section) {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (Line line : section.lines()) {
            if (line.words().size() == 3) {
                lines.put(line.words().get(1), line);
            }
        }
        return new Section(section.kind(), section.head(), section.name(), section.rest(), List.copyOf(lines.values()));
    }

    /** A section that does nothing here; what its comments say may be worth keeping. */
    private void leftOut(Section section) {
        String remark = OtherKeywords.remark(section.kind());
        problems.note(section.head().place(), "%s: %s".formatted(section.kind().word(), remark));
        section.head().comments().forEach(into::foot);
        into.foot("haproxy: %s %s: %s".formatted(section.kind().word(), Shown.plain(section.name()), remark));
        section.lines().forEach(line -> line.comments().forEach(into::foot));
        lines(section, Keywords.OTHERS, new SectionDraft(section, new Draft(), global));
    }

    private SectionDraft object(Section section, String group) {
        Place place = section.head().place();
        Draft draft = into.object(group, place);
        section.head().comments().forEach(draft::comment);
        return new SectionDraft(section, draft.object(section.name(), place), global);
    }

    private <S extends Scope> void lines(Section section, KeywordTable<S> table, S scope) {
        for (Line line : section.lines()) {
            own(line, section, table, scope);
        }
    }

    private <S extends Scope> void own(Line line, Section section, KeywordTable<S> table, S scope) {
        Optional<Keyword<S>> keyword = table.find(line.words());
        keyword.ifPresent(one -> comment(line, section, one, scope));
        int before = problems.errorCount();
        table.translate(line, section.kind(), false, scope, problems);
        keyword.filter(_ ->
                        section.kind() != Context.DEFAULTS && !line.comments().isEmpty())
                .ifPresent(one -> scope.commented(one).settle());
        if (problems.errorCount() > before) {
            // That something is missing is only what follows.
            problems.mute(section.head().place());
        }
    }

    /** What becomes nothing, and comments on it, stands above the rest of its section. */
    private <S extends Scope> void comment(Line line, Section section, Keyword<S> keyword, S scope) {
        if (section.kind() == Context.DEFAULTS) {
            global.commentsOfDefaults().addAll(line.comments());
            if (keyword.standing() == Standing.NOTED) {
                global.commentsOfDefaults().add(leftOut(line, keyword));
            }
        } else if (keyword.standing() == Standing.NOTED) {
            line.comments().forEach(scope.whole()::head);
            scope.whole().head(leftOut(line, keyword));
        } else if (!keyword.name().equals("bind")) {
            line.comments().forEach(scope.commented(keyword)::comment);
        }
    }

    private static String leftOut(Line line, Keyword<?> keyword) {
        String text = SecretWords.line(Quoting.line(line.words()));
        int longest = text.codePointCount(0, text.length()) > LONGEST_SHOWN ? LONGEST_SHOWN : 0;
        String shown = longest == 0 ? text : text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
        return "haproxy: %s: %s".formatted(shown, keyword.remark());
    }

    private void proxy(Section section) {
        List<Line> inherited = inheritance.of(section);
        boolean proper = section.kind().isProxy() && !repeated(section);
        Draft frontend = proper && section.kind().hasFrontend() ? place("frontends", section) : new Draft();
        Draft backend = proper && section.kind().hasBackend() ? place("backends", section) : new Draft();
        Proxy proxy = new Proxy(
                section,
                isHttp(Stream.concat(inherited.stream(), section.lines().stream())),
                global,
                httpErrors,
                frontend,
                backend);
        if (section.kind() == Context.DEFAULTS) {
            global.commentsOfDefaults().addAll(section.head().comments());
        }
        proxy.inherited(true);
        for (Line line : inherited) {
            Keywords.PROXIES.translate(line, section.kind(), true, proxy, problems);
        }
        proxy.inherited(false);
        address(section, proxy);
        for (Line line : section.lines()) {
            own(line, section, Keywords.PROXIES, proxy);
        }
        if (proxy.finish()) {
            if (proper) {
                kept.add(proxy);
                // A listen section without servers answers 503, which its frontend does by itself.
                take("backends", proxy.isWithoutServers(), section);
            }
        } else if (proper) {
            take("frontends", section.kind().hasFrontend(), section);
            take("backends", section.kind().hasBackend(), section);
            if (proxy.disabled()) {
                problems.note(
                        section.head().place(),
                        "%s %s is disabled: left out".formatted(section.kind().word(), Shown.word(section.name())));
            }
        }
    }

    /** {@code listen NAME ADDRESS:PORT}, as it was written before there was bind. */
    private void address(Section section, Proxy proxy) {
        List<String> rest = section.rest();
        if (!section.kind().isProxy() || rest.isEmpty() || rest.getFirst().equals("from")) {
            return;
        }
        Arguments arguments = new Arguments(
                section.head(), problems, Arguments.Form.PLAIN, section.kind().word() + " " + section.name(), 2);
        if (section.kind().hasFrontend()) {
            arguments.warning("an address here is deprecated (expected: bind %s in a line of its own)"
                    .formatted(rest.getFirst()));
            proxy.frontend().bind(arguments);
        } else {
            arguments.end();
        }
    }

    private Draft place(String group, Section section) {
        Place place = section.head().place();
        Draft all = into.object(group, place);
        if (group.equals("frontends") || section.kind() == Context.BACKEND) {
            section.head().comments().forEach(all::comment);
        }
        return all.object(section.name(), place);
    }

    private void take(String group, boolean there, Section section) {
        if (there) {
            Draft all = into.object(group, section.head().place());
            all.remove(section.name());
            if (all.isEmpty()) {
                into.remove(group);
            }
        }
    }

    /** Words behind those of a section's head that mean nothing. */
    private void trailing(Section section) {
        List<String> rest = section.rest();
        boolean from = !rest.isEmpty() && rest.getFirst().equals("from");
        if (!section.kind().isProxy() && !rest.isEmpty() && !(section.kind() == Context.DEFAULTS && from)) {
            problems.error(
                    section.head().place(),
                    "%s: %s is too much (expected: the end of the line)"
                            .formatted(section.kind().word(), Shown.word(rest.getFirst())));
        } else if (from && rest.size() > 2) {
            problems.error(
                    section.head().place(),
                    "from %s: %s is too much (expected: the end of the line)"
                            .formatted(rest.get(1), Shown.word(rest.get(2))));
        }
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
                repeated |= before != null;
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
