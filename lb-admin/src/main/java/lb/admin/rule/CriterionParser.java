package lb.admin.rule;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.rule.FetchWords.BadFetchException;
import lb.admin.rule.Patterns.BadPatternException;
import org.jspecify.annotations.Nullable;

/** Reads one test: a criterion, flags and patterns, such as {@code hdr_beg(host) -i www.}. */
final class CriterionParser {
    /** Criteria that are a fetch and a way of comparing in one word. */
    private static final Pattern DERIVED =
            Pattern.compile("(cook|hdr|path|scook|shdr|url|urlp|ssl_fc_sni)_(beg|dir|dom|end|len|reg|sub)");

    private static final Pattern COMPARED = Pattern.compile("(.*)_(beg|dir|dom|end|len|reg|sub)");
    private static final Set<String> DERIVED_NAMES = derivedNames();
    private static final Set<String> FLAGS = Set.of("-i", "-n", "-m", "-f", "-u", "-M", "--");

    /** Longest file of patterns: some 100,000 of them. */
    private static final int LONGEST_FILE = 4 * 1024 * 1024;

    /** From here on they are likely to cost more than all else that is done for a request. */
    private static final int MANY_EXPRESSIONS = 100;

    private final Fetches fetches;
    private final RuleFiles files;

    CriterionParser(RuleScope scope) {
        fetches = new Fetches(scope);
        files = scope.files();
    }

    private static Set<String> derivedNames() {
        var names = Stream.of("cook", "hdr", "path", "scook", "shdr", "url", "urlp")
                .flatMap(name -> Stream.of("beg", "dir", "dom", "end", "len", "reg", "sub")
                        .map(way -> name + "_" + way));
        return names.collect(Collectors.toUnmodifiableSet());
    }

    /** Reads one to the end of the words, or up to a closing brace. */
    Criterion parse(Sentence words, boolean braces) {
        if (isEnd(words, braces)) {
            words.expected(words.at(), "a criterion, such as path_beg, hdr(host) or src");
            return Criterion.BROKEN;
        }
        var at = words.at();
        var keyword = words.next();
        var meaning = meaning(words, at, keyword);
        if (meaning == null) {
            while (!isEnd(words, braces)) {
                words.next();
            }
            return Criterion.BROKEN;
        }
        var derived = DERIVED.matcher(KnownWords.plain(keyword));
        return new Test(words, at, braces, meaning, derived.matches() ? MatchMethod.of(derived.group(2)) : null)
                .read(keyword);
    }

    private static boolean isEnd(Sentence words, boolean braces) {
        return words.isEnd() || (braces && words.peek().equals("}"));
    }

    private @Nullable Meaning meaning(Sentence words, int at, String keyword) {
        try {
            var written = FetchWords.read(keyword, 0);
            var name = written.name();
            var derived = DERIVED.matcher(name);
            var fetch = derived.matches() && !KnownWords.FETCHES.contains(name) ? derived.group(1) : name;
            if (!Fetches.NAMES.contains(fetch)) {
                refuse(words, at, name);
                return null;
            }
            if (written.converter() != null) {
                refuseConverter(words, at, written.converter());
                return null;
            }
            if (written.end() != keyword.length()) {
                words.wrong(at, "\"" + Complaint.shown(keyword.substring(written.end())) + "\" follows " + name);
                return null;
            }
            return fetches.of(new FetchWords(fetch, written.arguments(), null, written.end()));
        } catch (BadFetchException e) {
            words.wrong(at, e.why());
            return null;
        }
    }

    /** Says of a fetch that it is none, or is not done. */
    static void refuse(Sentence words, int at, String name) {
        var compared = COMPARED.matcher(name);
        if (KnownWords.FETCHES.contains(name) || name.startsWith("lua.") || name.matches("sc[0-2]?_[a-z0-9_]+")) {
            words.notDone(at, name);
        } else if (DERIVED_NAMES.contains(name)) {
            words.expected(at, KnownWords.plain(compared.replaceAll("$1")) + ", without a way of comparing");
        } else if (compared.matches() && Fetches.NAMES.contains(compared.group(1))) {
            words.expected(at, compared.group(1) + "(…) -m " + compared.group(2));
        } else {
            words.unknown(
                    at,
                    "there is no criterion or fetch \"" + Complaint.shown(name) + "\"",
                    name,
                    KnownWords.with(Fetches.NAMES, DERIVED_NAMES));
        }
    }

    static void refuseConverter(Sentence words, int at, String name) {
        if (KnownWords.CONVERTERS.contains(name) || name.startsWith("lua.")) {
            words.notDone(at, "the converter " + name);
        } else {
            words.unknown(
                    at,
                    "there is no converter \"" + Complaint.shown(name) + "\", and none is done yet in this version",
                    name,
                    List.copyOf(KnownWords.CONVERTERS));
        }
    }

    /** One while it is read. */
    private final class Test {
        private final Sentence words;
        private final int at;
        private final boolean braces;
        private final Meaning meaning;
        private final PatternList patterns = new PatternList();
        private @Nullable MatchMethod method;
        private boolean ignoreCase;
        private boolean anyNumberOfPatterns;
        private boolean bad;

        Test(Sentence words, int at, boolean braces, Meaning meaning, @Nullable MatchMethod method) {
            this.words = words;
            this.at = at;
            this.braces = braces;
            this.meaning = meaning;
            this.method = method;
        }

        Criterion read(String keyword) {
            flags();
            var how = method == null ? Comparing.standard(meaning) : method;
            while (!isEnd(words, braces)) {
                var one = words.next();
                // As in HAProxy, a flag's word is a pattern once there was one.
                add(how, one, words.at() - 1);
            }
            if (bad) {
                return Criterion.BROKEN;
            }
            if (how.takesPatterns() && (patterns.isHanging() || !(patterns.isSeen() || anyNumberOfPatterns))) {
                words.wrong(at, "nothing to compare with follows (expected: patterns, or -m found)");
                return Criterion.BROKEN;
            }
            var condition = Comparing.condition(words, at, meaning, how, patterns);
            if (condition == null || !hasGoodExpressions(how)) {
                return Criterion.BROKEN;
            }
            warnOfTime(how);
            return new Criterion(keyword, condition, meaning.known());
        }

        private void warnOfTime(MatchMethod how) {
            var number = patterns.exact().size() + patterns.ignoringCase().size();
            if (how == MatchMethod.REG && number > MANY_EXPRESSIONS) {
                words.doubtful(
                        at,
                        number + " regular expressions are tried one after the other each time (expected: "
                                + MANY_EXPRESSIONS + " at most, or other patterns)");
            }
        }

        private void add(MatchMethod how, String pattern, int where) {
            if (!how.takesPatterns()) {
                words.doubtful(where, "has no effect: -m " + how.word() + " compares with nothing");
                return;
            }
            try {
                patterns.add(how, pattern, ignoreCase);
            } catch (BadPatternException e) {
                bad = true;
                words.wrong(where, e.why());
            }
        }

        private void flags() {
            while (!isEnd(words, braces) && words.peek().startsWith("-")) {
                var where = words.at();
                var flag = words.next();
                switch (flag) {
                    case "--" -> {
                        anyNumberOfPatterns = true;
                        return;
                    }
                    case "-i" -> ignoreCase = true;
                    case "-n" -> {
                        // Names are never looked up here.
                    }
                    case "-m" -> method(where);
                    case "-f" -> file(where);
                    case "-u", "-M" -> {
                        bad = true;
                        words.notDone(where, flag);
                        if (flag.equals("-u") && !isEnd(words, braces)) {
                            words.next();
                        }
                    }
                    default -> {
                        bad = true;
                        words.unknown(
                                where,
                                "there is no such flag (expected: -- before a pattern that begins with -)",
                                flag,
                                FLAGS);
                    }
                }
            }
        }

        private void method(int where) {
            var word = isEnd(words, braces) ? "" : words.next();
            var wanted = MatchMethod.of(word);
            if (wanted == null || patterns.isSeen()) {
                bad = true;
                if (wanted == null) {
                    words.unknown(
                            where,
                            "expected behind -m: " + String.join(", ", MatchMethod.words()),
                            word,
                            MatchMethod.words());
                } else {
                    words.wrong(where, "-m stands behind -f (expected: before it)");
                }
                return;
            }
            method = wanted;
        }

        private void file(int where) {
            if (isEnd(words, braces)) {
                bad = true;
                words.wrong(where, "expected behind -f: a file");
                return;
            }
            var how = method == null ? Comparing.standard(meaning) : method;
            patterns.setSeen();
            try {
                var number = 0;
                for (var line : files.read(words.next(), LONGEST_FILE).split("\r?\n|\r", -1)) {
                    number++;
                    var pattern = line.startsWith("#") ? "" : line.replaceFirst("^[ \t]+", "");
                    if (!pattern.isEmpty() && !addLine(how, pattern, number, where + 1)) {
                        return;
                    }
                }
            } catch (RuleFileException e) {
                bad = true;
                words.wrong(where + 1, e.why());
            }
        }

        private boolean addLine(MatchMethod how, String pattern, int number, int where) {
            try {
                patterns.add(how, Patterns.text(pattern), ignoreCase);
                return true;
            } catch (BadPatternException e) {
                bad = true;
                words.wrong(where, "line %d of it, \"%s\": %s".formatted(number, Complaint.shown(pattern), e.why()));
                return false;
            }
        }

        /** Whether regular expressions in it are some. */
        private boolean hasGoodExpressions(MatchMethod how) {
            var problem = how == MatchMethod.REG
                    ? Stream.of(patterns.exact(), patterns.ignoringCase())
                            .flatMap(list -> Regexes.problem(list).stream())
                            .findFirst()
                    : Optional.<String>empty();
            problem.ifPresent(said -> words.wrong(at, said));
            return problem.isEmpty();
        }
    }
}
