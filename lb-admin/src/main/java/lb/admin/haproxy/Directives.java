package lb.admin.haproxy;

import java.util.List;
import java.util.function.Predicate;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.Words;

/** The lines that begin with a dot: which others count, and what the file itself has to say. One thread. */
final class Directives {
    private static final List<String> KNOWN =
            List.of(".if", ".elif", ".else", ".endif", ".diag", ".notice", ".warning", ".alert");

    private final Blocks blocks;
    private final Predicate<String> defined;
    private final Problems problems;

    /** @param defined whether an environment variable exists */
    Directives(Predicate<String> defined, Problems problems) {
        this.blocks = new Blocks(problems);
        this.defined = defined;
        this.problems = problems;
    }

    /** Whether lines here count. */
    boolean taken() {
        return blocks.taken();
    }

    void endOfFile() {
        blocks.endOfFile();
    }

    static boolean isOne(String word) {
        return word.startsWith(".");
    }

    void follow(Place place, List<String> words) {
        String directive = words.getFirst();
        String rest = String.join(" ", words.subList(1, words.size()));
        switch (directive) {
            case ".if" -> blocks.begin(place, blocks.taken() && holds(place, directive, rest));
            case ".elif" -> blocks.next(place, directive, blocks.waiting() && holds(place, directive, rest), false);
            case ".else" -> {
                alone(place, words);
                blocks.next(place, directive, true, true);
            }
            case ".endif" -> {
                alone(place, words);
                blocks.end(place);
            }
            case ".diag", ".notice", ".warning", ".alert" -> {
                if (blocks.taken()) {
                    say(place, words);
                }
            }
            default -> {
                if (blocks.taken()) {
                    problems.error(
                            place,
                            "unknown directive %s (expected: %s%s)"
                                    .formatted(
                                            Shown.word(directive),
                                            String.join(", ", KNOWN),
                                            Words.didYouMean(directive, KNOWN)));
                }
            }
        }
    }

    private boolean holds(Place place, String directive, String condition) {
        try {
            return BlockCondition.holds(condition, defined);
        } catch (LineException e) {
            problems.error(place, directive + ": " + e.why());
            return false;
        }
    }

    private void alone(Place place, List<String> words) {
        if (words.size() > 1) {
            problems.error(
                    place,
                    "%s takes nothing behind it, found %s".formatted(words.getFirst(), Shown.word(words.get(1))));
        }
    }

    private void say(Place place, List<String> words) {
        if (words.size() > 2) {
            problems.error(
                    place,
                    "%s takes one message, found %s behind it (a message with spaces needs quotes)"
                            .formatted(words.getFirst(), Shown.word(words.get(2))));
            return;
        }
        String message = "%s says %s".formatted(words.getFirst(), Shown.word(words.size() > 1 ? words.get(1) : ""));
        switch (words.getFirst()) {
            case ".notice" -> problems.note(place, message);
            case ".warning" -> problems.warning(place, message);
            case ".alert" -> problems.error(place, message);
            default -> {
                // .diag speaks in HAProxy's diagnostic mode alone, which lb does not have.
            }
        }
    }
}
