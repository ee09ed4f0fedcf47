package lb.admin.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.admin.rule.FetchWords.BadFetchException;
import lb.proxy.page.FieldSyntax;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplatePart;
import org.jspecify.annotations.Nullable;

/**
 * Reads arguments in which HAProxy's log-format expressions may stand (configuration manual section 8.2.6): text with
 * {@code %[fetch]} and variables such as {@code %ci} in it. Unlike in a log line, spaces stay as they are.
 */
final class Templates {
    /** Variables that tell what a fetch does. */
    private static final Map<String, Meaning.Value> VARIABLES = Map.ofEntries(
            Map.entry("ci", new Meaning.Value(new Sample.Source(), Meaning.Type.ADDRESS, Known.ALWAYS)),
            Map.entry("cp", new Meaning.Value(new Sample.SourcePort(), Meaning.Type.NUMBER, Known.ALWAYS)),
            Map.entry("fi", new Meaning.Value(new Sample.Destination(), Meaning.Type.ADDRESS, Known.ALWAYS)),
            Map.entry("fp", new Meaning.Value(new Sample.DestinationPort(), Meaning.Type.NUMBER, Known.ALWAYS)),
            Map.entry("f", new Meaning.Value(new Sample.FrontendName(), Meaning.Type.TEXT, Known.ALWAYS)),
            Map.entry("b", new Meaning.Value(new Sample.BackendName(), Meaning.Type.TEXT, Known.ALWAYS)),
            Map.entry("s", new Meaning.Value(new Sample.ChosenServer(), Meaning.Type.TEXT, Known.RESPONSE)),
            Map.entry("ID", new Meaning.Value(new Sample.UniqueId(), Meaning.Type.TEXT, Known.FROM_REQUEST)),
            Map.entry("HM", new Meaning.Value(new Sample.Method(), Meaning.Type.METHOD, Known.FROM_REQUEST)),
            Map.entry("HPO", new Meaning.Value(new Sample.RawPath(), Meaning.Type.TEXT, Known.REQUEST)),
            Map.entry("HU", new Meaning.Value(new Sample.Url(), Meaning.Type.TEXT, Known.REQUEST)),
            Map.entry("ST", new Meaning.Value(new Sample.Status(), Meaning.Type.NUMBER, Known.RESPONSE)));

    private final RuleScope scope;
    private final Fetches fetches;

    Templates(RuleScope scope) {
        this.scope = scope;
        fetches = new Fetches(scope);
    }

    /**
     * Reads one.
     *
     * @param at the word that it is, for messages
     * @param groups whether {@code \1} stands for what a group of a regular expression has matched
     * @return null when it is wrong, which is then said
     */
    @Nullable
    Template parse(Sentence words, int at, String text, Phase phase, boolean groups) {
        return new Parser(words, at, text, phase, groups).parse();
    }

    /** The same for the value of a header field, which has no control characters. */
    @Nullable
    Template ofField(Sentence words, int at, String text, Phase phase, boolean groups) {
        if (text.isEmpty()) {
            // As in HAProxy: it is more likely forgotten than meant.
            words.expected(at, "something; what may be empty is %[…]");
            return null;
        }
        var template = parse(words, at, text, phase, groups);
        if (template == null) {
            return null;
        }
        for (var part : template.parts()) {
            if (part instanceof TemplatePart.Literal(String literal) && !FieldSyntax.isValue(literal)) {
                words.expected(at, "the value of a header field, without control characters");
                return null;
            }
        }
        return template;
    }

    private final class Parser {
        private final Sentence words;
        private final int word;
        private final String text;
        private final Phase phase;
        private final boolean groups;
        private final List<TemplatePart> parts = new ArrayList<>();
        private final StringBuilder fixed = new StringBuilder();
        private int at;
        private boolean bad;

        Parser(Sentence words, int word, String text, Phase phase, boolean groups) {
            this.words = words;
            this.word = word;
            this.text = text;
            this.phase = phase;
            this.groups = groups;
        }

        @Nullable
        Template parse() {
            while (at < text.length() && !bad) {
                char c = text.charAt(at++);
                if (c == '%') {
                    expression();
                } else if (c == '\\' && groups) {
                    group();
                } else {
                    fixed.append(c);
                }
            }
            endText();
            return bad ? null : new Template(parts);
        }

        private void endText() {
            if (!fixed.isEmpty()) {
                parts.add(new TemplatePart.Literal(Patterns.bytes(fixed.toString())));
                fixed.setLength(0);
            }
        }

        private void add(TemplatePart part) {
            endText();
            parts.add(part);
        }

        private void wrong(String message) {
            bad = true;
            words.wrong(word, message);
        }

        private void group() {
            if (at >= text.length()) {
                wrong("a backslash with nothing behind it (expected: \\1 for a group, or \\\\)");
                return;
            }
            char c = text.charAt(at++);
            if (c >= '0' && c <= '9') {
                add(new TemplatePart.Group(c - '0'));
            } else {
                fixed.append(c);
            }
        }

        private void expression() {
            if (at >= text.length()) {
                wrong("a % with nothing behind it (a percent sign is %%)");
            } else if (text.charAt(at) == '%') {
                at++;
                fixed.append('%');
            } else if (text.charAt(at) == '{') {
                bad = true;
                words.notDone(word, "%{…}");
            } else if (text.charAt(at) == '[') {
                at++;
                fetch();
            } else {
                variable();
            }
        }

        private void fetch() {
            try {
                var written = FetchWords.read(text, at);
                if (!Fetches.NAMES.contains(written.name())) {
                    bad = true;
                    CriterionParser.refuse(words, word, written.name());
                    return;
                }
                if (written.converter() != null) {
                    bad = true;
                    CriterionParser.refuseConverter(words, word, written.converter());
                    return;
                }
                at = written.end();
                if (at >= text.length() || text.charAt(at) != ']') {
                    wrong("a bracket %[ is not closed");
                    return;
                }
                at++;
                meaning(written.name(), fetches.of(written));
            } catch (BadFetchException e) {
                wrong(e.why());
            }
        }

        private void meaning(String name, Meaning meaning) {
            switch (meaning) {
                case Meaning.Value value when value.plain() -> value(name, value);
                case Meaning.Flag(Condition.Constant(boolean holds), var known)
                when known == Known.ALWAYS -> fixed.append(holds ? '1' : '0');
                case Meaning.Flag(Condition.Number number, var known)
                when known == Known.ALWAYS -> add(new TemplatePart.Of(number.sample()));
                default -> {
                    bad = true;
                    words.notDone(word, name + " in %[…]");
                }
            }
        }

        private void value(String name, Meaning.Value value) {
            if (!phase.knows(value.known(), scope.mode())) {
                wrong(name + " is not known in " + phase.words());
                return;
            }
            add(new TemplatePart.Of(value.sample()));
        }

        private void variable() {
            var begin = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            var name = text.substring(begin, at);
            var value = VARIABLES.get(name);
            if (value != null) {
                value("%" + name, value);
                return;
            }
            bad = true;
            if (KnownWords.VARIABLES.contains(name)) {
                words.notDone(word, "%" + name + " in a rule");
            } else {
                words.unknown(
                        word,
                        "there is no variable \"%" + Complaint.shown(name) + "\" (a percent sign is %%)",
                        name,
                        KnownWords.VARIABLES);
            }
        }
    }
}
