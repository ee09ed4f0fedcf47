package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.SecretWords;
import lb.admin.problem.SourceText;
import lb.admin.problem.Words;
import org.jspecify.annotations.Nullable;

/**
 * Reads files into sections, one after the other: what {@code setenv} says in a {@code global} section holds for the lines
 * behind it. One use, one thread.
 */
final class SectionReader {
    /** Of all lines after their variables, so that a variable that holds much and is used often cannot fill the memory. */
    private static final int MOST_CHARACTERS = 8 << 20;

    private static final List<String> VARIABLE_WORDS = List.of("setenv", "presetenv", "unsetenv", "resetenv");

    private final Environment environment;
    private final BiPredicate<Context, String> known;
    private final Problems problems;
    private final Directives directives;
    private final List<Section> sections = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private final List<String> lastComments = new ArrayList<>();
    private @Nullable Section open;
    private boolean skipping;
    private Place place = new Place("", 0);
    private int characters;

    /** @param known whether a word may begin a line of a section */
    private SectionReader(Environment environment, BiPredicate<Context, String> known, Problems problems) {
        this.environment = environment;
        this.known = known;
        this.problems = problems;
        this.directives = new Directives(name -> environment.get(name).isPresent(), problems);
    }

    /**
     * What files hold.
     *
     * @param sections in their order
     * @param lastComments those behind the last line of each file
     */
    record Contents(List<Section> sections, List<String> lastComments) {}

    /** Reads them as if they were one. */
    static Contents read(
            List<SourceText> files, Environment environment, BiPredicate<Context, String> known, Problems problems) {
        SectionReader reader = new SectionReader(environment, known, problems);
        files.forEach(reader::read);
        return new Contents(reader.sections, reader.lastComments);
    }

    private void read(SourceText file) {
        int number = 0;
        for (String text : (Iterable<String>) file.text().lines()::iterator) {
            place = new Place(file.shown(), ++number);
            if (characters > MOST_CHARACTERS) {
                problems.error(
                        place,
                        "the lines are longer than %d characters with the values of their variables"
                                .formatted(MOST_CHARACTERS));
                break;
            }
            line(text);
        }
        directives.endOfFile();
        close();
        lastComments.addAll(comments);
        comments.clear();
    }

    private void line(String text) {
        LineWords.Parts parts;
        try {
            parts = LineWords.of(text, this::variable);
        } catch (LineException e) {
            // What was in vain counts, too.
            characters += e.characters();
            if (directives.taken()) {
                problems.error(place, e.why());
            }
            return;
        }
        List<String> words = parts.words();
        words.forEach(word -> characters += word.length() + 1);
        if (!words.isEmpty() && Directives.isOne(words.getFirst())) {
            directives.follow(place, words);
        } else if (directives.taken()) {
            parts.comment().map(String::strip).filter(one -> !one.isEmpty()).ifPresent(comments::add);
            parts.unset()
                    .forEach(name -> problems.note(
                            place, "$%s is not set: nothing stands in its place".formatted(Shown.plain(name))));
            if (!words.isEmpty()) {
                statement(text, new Line(place, words, comments));
                comments.clear();
            }
        }
    }

    private void statement(String text, Line line) {
        Optional<Context> section = Context.section(line.first());
        if (section.isPresent()) {
            close();
            skipping = false;
            open(section.get(), line);
        } else if (skipping) {
            return;
        } else if (open == null) {
            unknownSection(line);
        } else if (!known.test(open.kind(), line.first())
                && !Character.isWhitespace(text.charAt(0))
                && Words.nearest(line.first(), Context.sectionWords()).isPresent()) {
            unknownSection(line);
        } else {
            lines.add(line);
            if (open.kind() == Context.GLOBAL && VARIABLE_WORDS.contains(line.first())) {
                changeVariables(line.words());
            }
        }
    }

    private void unknownSection(Line line) {
        problems.error(
                line.place(),
                "%s begins no section (expected: %s%s); the lines behind it were not read"
                        .formatted(
                                Shown.word(line.first()),
                                String.join(", ", Context.sectionWords()),
                                Words.didYouMean(line.first(), Context.sectionWords())));
        close();
        skipping = true;
    }

    private void open(Context kind, Line head) {
        List<String> words = head.words();
        boolean named = kind.takesName()
                && words.size() > 1
                && !(kind == Context.DEFAULTS && words.get(1).equals("from"));
        if (kind.needsName() && !named) {
            problems.error(head.place(), "%s needs a name".formatted(kind.word()));
            skipping = true;
            return;
        }
        open = new Section(
                kind, head, named ? words.get(1) : "", words.subList(named ? 2 : 1, words.size()), List.of());
    }

    private void close() {
        if (open != null) {
            sections.add(new Section(open.kind(), open.head(), open.name(), open.rest(), lines));
        }
        open = null;
        lines.clear();
    }

    /** What is wrong with such a line is told where the other lines of its section are judged. */
    private void changeVariables(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        switch (words.getFirst()) {
            case "setenv" -> {
                if (rest.size() == 2) {
                    environment.set(rest.get(0), rest.get(1));
                }
            }
            case "presetenv" -> {
                if (rest.size() == 2) {
                    environment.preset(rest.get(0), rest.get(1));
                }
            }
            case "unsetenv" -> environment.unset(rest);
            default -> environment.keepOnly(rest);
        }
    }

    private Optional<String> variable(String name) {
        return switch (name) {
            case ".FILE" -> Optional.of(place.file());
            case ".LINE" -> Optional.of(Integer.toString(place.line()));
            case ".SECTION" ->
                Optional.of(
                        open == null ? "" : open.name().isEmpty() ? open.kind().word() : open.name());
            default -> {
                Optional<String> value = environment.get(name);
                value.filter(_ -> SecretWords.announces(name)).ifPresent(problems::secret);
                yield value;
            }
        };
    }
}
