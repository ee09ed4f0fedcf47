package lb.admin.rule;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lb.admin.problem.Words;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Rule;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.Template;
import lb.proxy.settings.UseServer;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one frontend or backend, in HAProxy's words (2.6, configuration manual sections 4.2 and 7): first its ACLs are
 * defined, then rules and conditions are read, from words as {@link #words} or a file's own reader splits them. What is
 * wrong goes to {@link Complaints}, all of it at once, and the answer is then null; nothing is thrown. One thread.
 */
public final class RuleLanguage {
    private static final Condition ALWAYS = new Condition.All(List.of());
    private static final List<String> TCP_KINDS = List.of("connection", "session", "content", "inspect-delay");
    private static final List<String> TCP_ACTIONS = List.of("accept", "reject");
    private static final Pattern DELAY = Pattern.compile("(\\d{1,8})(us|ms|s|m|h|d|)");
    private static final Map<String, Long> MICROSECONDS = Map.of(
            "us",
            1L,
            "",
            1_000L,
            "ms",
            1_000L,
            "s",
            1_000_000L,
            "m",
            60_000_000L,
            "h",
            3_600_000_000L,
            "d",
            86_400_000_000L);

    /** Longest wait for the first bytes of a connection: longer than anybody waits. */
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    private final RuleScope scope;
    private final Acls acls;
    private final HttpRules http;

    public RuleLanguage(RuleScope scope) {
        this.scope = scope;
        acls = new Acls(scope);
        http = new HttpRules(scope, new Templates(scope));
    }

    /** Splits a rule that is one text into words, at spaces that are neither quoted nor escaped; null when that fails. */
    public static @Nullable List<String> words(String text, Complaints complaints) {
        return WordSplitter.split(text, complaints);
    }

    /** Defines an ACL, or adds to one: its name, a criterion and patterns. */
    public void acl(List<String> words, Complaints complaints) {
        acls.define(new Sentence(words, complaints));
    }

    /** A condition alone, without if or unless before it. */
    public @Nullable Condition condition(List<String> words, Phase phase, Complaints complaints) {
        var sentence = new Sentence(words, complaints);
        var condition = acls.condition(sentence, phase);
        return sentence.isBroken() ? null : condition;
    }

    /** Text with parts of a message or connection in it, as HAProxy's log-format has them. */
    public @Nullable Template template(String text, Phase phase, Complaints complaints) {
        return new Templates(scope).parse(new Sentence(List.of(text), complaints), 0, text, phase, false);
    }

    /** What stands behind {@code http-request}. */
    public @Nullable Rule httpRequest(List<String> words, Complaints complaints) {
        return http(new Sentence(words, complaints), Phase.REQUEST);
    }

    /** What stands behind {@code http-response}. */
    public @Nullable Rule httpResponse(List<String> words, Complaints complaints) {
        return http(new Sentence(words, complaints), Phase.RESPONSE);
    }

    private @Nullable Rule http(Sentence words, Phase phase) {
        return rule(words, http.action(words, phase), phase);
    }

    /** What stands behind {@code tcp-request}. */
    public @Nullable TcpRule tcpRequest(List<String> words, Complaints complaints) {
        var sentence = new Sentence(words, complaints);
        var kind = sentence.isEnd() ? "" : sentence.next();
        if (!TCP_KINDS.contains(kind)) {
            sentence.unknown(0, "expected: " + String.join(", ", TCP_KINDS), kind, TCP_KINDS);
            return null;
        }
        if (kind.equals("inspect-delay") && !scope.frontend()) {
            sentence.notDone(0, "inspect-delay of a backend");
            return null;
        }
        if (kind.equals("inspect-delay")) {
            return inspectDelay(sentence);
        }
        if (!scope.frontend() && !kind.equals("content")) {
            sentence.wrong(0, "only in a frontend");
        }
        var phase = kind.equals("content") ? Phase.CONTENT : Phase.CONNECTION;
        var rule = rule(sentence, tcpAction(sentence), phase);
        if (rule == null) {
            return null;
        }
        return switch (kind) {
            case "connection" -> new TcpRule.Connection(rule);
            case "session" -> new TcpRule.Session(rule);
            default -> new TcpRule.Content(rule);
        };
    }

    private static @Nullable RuleAction tcpAction(Sentence words) {
        var at = words.at();
        var action = words.argument(String.join(" or ", TCP_ACTIONS));
        if (action == null) {
            return null;
        }
        var plain = KnownWords.plain(action);
        if (KnownWords.ACTIONS.contains(plain) || plain.equals("set-log-level") || plain.startsWith("lua.")) {
            words.notDone(at, plain + " of tcp-request");
            words.skipToCondition();
        } else if (!TCP_ACTIONS.contains(action)) {
            words.unknown(at, "expected: " + String.join(" or ", TCP_ACTIONS), action, TCP_ACTIONS);
            words.skipToCondition();
        }
        return action.equals("accept") ? new RuleAction.Allow() : new RuleAction.Reject();
    }

    private static @Nullable TcpRule inspectDelay(Sentence words) {
        var text = words.argument("a time, such as 5s");
        if (text == null) {
            return null;
        }
        var matcher = DELAY.matcher(text);
        var delay = matcher.matches()
                ? Duration.of(
                        Long.parseLong(matcher.group(1)) * MICROSECONDS.getOrDefault(matcher.group(2), 0L),
                        ChronoUnit.MICROS)
                : Duration.ZERO;
        if (!matcher.matches() || delay.compareTo(LONGEST_DELAY) > 0) {
            words.expected(1, "a time up to 1h, such as 5s");
        }
        if (!words.isEnd()) {
            words.wrong(words.at(), "nothing is expected behind it");
        }
        return words.isBroken() ? null : new TcpRule.InspectDelay(delay);
    }

    /**
     * What stands behind {@code use-server}.
     *
     * @param servers the names of the backend's
     */
    public @Nullable UseServer useServer(List<String> words, List<String> servers, Complaints complaints) {
        var sentence = new Sentence(words, complaints);
        var server = chosen(sentence, "server");
        if (server != null && !servers.contains(server)) {
            sentence.unknown(0, "there is no such server (expected: " + Words.listed(servers) + ")", server, servers);
        }
        if (server != null && sentence.isEnd()) {
            sentence.expected(sentence.at(), "if or unless, and a condition");
        }
        var condition = conditionOf(sentence, Phase.ofChoice(scope.mode()));
        return server == null || condition.isEmpty() ? null : new UseServer(condition.get(), server);
    }

    private static @Nullable String chosen(Sentence words, String what) {
        var name = words.argument("the name of a " + what);
        if (name != null && name.indexOf('%') >= 0) {
            words.notDone(words.at() - 1, "a " + what + " whose name is made for each request");
            return null;
        }
        return name;
    }

    private @Nullable Rule rule(Sentence words, @Nullable RuleAction action, Phase phase) {
        var condition = conditionOf(words, phase);
        return action == null || condition.isEmpty() ? null : new Rule(condition.get(), action);
    }

    /** The condition at the end of a rule; empty when something in the rule is wrong, which was then said. */
    private Optional<Condition> conditionOf(Sentence words, Phase phase) {
        if (!words.isBehindAction()) {
            if (!words.isBroken()) {
                words.expected(words.at(), "if or unless, and a condition");
            }
            words.skipToCondition();
        }
        var condition = ALWAYS;
        if (!words.isEnd()) {
            var unless = words.next().equals("unless");
            var written = acls.condition(words, phase);
            condition = unless ? new Condition.Not(written) : written;
        }
        return words.isBroken() ? Optional.empty() : Optional.of(condition);
    }
}
