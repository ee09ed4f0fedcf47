package lb.admin.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import lb.proxy.page.FieldSyntax;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.HeaderNames;
import lb.proxy.settings.LogLevel;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.RuleAction.TargetPart;
import lb.proxy.settings.Template;
import org.jspecify.annotations.Nullable;

/** Reads the actions of {@code http-request} and {@code http-response}. */
final class HttpRules {
    private static final Set<String> BOTH = Set.of(
            "allow",
            "deny",
            "redirect",
            "return",
            "add-header",
            "set-header",
            "del-header",
            "replace-header",
            "replace-value",
            "set-log-level");
    private static final Set<String> REQUEST_ONLY = Set.of(
            "auth",
            "reject",
            "set-method",
            "set-path",
            "set-pathq",
            "set-query",
            "set-uri",
            "replace-path",
            "replace-pathq",
            "replace-uri");
    private static final Set<String> RESPONSE_ONLY = Set.of("set-status");
    private static final List<String> NAME_METHODS = List.of("str", "beg", "end", "sub", "reg");

    private final RuleScope scope;
    private final Templates templates;

    HttpRules(RuleScope scope, Templates templates) {
        this.scope = scope;
        this.templates = templates;
    }

    /** The actions of a kind of rules. */
    static Set<String> names(Phase phase) {
        var names = new TreeSet<>(BOTH);
        names.addAll(phase == Phase.REQUEST ? REQUEST_ONLY : RESPONSE_ONLY);
        return names;
    }

    /**
     * Reads an action, up to its condition.
     *
     * @return null when it is wrong, which is then said
     */
    @Nullable
    RuleAction action(Sentence words, Phase phase) {
        var names = names(phase);
        if (words.isEnd()) {
            words.expected(0, "an action, one of " + String.join(", ", names));
            return null;
        }
        var word = words.next();
        if (!names.contains(word)) {
            refuse(words, word, phase, names);
            return null;
        }
        return switch (word) {
            case "allow" -> new RuleAction.Allow();
            case "reject" -> new RuleAction.Reject();
            case "deny", "return" -> Replies.read(scope, templates, words, phase, word.equals("deny"));
            case "redirect" -> Redirects.read(templates, words, phase);
            case "auth" -> auth(words);
            case "set-header", "add-header" -> header(words, phase, word.equals("set-header"));
            case "del-header" -> delete(words);
            case "replace-header", "replace-value" -> replaceHeader(words, phase, word.equals("replace-value"));
            case "set-log-level" -> logLevel(words);
            case "set-status" -> status(words);
            case "set-method" -> {
                var method = template(words, phase, "a method, such as GET");
                if (method != null
                        && (method.equals(Template.literal("HEAD")) || method.equals(Template.literal("CONNECT")))) {
                    words.wrong(words.at() - 1, "a request does not become one of HEAD or CONNECT in this version");
                    method = null;
                }
                yield method == null ? null : new RuleAction.SetMethod(method);
            }
            default -> target(words, word, phase);
        };
    }

    private static void refuse(Sentence words, String word, Phase phase, Set<String> names) {
        var plain = KnownWords.plain(word);
        if (KnownWords.ACTIONS.contains(plain) || plain.startsWith("lua.")) {
            words.notDone(0, plain);
        } else if (RESPONSE_ONLY.contains(word) || (REQUEST_ONLY.contains(word) && phase == Phase.RESPONSE)) {
            words.wrong(0, "is an action of " + (RESPONSE_ONLY.contains(word) ? "http-response" : "http-request"));
        } else {
            words.unknown(
                    0,
                    "there is no such action (expected: " + String.join(", ", names) + ")",
                    word,
                    KnownWords.with(names, KnownWords.ACTIONS));
        }
        words.skipToCondition();
    }

    private @Nullable RuleAction auth(Sentence words) {
        if (!words.skip("realm")) {
            return new RuleAction.Authenticate(realm(scope.name()));
        }
        var realm = words.argument("the realm, which the client shows to its person");
        if (realm == null) {
            return null;
        }
        var bytes = Patterns.bytes(realm);
        if (!realm(bytes).equals(bytes)) {
            words.expected(words.at() - 1, "text without quotation marks, backslashes and control characters");
            return null;
        }
        return new RuleAction.Authenticate(bytes);
    }

    private static String realm(String text) {
        return text.replaceAll("[\"\\\\\\p{Cntrl}]", "");
    }

    private @Nullable RuleAction header(Sentence words, Phase phase, boolean set) {
        var name = name(words, set);
        var value = fieldValue(words, phase, false);
        if (name == null || value == null) {
            return null;
        }
        return set ? new RuleAction.SetHeader(name, value) : new RuleAction.AddHeader(name, value);
    }

    private static @Nullable String name(Sentence words, boolean set) {
        var name = words.argument("the name of a header field");
        return name == null || !isEditable(words, name, set) ? null : name;
    }

    private static boolean isEditable(Sentence words, String name, boolean set) {
        var at = words.at() - 1;
        if (!FieldSyntax.isName(name)) {
            words.expected(at, "the name of a header field");
            return false;
        }
        if (!HeaderEdits.isEditable(name, set)) {
            words.wrong(
                    at,
                    HeaderEdits.isEditable(name, true)
                            ? "Host can only be set: there is just one"
                            : "it frames the message or is about one connection, and cannot be changed");
            return false;
        }
        return true;
    }

    private @Nullable Template fieldValue(Sentence words, Phase phase, boolean groups) {
        var text = words.argument("a value");
        return text == null ? null : templates.ofField(words, words.at() - 1, text, phase, groups);
    }

    private @Nullable RuleAction delete(Sentence words) {
        var name = words.argument("the name of a header field");
        var at = words.at() - 1;
        var method = "str";
        if (name != null && words.skip("-m")) {
            var word = words.argument(String.join(", ", NAME_METHODS));
            if (word == null) {
                return null;
            }
            if (!NAME_METHODS.contains(word)) {
                words.unknown(words.at() - 1, "expected: " + String.join(", ", NAME_METHODS), word, NAME_METHODS);
                return null;
            }
            method = word;
        }
        if (name == null) {
            return null;
        }
        if (method.equals("reg")) {
            var problem = Regexes.problem(List.of(Patterns.bytes(name)));
            problem.ifPresent(said -> words.wrong(at, said));
            return problem.isPresent()
                    ? null
                    : new RuleAction.DeleteHeader(new HeaderNames.Regex(Patterns.bytes(name)));
        }
        if (!FieldSyntax.isName(name)) {
            words.expected(at, "the name of a header field, or a part of one");
            return null;
        }
        return switch (method) {
            case "beg" -> new RuleAction.DeleteHeader(new HeaderNames.Prefix(name));
            case "end" -> new RuleAction.DeleteHeader(new HeaderNames.Suffix(name));
            case "sub" -> new RuleAction.DeleteHeader(new HeaderNames.Contains(name));
            default -> isEditable(words, name, false) ? new RuleAction.DeleteHeader(new HeaderNames.Exact(name)) : null;
        };
    }

    private @Nullable RuleAction replaceHeader(Sentence words, Phase phase, boolean eachValue) {
        var name = name(words, true);
        var regex = regex(words);
        var with = fieldValue(words, phase, true);
        return name == null || regex == null || with == null
                ? null
                : new RuleAction.ReplaceHeader(name, regex, with, eachValue);
    }

    private static @Nullable String regex(Sentence words) {
        var regex = words.argument("a regular expression (RE2)");
        if (regex == null) {
            return null;
        }
        var at = words.at() - 1;
        var problem = Regexes.problem(List.of(Patterns.bytes(regex)));
        problem.ifPresent(said -> words.wrong(at, said));
        return problem.isPresent() ? null : Patterns.bytes(regex);
    }

    private static @Nullable RuleAction logLevel(Sentence words) {
        var levels = Arrays.stream(LogLevel.values())
                .map(level -> level.name().toLowerCase(Locale.ROOT))
                .toList();
        var word = words.argument(String.join(", ", levels));
        if (word == null) {
            return null;
        }
        if (!levels.contains(word)) {
            words.unknown(words.at() - 1, "expected: " + String.join(", ", levels), word, levels);
            return null;
        }
        return new RuleAction.SetLogLevel(LogLevel.values()[levels.indexOf(word)]);
    }

    private static @Nullable RuleAction status(Sentence words) {
        var status = words.number(200, 599);
        if (status != null && (status == 204 || status == 304)) {
            words.wrong(words.at() - 1, "a response does not become one without a body in this version");
            status = null;
        }
        String reason = null;
        if (words.skip("reason")) {
            var text = words.argument("a reason");
            reason = text == null ? null : Patterns.bytes(text);
            if (reason != null && !FieldSyntax.isValue(reason)) {
                words.expected(words.at() - 1, "text without control characters");
                return null;
            }
        }
        return status == null ? null : new RuleAction.SetStatus(status, reason);
    }

    private @Nullable Template template(Sentence words, Phase phase, String expected) {
        var text = words.argument(expected);
        return text == null ? null : templates.ofField(words, words.at() - 1, text, phase, false);
    }

    /** {@code set-path} and its kin. */
    private @Nullable RuleAction target(Sentence words, String word, Phase phase) {
        var part = switch (word.substring(word.indexOf('-') + 1)) {
            case "path" -> TargetPart.PATH;
            case "pathq" -> TargetPart.PATH_AND_QUERY;
            case "query" -> TargetPart.QUERY;
            default -> TargetPart.WHOLE;
        };
        if (word.startsWith("set-")) {
            var value = template(words, phase, "what it becomes");
            return value == null ? null : new RuleAction.SetTarget(part, value);
        }
        var regex = regex(words);
        var with = fieldValue(words, phase, true);
        return regex == null || with == null ? null : new RuleAction.ReplaceTarget(part, regex, with);
    }
}
