package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lb.proxy.route.Matcher;
import lb.proxy.settings.BytePattern;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Sample;
import lb.proxy.settings.ScriptStep;
import org.jspecify.annotations.Nullable;

/** Reads the steps of a check's script. */
final class ScriptReader {
    private static final List<Key<?>> KINDS =
            List.of(ExpectKeys.CONNECT, ExpectKeys.SEND, ExpectKeys.SEND_BINARY, ExpectKeys.EXPECT);
    private static final List<Key<String>> PATTERNS =
            List.of(ExpectKeys.STRING, ExpectKeys.EXPRESSION, ExpectKeys.BINARY_STRING, ExpectKeys.BINARY_EXPRESSION);

    private ScriptReader() {}

    /** @param tls whether connections of the check speak TLS */
    static List<ScriptStep> read(Section check, boolean tls, boolean sendProxy) {
        var steps = new ArrayList<ScriptStep>();
        var value = check.value(CheckKeys.STEPS);
        if (value == null) {
            return steps;
        }
        if (!value.isList() || value.elements().isEmpty()) {
            value.expected("a list, " + CheckKeys.STEPS.form().expected());
            return steps;
        }
        for (var element : value.elements()) {
            var section = Section.of(element, ExpectKeys.STEP, check.title(), "check.steps.");
            if (section != null) {
                var step = step(element, section, tls, sendProxy);
                if (step != null) {
                    steps.add(step);
                }
            }
        }
        return steps;
    }

    private static @Nullable ScriptStep step(Value element, Section section, boolean tls, boolean sendProxy) {
        if (KINDS.stream().filter(section::has).count() != 1) {
            element.error("has a step that is not just one of connect, send, send-binary and expect");
            return null;
        }
        var comment = section.get(ExpectKeys.COMMENT, "");
        if (section.has(ExpectKeys.CONNECT)) {
            return connect(section, tls, sendProxy, comment);
        }
        if (section.has(ExpectKeys.EXPECT)) {
            return expect(section, comment);
        }
        var text = section.get(ExpectKeys.SEND);
        var binary = section.get(ExpectKeys.SEND_BINARY);
        if (text != null) {
            return new ScriptStep.Send(text, comment);
        }
        return binary == null ? null : new ScriptStep.Send(ExpectKeys.text(binary), comment);
    }

    private static @Nullable ScriptStep connect(Section section, boolean tls, boolean sendProxy, String comment) {
        var value = section.value(ExpectKeys.CONNECT);
        if (value == null) {
            return null;
        }
        if (value.scalar().isPresent()) {
            if (!Boolean.TRUE.equals(value.parsed(new Form.Flag()))) {
                value.expected(ExpectKeys.CONNECT.form().expected());
            }
            return new ScriptStep.Connect(CheckSettings.PORT_OF_SERVER, tls, sendProxy, comment);
        }
        var own = section.section(ExpectKeys.CONNECT, ExpectKeys.CONNECTION);
        if (own == null) {
            return null;
        }
        var asked = own.get(ExpectKeys.CONNECT_TLS, tls);
        if (asked && !tls) {
            own.wrong(ExpectKeys.CONNECT_TLS, "only where the check has tls");
        }
        return new ScriptStep.Connect(
                own.get(ExpectKeys.CONNECT_PORT, CheckSettings.PORT_OF_SERVER),
                asked,
                own.get(ExpectKeys.CONNECT_SEND_PROXY, sendProxy),
                comment);
    }

    private static @Nullable ScriptStep expect(Section section, String comment) {
        var value = section.value(ExpectKeys.EXPECT);
        if (value == null) {
            return null;
        }
        if (value.scalar().isPresent()) {
            var text = value.parsed(ExpectKeys.BYTES);
            return text == null
                    ? null
                    : new ScriptStep.Expect(
                            new BytePattern.Text(text), false, ScriptStep.Expect.OPEN, comment, null, null);
        }
        var own = section.section(ExpectKeys.EXPECT, ExpectKeys.EXPECTED);
        if (own == null) {
            return null;
        }
        if (PATTERNS.stream().filter(own::has).count() != 1) {
            value.error("needs just one of string, regex, binary and binary-regex");
            return null;
        }
        var pattern = pattern(own);
        return pattern == null
                ? null
                : new ScriptStep.Expect(
                        pattern,
                        own.orStandard(ExpectKeys.NOT),
                        own.get(ExpectKeys.MIN_RECV, ScriptStep.Expect.OPEN),
                        comment,
                        own.get(ExpectKeys.ON_ERROR),
                        own.get(ExpectKeys.ON_SUCCESS));
    }

    /** The pattern that a section has; null where there is none, or it is wrong, which is then said. */
    static @Nullable BytePattern pattern(Section section) {
        var text = section.get(ExpectKeys.STRING);
        if (text != null) {
            return new BytePattern.Text(text);
        }
        var binary = section.get(ExpectKeys.BINARY_STRING);
        if (binary != null) {
            return new BytePattern.Binary(binary);
        }
        var regex = regex(section, ExpectKeys.EXPRESSION);
        if (regex != null) {
            return new BytePattern.Regex(regex);
        }
        var binaryRegex = regex(section, ExpectKeys.BINARY_EXPRESSION);
        return binaryRegex == null ? null : new BytePattern.BinaryRegex(binaryRegex);
    }

    /** A regular expression; null where there is none, or it is wrong, which is then said. */
    static @Nullable String regex(Section section, Key<String> key) {
        var text = section.get(key);
        if (text == null) {
            return null;
        }
        try {
            Objects.requireNonNull(Matcher.of(
                    new Condition.Text(new Sample.Path(), Condition.Comparison.REGEX, List.of(text), false)));
            return text;
        } catch (IllegalArgumentException e) {
            section.wrong(key, "expected: a regular expression (RE2); " + e.getMessage());
            return null;
        }
    }
}
