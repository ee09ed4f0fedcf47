package lb.proxy.rule;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lb.proxy.page.FieldSyntax;
import lb.proxy.page.Reply;
import lb.proxy.page.StatusText;
import lb.proxy.route.TextPattern;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.HeaderNames;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplateField;
import lb.proxy.settings.TemplatePart;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/** Compiles {@link RuleAction}s. */
final class Steps {
    private final Function<String, Backend> backends;

    /** @param backends gives the backend of a name */
    Steps(Function<String, Backend> backends) {
        this.backends = backends;
    }

    /**
     * Compiles one.
     *
     * @throws IllegalArgumentException if a regular expression is none, or something cannot be done, with the reason
     */
    Step of(RuleAction action) {
        return switch (action) {
            case RuleAction.Allow _ -> Verdict.GO_ON;
            case RuleAction.Reject _ -> Verdict.REJECT;
            case RuleAction.Deny(int status, var response) ->
                new Verdict.Deny(status, response == null ? null : new Reply(response));
            case RuleAction.Authenticate(String realm) ->
                new Verdict.Authenticate(("WWW-Authenticate: Basic realm=\"" + realm + "\"\r\n").getBytes(ISO_8859_1));
            case RuleAction.Redirect redirect -> new Verdict.SendElsewhere(new Redirection(redirect, backends));
            case RuleAction.Respond respond -> respond(respond);
            case RuleAction.SetHeader(String name, Template value) -> put(name, value, true);
            case RuleAction.AddHeader(String name, Template value) -> put(name, value, false);
            case RuleAction.DeleteHeader(HeaderNames names) -> new FieldEdit.Remove(pattern(names));
            case RuleAction.ReplaceHeader(String name, String regex, Template with, boolean eachValue) -> {
                Pattern pattern = regex(regex);
                yield new FieldEdit.Replace(
                        named(name), pattern, Expression.of(with, backends, pattern.groupCount()), eachValue);
            }
            case RuleAction.SetMethod(Template method) -> method(method);
            case RuleAction.SetTarget(RuleAction.TargetPart part, Template value) ->
                new StartLineEdit.Target(part, Expression.of(value, backends));
            case RuleAction.ReplaceTarget(RuleAction.TargetPart part, String regex, Template with) -> {
                if (part == RuleAction.TargetPart.QUERY) {
                    throw new IllegalArgumentException("the query alone is not replaced by what matches in it");
                }
                Pattern pattern = regex(regex);
                yield new StartLineEdit.Replace(part, pattern, Expression.of(with, backends, pattern.groupCount()));
            }
            case RuleAction.SetStatus(int status, var reason) -> status(status, reason);
            case RuleAction.SetLogLevel(var level) -> new LogEdit(level);
        };
    }

    private Verdict respond(RuleAction.Respond respond) {
        List<Expression> values = respond.fields().stream()
                .map(field -> Expression.of(field.value(), backends))
                .toList();
        return new Verdict.Respond(
                respond.status(),
                respond.fields().stream().map(TemplateField::name).toList(),
                values,
                respond.body() == null ? null : Expression.of(respond.body(), backends));
    }

    private Edit put(String name, Template value, boolean replaces) {
        for (TemplatePart part : value.parts()) {
            if (part instanceof TemplatePart.Literal(String text) && !FieldSyntax.isValue(text)) {
                throw new IllegalArgumentException("field value \"" + text + "\"");
            }
        }
        List<TemplatePart> line = new ArrayList<>(value.parts());
        line.addFirst(new TemplatePart.Literal(name + ": "));
        line.addLast(new TemplatePart.Literal("\r\n"));
        return new FieldEdit.Put(Expression.of(new Template(line), backends), name.length(), named(name), replaces);
    }

    private Edit method(Template method) {
        if (method.equals(Template.literal("HEAD")) || method.equals(Template.literal("CONNECT"))) {
            throw new IllegalArgumentException("a request does not become one of HEAD or CONNECT");
        }
        return new StartLineEdit.Method(Expression.of(method, backends));
    }

    private static Edit status(int status, @Nullable String reason) {
        if (status == 204 || status == 304) {
            throw new IllegalArgumentException("a response does not become one without a body: status " + status);
        }
        String text = reason == null ? StatusText.reason(status) : reason;
        return new StartLineEdit.Status(("HTTP/1.1 " + status + " " + text + "\r\n").getBytes(ISO_8859_1));
    }

    private static TextPattern named(String name) {
        return TextPattern.of(Comparison.EXACT, List.of(name), true);
    }

    private static TextPattern pattern(HeaderNames names) {
        return switch (names) {
            case HeaderNames.Exact(String name) -> named(name);
            case HeaderNames.Prefix(String text) -> TextPattern.of(Comparison.PREFIX, List.of(text), true);
            case HeaderNames.Suffix(String text) -> TextPattern.of(Comparison.SUFFIX, List.of(text), true);
            case HeaderNames.Contains(String text) -> TextPattern.of(Comparison.CONTAINS, List.of(text), true);
            case HeaderNames.Regex(String regex) -> TextPattern.of(Comparison.REGEX, List.of(regex), true);
        };
    }

    private static Pattern regex(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription() + ": " + e.getPattern(), e);
        }
    }
}
