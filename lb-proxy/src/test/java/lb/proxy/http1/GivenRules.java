package lb.proxy.http1;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Rule;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.Rules;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplatePart;

/** Rules of tests, in few words. */
final class GivenRules {
    static final Condition ALWAYS = new Condition.Constant(true);

    private GivenRules() {}

    static Rules onRequests(Rule... rules) {
        return Rules.http(List.of(rules), List.of());
    }

    static Rules onResponses(Rule... rules) {
        return Rules.http(List.of(), List.of(rules));
    }

    static Rule rule(RuleAction action) {
        return new Rule(ALWAYS, action);
    }

    static Rule rule(RuleAction action, Condition condition) {
        return new Rule(condition, action);
    }

    static Condition path(String path) {
        return is(new Sample.RawPath(), path);
    }

    static Condition is(Sample sample, String... values) {
        return new Condition.Text(sample, Comparison.EXACT, List.of(values), false);
    }

    static Condition not(Condition condition) {
        return new Condition.Not(condition);
    }

    static Rule set(String name, Object... parts) {
        return rule(new RuleAction.SetHeader(name, template(parts)));
    }

    static Rule add(String name, Object... parts) {
        return rule(new RuleAction.AddHeader(name, template(parts)));
    }

    static Rule target(RuleAction.TargetPart part, Object... parts) {
        return rule(new RuleAction.SetTarget(part, template(parts)));
    }

    static Rule replace(RuleAction.TargetPart part, String regex, Object... parts) {
        return rule(new RuleAction.ReplaceTarget(part, regex, template(parts)));
    }

    /** Of texts, samples and the numbers of groups. */
    static Template template(Object... parts) {
        List<TemplatePart> all = new ArrayList<>();
        for (Object part : parts) {
            all.add(
                    switch (part) {
                        case String text -> new TemplatePart.Literal(text);
                        case Sample sample -> new TemplatePart.Of(sample);
                        case Integer group -> new TemplatePart.Group(group);
                        default -> throw new IllegalArgumentException(part.toString());
                    });
        }
        return new Template(all);
    }
}
