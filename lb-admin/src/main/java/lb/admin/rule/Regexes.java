package lb.admin.rule;

import java.util.List;
import java.util.Optional;
import lb.proxy.route.Matcher;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Sample;

/** Says of regular expressions whether they are some, before the engine compiles them. */
final class Regexes {
    private Regexes() {}

    /** What is wrong with one of them, in words; empty when nothing is. */
    static Optional<String> problem(List<String> expressions) {
        try {
            var matcher = Matcher.of(new Condition.Text(new Sample.Query(), Comparison.REGEX, expressions, false));
            return matcher == null ? Optional.of("") : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("expected: a regular expression (RE2); " + e.getMessage());
        }
    }
}
