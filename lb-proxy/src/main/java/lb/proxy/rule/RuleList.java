package lb.proxy.rule;

import java.util.List;
import java.util.function.Function;
import lb.proxy.route.Matcher;
import lb.proxy.route.Subject;
import lb.proxy.settings.Rule;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/** One list of rules, compiled: two arrays, gone through in order until a step decides. Immutable, on any thread. */
public final class RuleList {
    private final Matcher[] conditions;
    private final Step[] steps;

    private RuleList(Matcher[] conditions, Step[] steps) {
        this.conditions = conditions;
        this.steps = steps;
    }

    /**
     * Compiles a list; null where there is nothing in it.
     *
     * @param backends gives the backend of a name
     * @throws IllegalArgumentException if a rule cannot be compiled, with the reason
     */
    public static @Nullable RuleList of(List<Rule> rules, Function<String, Backend> backends) {
        if (rules.isEmpty()) {
            return null;
        }
        Steps compiled = new Steps(backends);
        return new RuleList(
                rules.stream()
                        .map(rule -> Matcher.of(rule.condition(), backends))
                        .toArray(Matcher[]::new),
                rules.stream().map(rule -> compiled.of(rule.action())).toArray(Step[]::new));
    }

    /**
     * Goes through the list.
     *
     * @param subject what is looked at, and shows what {@code head} has changed at once
     */
    public Verdict run(Subject subject, HeadEditor head) {
        for (int i = 0; i < steps.length; i++) {
            if (!conditions[i].matches(subject)) {
                continue;
            }
            switch (steps[i]) {
                case Edit edit -> {
                    if (!edit.apply(subject, head)) {
                        return Verdict.FAILED;
                    }
                }
                case Verdict.SendElsewhere elsewhere -> {
                    if (!elsewhere.redirection().isPassedOver(subject)) {
                        return elsewhere;
                    }
                }
                case Verdict verdict -> {
                    return verdict;
                }
            }
        }
        return Verdict.GO_ON;
    }
}
