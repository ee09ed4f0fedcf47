package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.SecretWords;
import lb.admin.problem.Words;
import org.jspecify.annotations.Nullable;

/** The words behind a keyword, taken one after the other; what is missing or wrong is told with the line and the keyword. */
final class Arguments {
    /** What stands before a keyword. */
    enum Form {
        PLAIN,
        /** {@code no} */
        NO,
        /** {@code default}: as if nothing had been said, in a {@code defaults} section either */
        DEFAULT
    }

    private final Line line;
    private final Problems problems;
    private final Form form;
    private String keyword;
    private int at;
    private @Nullable SecretWords secrets;

    Arguments(Line line, Problems problems) {
        this(line, problems, Form.PLAIN, "", 0);
    }

    Arguments(Line line, Problems problems, Form form, String keyword, int at) {
        this.line = line;
        this.problems = problems;
        this.form = form;
        this.keyword = keyword;
        this.at = at;
    }

    Place place() {
        return line.place();
    }

    Problems problems() {
        return problems;
    }

    Form form() {
        return form;
    }

    boolean negated() {
        return form == Form.NO;
    }

    /** As messages name it. */
    String keyword() {
        return keyword;
    }

    /** From here on messages name another, as when an option of a server line begins. */
    void keyword(String name) {
        keyword = name;
    }

    boolean more() {
        return at < line.words().size();
    }

    Optional<String> peek() {
        return more() ? Optional.of(line.words().get(at)) : Optional.empty();
    }

    /** Takes the next word if it is this one. */
    boolean take(String word) {
        if (more() && line.words().get(at).equals(word)) {
            at++;
            return true;
        }
        return false;
    }

    /** The next word, told as missing where there is none. */
    Optional<String> next(String expected) {
        if (more()) {
            return Optional.of(line.words().get(at++));
        }
        error("something is missing at the end (expected: %s)".formatted(expected));
        return Optional.empty();
    }

    /** All that is left. */
    List<String> rest() {
        List<String> rest = line.words().subList(at, line.words().size());
        at = line.words().size();
        return rest;
    }

    /** A whole number. */
    OptionalInt number(int low, int high) {
        String expected = "a number, %d to %d".formatted(low, high);
        Optional<String> word = next(expected);
        if (word.isEmpty()) {
            return OptionalInt.empty();
        }
        if (word.get().matches("-?\\d{1,9}")) {
            int number = Integer.parseInt(word.get());
            if (number >= low && number <= high) {
                return OptionalInt.of(number);
            }
        }
        wrong(word.get(), expected);
        return OptionalInt.empty();
    }

    /** A time, in milliseconds where it has no unit, as our configuration writes it. */
    Optional<String> time() {
        return time("ms");
    }

    /** @param unit of a number alone, as our configuration writes it */
    Optional<String> time(String unit) {
        String expected = "a time: a number and us, ms, s, m, h or d; without one of these %s".formatted(unit);
        Optional<String> word = next(expected);
        Optional<String> time = word.flatMap(one -> TimeText.ours(one, unit));
        if (word.isPresent() && time.isEmpty()) {
            wrong(word.get(), expected);
        }
        return time;
    }

    /** One of some words. */
    Optional<String> oneOf(List<String> words) {
        String expected = String.join(", ", words);
        Optional<String> word = next(expected);
        if (word.isPresent() && !words.contains(word.get())) {
            error("%s (expected: %s%s)"
                    .formatted(Shown.word(word.get()), expected, Words.didYouMean(word.get(), words)));
            return Optional.empty();
        }
        return word;
    }

    /** Tells that a word is not what was expected. */
    void wrong(String word, String expected) {
        error("%s (expected: %s)".formatted(Shown.word(word), expected));
    }

    /** Tells what is too much. */
    void end() {
        if (more()) {
            error("%s is too much (expected: the end of the line)"
                    .formatted(Shown.word(line.words().get(at))));
            at = line.words().size();
        }
    }

    void error(String message) {
        problems.error(place(), told(message));
    }

    void warning(String message) {
        problems.warning(place(), told(message));
    }

    void note(String message) {
        problems.note(place(), told(message));
    }

    private String told(String message) {
        SecretWords secrets = this.secrets == null ? SecretWords.of(line.words()) : this.secrets;
        this.secrets = secrets;
        return keyword + ": " + secrets.in(message);
    }

    /** The comments of the line. */
    List<String> comments() {
        return new ArrayList<>(line.comments());
    }
}
