package lb.admin.haproxy;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Problems;
import lb.admin.problem.Words;

/**
 * The keywords that lines of a section may begin with, and what is done with such a line. Any thread.
 *
 * @param <S> what a line's translation gets
 */
final class KeywordTable<S> {
    /** Such as {@code capture request header}. */
    private static final int MOST_WORDS = 3;

    private final Map<String, Keyword<S>> keywords = new LinkedHashMap<>();
    private final Set<String> firstWords = new HashSet<>();

    KeywordTable(Collection<List<Keyword<S>>> lists) {
        for (List<Keyword<S>> list : lists) {
            for (Keyword<S> keyword : list) {
                if (keywords.put(keyword.name(), keyword) != null) {
                    throw new IllegalStateException(keyword.name() + " stands twice in the table");
                }
                firstWords.add(keyword.name().split(" ", -1)[0]);
            }
        }
    }

    Collection<Keyword<S>> all() {
        return keywords.values();
    }

    /** Whether a line may begin with a word. */
    boolean knows(String word) {
        return firstWords.contains(word) || word.equals("no") || word.equals("default");
    }

    Optional<Keyword<S>> get(String name) {
        return Optional.ofNullable(keywords.get(name));
    }

    /** The keyword that a line begins with. */
    Optional<Keyword<S>> find(List<String> words) {
        int from = words.getFirst().equals("no") || words.getFirst().equals("default") ? 1 : 0;
        for (int count = Math.min(MOST_WORDS, words.size() - from); count > 0; count--) {
            Optional<Keyword<S>> keyword = get(String.join(" ", words.subList(from, from + count)));
            if (keyword.isPresent()) {
                return keyword;
            }
        }
        return Optional.empty();
    }

    /**
     * Does with a line what its keyword asks for.
     *
     * @param context the section whose line it has become; not that in which it stands when it is inherited
     * @param inherited whether it stands in a {@code defaults} section before this one: what has no effect here is not told
     */
    void translate(Line line, Context context, boolean inherited, S scope, Problems problems) {
        BrokenFileException.endIfInterrupted(line.place().file());
        List<String> words = line.words();
        Arguments.Form form = form(words, context);
        int from = form == Arguments.Form.PLAIN ? 0 : 1;
        Optional<Keyword<S>> keyword = find(words);
        if (keyword.isPresent()) {
            int count = from + keyword.get().name().split(" ", -1).length;
            String shown = String.join(" ", words.subList(0, count));
            translate(keyword.get(), new Arguments(line, problems, form, shown, count), context, inherited, scope);
            return;
        }
        if (!inherited) {
            unknown(line, from, context, problems);
        }
    }

    /**
     * Follows the words behind an address, each with what belongs to it. What follows a word that is not done, noted or
     * unknown is passed over up to the next that is known.
     *
     * @param arguments positioned at the first
     */
    void options(Arguments arguments, S scope) {
        String line = arguments.keyword();
        Set<String> told = new HashSet<>();
        while (arguments.more()) {
            String word = arguments.next("").orElseThrow();
            Keyword<S> keyword = keywords.get(word);
            if (keyword == null) {
                arguments.error(
                        "unknown word %s%s".formatted(Shown.word(word), Words.didYouMean(word, keywords.keySet())));
                passOver(arguments);
                continue;
            }
            arguments.keyword(line + " … " + word);
            // Once for each reason: a line with "ssl" has more words about it.
            if (keyword.remark().isEmpty() || told.add(keyword.remark())) {
                judge(keyword, arguments);
            }
            Translation<S> translation = keyword.translation();
            if (translation == null) {
                passOver(arguments);
            } else {
                translation.translate(arguments, scope);
            }
            arguments.keyword(line);
        }
    }

    private void passOver(Arguments arguments) {
        while (arguments.peek().filter(next -> !keywords.containsKey(next)).isPresent()) {
            arguments.next("");
        }
    }

    private static Arguments.Form form(List<String> words, Context context) {
        if (words.size() < 2 || !(context.isProxy() || context == Context.DEFAULTS || context == Context.GLOBAL)) {
            return Arguments.Form.PLAIN;
        }
        return switch (words.getFirst()) {
            case "no" -> Arguments.Form.NO;
            case "default" -> Arguments.Form.DEFAULT;
            default -> Arguments.Form.PLAIN;
        };
    }

    private void translate(Keyword<S> keyword, Arguments arguments, Context context, boolean inherited, S scope) {
        if (!keyword.contexts().contains(context)) {
            if (!inherited) {
                misplaced(keyword, arguments, context);
            }
            return;
        }
        if (arguments.form() != Arguments.Form.PLAIN && !keyword.invertible()) {
            arguments.error("%s cannot stand before it"
                    .formatted(arguments.form().name().toLowerCase(Locale.ROOT)));
            return;
        }
        judge(keyword, arguments);
        Translation<S> translation = keyword.translation();
        if (translation != null) {
            translation.translate(arguments, scope);
            arguments.end();
        }
    }

    /** Tells what is to be told of a keyword wherever it stands. */
    static void judge(Keyword<?> keyword, Arguments arguments) {
        String remark = keyword.remark();
        switch (keyword.standing()) {
            case DONE -> {}
            case NOTED -> {
                // One that has a translation belongs to a section of which it is said once.
                if (keyword.translation() == null) {
                    arguments.note(remark);
                }
            }
            case DEPRECATED -> arguments.warning("is deprecated (expected: %s)".formatted(remark));
            case NOT_DONE -> {
                // What is switched off is not missed.
                if (!arguments.negated()) {
                    arguments.error(
                            "is not done yet in this version" + (remark.isEmpty() ? "" : " (%s)".formatted(remark)));
                }
            }
            case REMOVED -> arguments.error("is not in HAProxy 2.6 any more (expected: %s)".formatted(remark));
        }
    }

    private static void misplaced(Keyword<?> keyword, Arguments arguments, Context context) {
        String belongs = keyword.contexts().stream().sorted().map(Context::word).collect(Collectors.joining(", "));
        if (context.isProxy()) {
            arguments.warning("has no effect in a %s section (expected in: %s)".formatted(context.word(), belongs));
        } else {
            arguments.error("is not for a %s section (expected in: %s)".formatted(context.word(), belongs));
        }
    }

    private void unknown(Line line, int from, Context context, Problems problems) {
        String first = line.words().get(from);
        if (!firstWords.contains(first)) {
            List<String> candidates = problems.isFull()
                    ? List.of()
                    : keywords.values().stream()
                            .filter(keyword -> keyword.contexts().contains(context))
                            .map(keyword -> keyword.name().split(" ", -1)[0])
                            .distinct()
                            .toList();
            problems.error(
                    line.place(),
                    "unknown keyword %s in a %s section%s"
                            .formatted(Shown.word(first), context.word(), Words.didYouMean(first, candidates)));
            return;
        }
        String prefix = first + " ";
        List<String> seconds = keywords.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
        String found = String.join(
                " ", line.words().subList(from + 1, Math.min(line.words().size(), from + 2)));
        problems.error(
                line.place(),
                found.isEmpty()
                        ? "%s: something is missing at the end (expected: %s)".formatted(first, expected(seconds))
                        : "%s: unknown word %s (expected: %s%s)"
                                .formatted(
                                        first, Shown.word(found), expected(seconds), Words.didYouMean(found, seconds)));
    }

    private static String expected(List<String> words) {
        int shown = 12;
        return String.join(", ", words.subList(0, Math.min(shown, words.size()))) + (words.size() > shown ? ", …" : "");
    }
}
