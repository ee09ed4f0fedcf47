package lb.admin.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import lb.proxy.page.FieldSyntax;
import lb.proxy.route.Matcher;
import lb.proxy.route.NormalPath;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Sample;

/** Reads what a route asks of a request. */
final class ConditionReader {
    private static final Condition NEVER = new Condition.Any(List.of());

    private final Section section;
    private final RuleReader rules;
    private final List<Condition> conditions = new ArrayList<>();

    private ConditionReader(Section section, RuleReader rules) {
        this.section = section;
        this.rules = rules;
    }

    /**
     * All conditions of a route; those that are wrong are said and left out.
     *
     * @param rules what reads those in HAProxy's words
     */
    static Condition read(Section route, Mode mode, RuleReader rules) {
        var reader = new ConditionReader(route, rules);
        reader.plain(mode);
        var not = route.section(RouteKeys.NOT, RouteKeys.CONDITION);
        if (not != null) {
            reader.conditions.add(new Condition.Not(group(not, mode, rules)));
        }
        var any = route.value(RouteKeys.ANY);
        if (any != null) {
            reader.conditions.add(any(any, route, mode, rules));
        }
        return new Condition.All(reader.conditions);
    }

    private static Condition any(Value any, Section route, Mode mode, RuleReader rules) {
        var groups = any.elements().stream()
                .map(one -> Section.of(one, RouteKeys.CONDITION, route.title(), any.name() + "."))
                .filter(Objects::nonNull)
                .map(one -> group(one, mode, rules))
                .toList();
        if (any.isList() && any.isEmpty()) {
            any.expected("one group of conditions or more");
        }
        return new Condition.Any(groups);
    }

    /** All conditions of a group, as those of a route. */
    static Condition group(Section group, Mode mode, RuleReader rules) {
        var reader = new ConditionReader(group, rules);
        reader.plain(mode);
        if (reader.conditions.isEmpty() && RouteKeys.CONDITION.keys().stream().noneMatch(group::has)) {
            group.error("a group of conditions is empty (expected: one of "
                    + String.join(", ", RouteKeys.CONDITION.names()) + ")");
        }
        return new Condition.All(reader.conditions);
    }

    private void plain(Mode mode) {
        if (mode == Mode.TCP) {
            RouteKeys.HTTP_CONDITIONS.forEach(key -> section.wrong(key, "only with mode = http"));
            names(RouteKeys.SNI, new Sample.ServerName());
        } else {
            section.wrong(RouteKeys.SNI, "only with mode = tcp");
            names(RouteKeys.HOST, new Sample.Host());
            text(RouteKeys.HOST_REGEX, new Sample.Host(), Comparison.REGEX, RouteKeys.SOME_TEXT, true);
            paths(RouteKeys.PATH, Comparison.EXACT);
            paths(RouteKeys.PATH_PREFIX, Comparison.PATH_PREFIX);
            text(RouteKeys.PATH_SUFFIX, new Sample.Path(), Comparison.SUFFIX, RouteKeys.SOME_TEXT, false);
            text(RouteKeys.PATH_REGEX, new Sample.Path(), Comparison.REGEX, RouteKeys.SOME_TEXT, false);
            text(RouteKeys.METHOD, new Sample.Method(), Comparison.EXACT, RouteKeys.METHOD_TEXT, false);
            named(RouteKeys.HEADER);
            named(RouteKeys.QUERY);
        }
        sources();
        var when = section.value(RuleKeys.WHEN);
        if (when != null) {
            conditions.add(rules.when(when));
        }
    }

    private void names(Key<?> key, Sample sample) {
        var names = texts(section, key, RouteKeys.HOST_TEXT);
        if (!names.isEmpty()) {
            conditions.add(new Condition.Name(sample, names));
        }
    }

    private void paths(Key<?> key, Comparison comparison) {
        var value = section.value(key);
        if (value == null) {
            return;
        }
        for (var one : value.elements()) {
            var path = one.scalar().orElse("");
            var normal = NormalPath.of(Unpooled.copiedBuffer(path, ISO_8859_1), 0, path.length());
            if (RouteKeys.PATH_TEXT.pattern().matcher(path).matches()
                    && normal != null
                    && !normal.toString(ISO_8859_1).equals(path)) {
                one.wrong("requests are compared in normal form, as \"" + normal.toString(ISO_8859_1) + "\"");
            }
        }
        text(key, new Sample.Path(), comparison, RouteKeys.PATH_TEXT, false);
    }

    private void text(Key<?> key, Sample sample, Comparison comparison, Form.Text form, boolean ignoreCase) {
        add(section, key, sample, comparison, form, ignoreCase);
    }

    private void add(
            Section from, Key<?> key, Sample sample, Comparison comparison, Form.Text form, boolean ignoreCase) {
        var texts = texts(from, key, form);
        if (texts.isEmpty()) {
            return;
        }
        var condition = new Condition.Text(sample, comparison, texts, ignoreCase);
        try {
            Objects.requireNonNull(Matcher.of(condition));
            conditions.add(condition);
        } catch (IllegalArgumentException e) {
            from.wrong(key, "expected: a regular expression (RE2); " + e.getMessage());
        }
    }

    /** Header fields, or parameters of the query. */
    private void named(Key<?> key) {
        var all = section.value(key);
        if (all == null) {
            return;
        }
        if (!all.isObject()) {
            all.expected(key.form().expected());
            return;
        }
        for (var name : all.keys()) {
            var sample =
                    key.equals(RouteKeys.HEADER) ? new Sample.Header(name) : new Sample.QueryParameter(bytes(name));
            var one = all.child(name, section.title(), all.name() + "." + name, false);
            if (one == null) {
                continue;
            }
            if (key.equals(RouteKeys.HEADER) && !FieldSyntax.isName(name)) {
                one.error("is not the name of a header field");
            } else if (one.isObject()) {
                detailed(one, sample);
            } else {
                var texts = texts(one, RouteKeys.ANY_TEXT);
                if (!texts.isEmpty()) {
                    conditions.add(new Condition.Text(sample, Comparison.EXACT, texts, false));
                }
            }
        }
    }

    private void detailed(Value value, Sample sample) {
        var text = Section.of(value, RouteKeys.TEXT, section.title(), value.name() + ".");
        if (text == null) {
            return;
        }
        var ignoreCase = text.orStandard(RouteKeys.IGNORE_CASE);
        var present = text.get(RouteKeys.PRESENT);
        if (present != null) {
            var condition = new Condition.Present(sample);
            conditions.add(present ? condition : new Condition.Not(condition));
        }
        add(text, RouteKeys.EXACT, sample, Comparison.EXACT, RouteKeys.ANY_TEXT, ignoreCase);
        add(text, RouteKeys.PREFIX, sample, Comparison.PREFIX, RouteKeys.SOME_TEXT, ignoreCase);
        add(text, RouteKeys.SUFFIX, sample, Comparison.SUFFIX, RouteKeys.SOME_TEXT, ignoreCase);
        add(text, RouteKeys.CONTAINS, sample, Comparison.CONTAINS, RouteKeys.SOME_TEXT, ignoreCase);
        add(text, RouteKeys.REGEX, sample, Comparison.REGEX, RouteKeys.SOME_TEXT, ignoreCase);
        if (Stream.of(
                        RouteKeys.PRESENT,
                        RouteKeys.EXACT,
                        RouteKeys.PREFIX,
                        RouteKeys.SUFFIX,
                        RouteKeys.CONTAINS,
                        RouteKeys.REGEX)
                .noneMatch(text::has)) {
            value.expected("one of " + String.join(", ", RouteKeys.TEXT.names()));
        }
    }

    private void sources() {
        var value = section.value(RouteKeys.SOURCE);
        if (value == null) {
            return;
        }
        var networks = value.elements().stream()
                .map(one -> one.parsed(new Form.Range()))
                .filter(Objects::nonNull)
                .toList();
        conditions.add(networks.isEmpty() ? NEVER : new Condition.Source(networks));
        if (value.isList() && value.isEmpty()) {
            value.expected("one network or more");
        }
    }

    private static List<String> texts(Section from, Key<?> key, Form.Text form) {
        var value = from.value(key);
        return value == null ? List.of() : texts(value, form);
    }

    /** The texts of a value as their bytes in UTF-8, each a character; those that are wrong are said and left out. */
    private static List<String> texts(Value value, Form.Text form) {
        if (value.isList() && value.isEmpty()) {
            value.expected("one or more");
        }
        return value.elements().stream()
                .map(one -> one.parsed(form))
                .filter(Objects::nonNull)
                .map(ConditionReader::bytes)
                .toList();
    }

    static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
