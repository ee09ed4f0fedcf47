package lb.admin.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lb.admin.problem.SecretWords;
import lb.proxy.settings.Condition;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.HeaderNames;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import lb.proxy.settings.Rule;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.Rules;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplatePart;

/** Routes, rules and edits, each in a line, in the order in which they are asked. */
final class RuleText {
    private RuleText() {}

    static List<String> routes(List<RouteSettings> routes) {
        return routes.stream()
                .map(route -> conditional(route.condition(), action(route.action()))
                        + edits(route.requestHeaders(), "the request")
                        + edits(route.responseHeaders(), "the response"))
                .toList();
    }

    private static String conditional(Condition condition, String action) {
        return ConditionText.isAlways(condition)
                ? "always: " + action
                : "if " + ConditionText.of(condition) + ": " + action;
    }

    private static String action(RouteAction action) {
        return switch (action) {
            case RouteAction.Forward(String backend, boolean retries) ->
                "to backend " + InWords.quoted(backend) + (retries ? "" : ", never sent twice");
            case RouteAction.Answer(var response) -> "lb answers with " + response.status();
            case RouteAction.Deny(int status) -> "refused, in HTTP with " + status;
            case RouteAction.Redirect redirect ->
                "redirected with " + redirect.status() + " to " + destination(redirect.destination())
                        + (redirect.dropQuery() ? ", without the query" : "");
        };
    }

    private static String destination(RouteAction.Destination destination) {
        return switch (destination) {
            case RouteAction.To(String location) -> SecretWords.text(location);
            case RouteAction.Prefix(String prefix) ->
                prefix.isEmpty() ? "the same path of the same host" : SecretWords.text(prefix) + " and the path";
            case RouteAction.Scheme(String scheme, int port) ->
                "the same place by " + scheme + (port == 0 ? "" : ", port " + port);
        };
    }

    /** Every list that has rules, under a sentence that says when it is asked. */
    static List<List<String>> lists(Rules rules) {
        List<List<String>> lists = new ArrayList<>();
        add("As soon as a client connects:", rules.connection(), lists);
        add("Once it is known who the client is:", rules.session(), lists);
        add("With the first of what the client sends:", rules.content(), lists);
        add("For each request, in this order:", rules.request(), lists);
        add("For each response, in this order:", rules.response(), lists);
        return lists;
    }

    private static void add(String when, List<Rule> rules, List<List<String>> into) {
        if (!rules.isEmpty()) {
            List<String> lines = new ArrayList<>(List.of(when));
            rules.forEach(rule -> lines.add(conditional(rule.condition(), action(rule.action()))));
            into.add(lines);
        }
    }

    private static String action(RuleAction action) {
        return switch (action) {
            case RuleAction.Allow _ -> "let in, and no further rule of this list is asked";
            case RuleAction.Deny deny -> "refused with " + deny.status();
            case RuleAction.Reject _ -> "the connection is closed";
            case RuleAction.Authenticate(String realm) ->
                "asked for a name and a password (" + InWords.quoted(realm) + ")";
            case RuleAction.Redirect redirect ->
                "redirected with " + redirect.status() + " to "
                        + switch (redirect.kind()) {
                            case LOCATION -> template(redirect.to());
                            case PREFIX -> template(redirect.to()) + " and the path";
                            case SCHEME -> "the same place by " + template(redirect.to());
                        };
            case RuleAction.Respond respond -> "lb answers with " + respond.status();
            case RuleAction.SetHeader(String name, Template value) ->
                "header " + name + " is set to " + field(name, value);
            case RuleAction.AddHeader(String name, Template value) ->
                "header " + name + " is added: " + field(name, value);
            case RuleAction.DeleteHeader(HeaderNames names) -> "headers " + names(names) + " are taken out";
            case RuleAction.ReplaceHeader replace ->
                "what matches " + field(replace.name(), replace.regex()) + " in header " + replace.name() + " becomes "
                        + field(replace.name(), replace.with());
            case RuleAction.SetMethod(Template method) -> "the method becomes " + template(method);
            case RuleAction.SetTarget(RuleAction.TargetPart part, Template value) ->
                part(part) + " becomes " + template(value);
            case RuleAction.ReplaceTarget replace ->
                "what matches " + InWords.quoted(replace.regex()) + " in " + part(replace.part()) + " becomes "
                        + template(replace.with());
            case RuleAction.SetStatus set -> "the status becomes " + set.status();
            case RuleAction.SetLogLevel(var level) ->
                "its log line has level " + level.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String names(HeaderNames names) {
        return switch (names) {
            case HeaderNames.Exact(String name) -> name;
            case HeaderNames.Prefix(String text) -> "that begin with " + InWords.quoted(text);
            case HeaderNames.Suffix(String text) -> "that end with " + InWords.quoted(text);
            case HeaderNames.Contains(String text) -> "that contain " + InWords.quoted(text);
            case HeaderNames.Regex(String regex) -> "that match " + InWords.quoted(regex);
        };
    }

    private static String part(RuleAction.TargetPart part) {
        return switch (part) {
            case PATH -> "the path";
            case QUERY -> "the query";
            case PATH_AND_QUERY -> "the path with the query";
            case WHOLE -> "the URL";
        };
    }

    /** What is written into a header; what comes from the request is no secret of ours. */
    private static String field(String name, Template value) {
        boolean ours = value.parts().stream().anyMatch(TemplatePart.Literal.class::isInstance);
        return ours && SecretWords.isInField(name) ? SecretWords.HIDDEN : template(value);
    }

    private static String field(String name, String regex) {
        return SecretWords.isInField(name) ? SecretWords.HIDDEN : InWords.quotedWithoutSecrets(regex);
    }

    private static String template(Template template) {
        return InWords.quotedWithoutSecrets(template.parts().stream()
                .map(part -> switch (part) {
                    case TemplatePart.Literal(String text) -> text;
                    case TemplatePart.Of(var sample) -> "<" + ConditionText.of(sample) + ">";
                    case TemplatePart.Group(int number) -> "<group " + number + ">";
                })
                .collect(Collectors.joining()));
    }

    /** What is changed in all messages; none where nothing is. */
    static List<String> edits(MessageEdits messages) {
        List<String> lines = new ArrayList<>();
        String request = edits(messages.requestHeaders(), "each request");
        String response = edits(messages.responseHeaders(), "each response");
        if (!request.isEmpty()) {
            lines.add("Headers" + request.replaceFirst("^;", "") + ".");
        }
        if (!response.isEmpty()) {
            lines.add("Headers" + response.replaceFirst("^;", "") + ".");
        }
        if (!messages.errorPages().isEmpty()) {
            lines.add("It has pages of its own for the errors "
                    + InWords.joined(messages.errorPages().keySet().stream()
                            .sorted()
                            .map(String::valueOf)
                            .toList())
                    + ".");
        }
        return lines;
    }

    private static String edits(HeaderEdits edits, String where) {
        List<String> parts = new ArrayList<>();
        if (!edits.remove().isEmpty()) {
            parts.add("without " + InWords.joined(edits.remove()));
        }
        if (!edits.set().isEmpty()) {
            parts.add("with "
                    + InWords.joined(
                            edits.set().stream().map(field -> field.name()).toList()) + " set");
        }
        if (!edits.add().isEmpty()) {
            parts.add("with "
                    + InWords.joined(
                            edits.add().stream().map(field -> field.name()).toList()) + " added");
        }
        return parts.isEmpty() ? "" : "; of " + where + ": " + InWords.joined(parts);
    }
}
