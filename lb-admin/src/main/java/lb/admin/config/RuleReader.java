package lb.admin.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import lb.admin.problem.SecretWords;
import lb.admin.rule.Complaints;
import lb.admin.rule.Phase;
import lb.admin.rule.RuleLanguage;
import lb.admin.rule.RuleScope;
import lb.admin.rule.TcpRule;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Rule;
import lb.proxy.settings.Rules;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Template;
import lb.proxy.settings.UseServer;
import org.jspecify.annotations.Nullable;

/** Reads the rules and conditions of one frontend or backend that are in HAProxy's words. */
final class RuleReader {
    static final Pattern WORD = Pattern.compile("[^\\p{Cntrl} ]{1,64}");

    private static final Form.Text TEXT = new Form.Text("text", Pattern.compile("(?s).*"));
    private static final Condition NEVER = new Condition.Any(List.of());

    private final Section section;
    private final Mode mode;
    private final @Nullable RuleLanguage language;
    private @Nullable Duration inspectDelay;

    private RuleReader(Section section, Mode mode, @Nullable RuleLanguage language) {
        this.section = section;
        this.mode = mode;
        this.language = language;
    }

    /** With the ACLs of a section. */
    static RuleReader of(Section section, boolean frontend, String name, Mode mode, RuleNames names) {
        if (mode == Mode.UDP) {
            List.of(RuleKeys.ACLS, RuleKeys.TCP_REQUEST, RuleKeys.USE_SERVER)
                    .forEach(key -> section.wrong(key, "only with mode = http or tcp"));
        }
        if (mode != Mode.HTTP) {
            List.of(RuleKeys.HTTP_REQUEST, RuleKeys.HTTP_RESPONSE)
                    .forEach(key -> section.wrong(key, "only with mode = http"));
        }
        if (mode == Mode.UDP) {
            return new RuleReader(section, mode, null);
        }
        var language = new RuleLanguage(new RuleScope(
                frontend,
                name,
                mode,
                names.backends(),
                names.userLists(),
                new ConfigurationRuleFiles(section.reading().file())));
        var reader = new RuleReader(section, mode, language);
        reader.read(RuleKeys.ACLS, (words, complaints) -> {
            language.acl(words, complaints);
            return null;
        });
        return reader;
    }

    /** Text of a backend with parts of the request in it; null where it is wrong, which is then said. */
    static @Nullable Template template(Value value, String backend, Mode mode, RuleNames names) {
        var language = new RuleLanguage(new RuleScope(
                false,
                backend,
                mode,
                names.backends(),
                names.userLists(),
                new ConfigurationRuleFiles(value.reading().file())));
        var text = value.scalar().orElse("");
        return language.template(text, Phase.ofChoice(mode), complaint -> value.wrong(complaint.text(List.of())));
    }

    /** All rules. */
    Rules rules() {
        if (language == null) {
            return Rules.NONE;
        }
        var connection = new ArrayList<Rule>();
        var session = new ArrayList<Rule>();
        var content = new ArrayList<Rule>();
        for (var rule : read(RuleKeys.TCP_REQUEST, language::tcpRequest)) {
            switch (rule) {
                case TcpRule.Connection(Rule one) -> connection.add(one);
                case TcpRule.Session(Rule one) -> session.add(one);
                case TcpRule.Content(Rule one) -> content.add(one);
                case TcpRule.InspectDelay(Duration delay) -> inspectDelay = delay;
            }
        }
        if (mode == Mode.TCP) {
            return new Rules(connection, session, content, List.of(), List.of());
        }
        return new Rules(
                connection,
                session,
                content,
                read(RuleKeys.HTTP_REQUEST, language::httpRequest),
                read(RuleKeys.HTTP_RESPONSE, language::httpResponse));
    }

    /** How long is waited for the first bytes of a connection, where the rules say it; null otherwise. */
    @Nullable
    Duration inspectDelay() {
        return inspectDelay;
    }

    /** Which requests get which of the servers. */
    List<UseServer> useServers(List<ServerSettings> servers) {
        if (language == null) {
            return List.of();
        }
        var names = servers.stream().map(ServerSettings::name).toList();
        return read(RuleKeys.USE_SERVER, (words, complaints) -> language.useServer(words, names, complaints));
    }

    /** A condition; never, where it is wrong, which is then said. */
    Condition when(Value value) {
        var text = value.scalar();
        if (text.isEmpty()) {
            value.expected(RuleKeys.WHEN.form().expected());
            return NEVER;
        }
        if (language == null) {
            value.wrong("only with mode = http or tcp");
            return NEVER;
        }
        var condition = read(value, (words, complaints) -> {
            var unless = !words.isEmpty() && words.getFirst().equals("unless");
            var plain = unless ? words.subList(1, words.size()) : words;
            var read = language.condition(
                    plain,
                    Phase.ofChoice(mode),
                    complaint -> complaints.take(unless ? complaint.behind(1) : complaint));
            return read == null || !unless ? read : new Condition.Not(read);
        });
        return condition == null ? NEVER : condition;
    }

    private <T> List<T> read(Key<?> key, BiFunction<List<String>, Complaints, @Nullable T> kind) {
        var all = section.value(key);
        var rules = new ArrayList<T>();
        if (all == null) {
            return rules;
        }
        for (var one : all.elements()) {
            if (one.scalar().isEmpty()) {
                one.expected(key.form().expected());
                continue;
            }
            var rule = read(one, kind);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private static <T> @Nullable T read(Value value, BiFunction<List<String>, Complaints, @Nullable T> kind) {
        var text = value.parsed(TEXT);
        if (text == null) {
            return null;
        }
        var words = RuleLanguage.words(text, complaint -> value.wrong(complaint.text(List.of())));
        return words == null
                ? null
                : kind.apply(words, complaint -> {
                    var said = SecretWords.of(words).in(complaint.text(words));
                    if (complaint.error()) {
                        value.wrong(said);
                    } else {
                        value.doubtful(said);
                    }
                });
    }
}
