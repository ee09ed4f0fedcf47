package lb.admin.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Condition.Range;
import lb.proxy.settings.Sample;
import org.jspecify.annotations.Nullable;

/** What it means to hold a fetch against patterns: HAProxy's table of sample types and matching methods (section 7.1). */
final class Comparing {
    private static final List<Range> NOT_ZERO = List.of(new Range(Long.MIN_VALUE, -1), new Range(1, Long.MAX_VALUE));

    /** Methods that HAProxy knows by a number, so that their case always counts. */
    private static final Set<String> METHODS =
            Set.of("OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT");

    private Comparing() {}

    /** How something is compared when nothing is said. */
    static MatchMethod standard(Meaning meaning) {
        return switch (meaning) {
            case Meaning.Flag _ -> MatchMethod.BOOL;
            case Meaning.Groups _ -> MatchMethod.STR;
            case Meaning.Value value ->
                switch (value.type()) {
                    case TEXT, METHOD -> MatchMethod.STR;
                    case NUMBER -> MatchMethod.INT;
                    case ADDRESS -> MatchMethod.IP;
                };
        };
    }

    /** The condition; null where this cannot be compared so, which is then said. */
    static @Nullable Condition condition(
            Sentence words, int at, Meaning meaning, MatchMethod method, PatternList patterns) {
        var condition = switch (meaning) {
            case Meaning.Flag flag -> ofFlag(flag.condition(), method, patterns);
            case Meaning.Groups groups -> ofGroups(words, at, groups, method, patterns);
            case Meaning.Value value -> ofValue(value, method, patterns);
        };
        if (condition == null) {
            words.notDone(at, "-m " + method.word() + " with it");
        }
        return condition;
    }

    private static @Nullable Condition ofFlag(Condition flag, MatchMethod method, PatternList patterns) {
        return switch (method) {
            case BOOL -> flag;
            case FOUND -> new Condition.Constant(true);
            case INT -> {
                var either = new ArrayList<Condition>();
                if (has(patterns, 1)) {
                    either.add(flag);
                }
                if (has(patterns, 0)) {
                    either.add(new Condition.Not(flag));
                }
                yield new Condition.Any(either);
            }
            default -> null;
        };
    }

    private static boolean has(PatternList patterns, long number) {
        return patterns.ranges().stream().anyMatch(range -> range.least() <= number && number <= range.most());
    }

    private static @Nullable Condition ofGroups(
            Sentence words, int at, Meaning.Groups groups, MatchMethod method, PatternList patterns) {
        if (method != MatchMethod.STR || !patterns.ignoringCase().isEmpty()) {
            return null;
        }
        var names = patterns.exact().stream().map(Patterns::text).toList();
        for (var name : names) {
            if (groups.users().users().values().stream()
                    .noneMatch(user -> user.groups().contains(name))) {
                words.doubtful(at, "nobody in the list is in the group \"" + Complaint.shown(name) + "\"");
            }
        }
        return names.isEmpty() ? new Condition.Constant(false) : new Condition.Credentials(groups.users(), names);
    }

    private static @Nullable Condition ofValue(Meaning.Value value, MatchMethod method, PatternList patterns) {
        var sample = value.sample();
        var text = value.type() == Meaning.Type.TEXT || value.type() == Meaning.Type.METHOD;
        return switch (method) {
            case FOUND -> new Condition.Present(sample);
            case BOOL -> value.type() == Meaning.Type.NUMBER ? new Condition.Number(sample, NOT_ZERO) : null;
            case INT ->
                value.type() == Meaning.Type.NUMBER || value.type() == Meaning.Type.TEXT
                        ? new Condition.Number(sample, patterns.ranges())
                        : null;
            case IP ->
                value.type() == Meaning.Type.ADDRESS || value.type() == Meaning.Type.TEXT
                        ? new Condition.Address(sample, patterns.networks())
                        : null;
            case LEN -> text ? new Condition.Number(new Sample.Length(sample), patterns.ranges()) : null;
            case BIN -> null;
            case STR, BEG, SUB, DIR, DOM, END, REG -> {
                var comparison = method.comparison();
                yield comparison == null ? null : texts(value, comparison, patterns);
            }
        };
    }

    /** Methods that HAProxy knows are never another one in other letters. */
    private static Condition anyCase(Meaning.Value value, Comparison comparison, List<String> texts) {
        var condition = new Condition.Text(value.sample(), comparison, texts, true);
        return value.type() == Meaning.Type.METHOD && comparison == Comparison.EXACT
                ? new Condition.All(List.of(
                        condition,
                        new Condition.Not(new Condition.Text(
                                value.sample(),
                                comparison,
                                METHODS.stream().sorted().toList(),
                                false))))
                : condition;
    }

    private static Condition texts(Meaning.Value value, Comparison comparison, PatternList patterns) {
        var exact = new ArrayList<>(patterns.exact());
        var ignoringCase = new ArrayList<>(patterns.ignoringCase());
        if (value.type() == Meaning.Type.METHOD && comparison == Comparison.EXACT) {
            patterns.ignoringCase().stream().filter(METHODS::contains).forEach(exact::add);
            ignoringCase.removeIf(METHODS::contains);
        }
        var either = new ArrayList<Condition>();
        if (!exact.isEmpty()) {
            either.add(new Condition.Text(value.sample(), comparison, exact, false));
        }
        if (!ignoringCase.isEmpty()) {
            either.add(anyCase(value, comparison, ignoringCase));
        }
        return either.size() == 1 ? either.getFirst() : new Condition.Any(either);
    }
}
