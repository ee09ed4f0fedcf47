package lb.admin.rule;

import java.util.List;
import lb.proxy.page.FieldSyntax;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.RuleAction.Redirect.Kind;
import lb.proxy.settings.Template;
import org.jspecify.annotations.Nullable;

/** Reads what stands behind {@code redirect}. */
final class Redirects {
    private static final List<Integer> CODES = List.of(301, 302, 303, 307, 308);
    private static final List<String> OPTIONS = List.of(
            "location",
            "prefix",
            "scheme",
            "code",
            "drop-query",
            "append-slash",
            "ignore-empty",
            "set-cookie",
            "clear-cookie");
    private static final int STANDARD_CODE = 302;

    private final Templates templates;
    private final Sentence words;
    private final Phase phase;
    private @Nullable Kind kind;
    private @Nullable Template to;
    private int code = STANDARD_CODE;
    private boolean dropQuery;
    private boolean appendSlash;
    private boolean ignoreEmpty;
    private @Nullable String cookie;

    private Redirects(Templates templates, Sentence words, Phase phase) {
        this.templates = templates;
        this.words = words;
        this.phase = phase;
    }

    /**
     * Reads one, up to its condition.
     *
     * @return null when it is wrong, which is then said
     */
    static @Nullable RuleAction read(Templates templates, Sentence words, Phase phase) {
        return new Redirects(templates, words, phase).read();
    }

    private @Nullable RuleAction read() {
        var begin = words.at();
        while (!words.isBehindAction()) {
            option();
        }
        if (kind == null) {
            if (!words.isBroken()) {
                words.expected(begin, "location, prefix or scheme");
            }
            return null;
        }
        return to == null || words.isBroken()
                ? null
                : new RuleAction.Redirect(kind, to, code, dropQuery, appendSlash, ignoreEmpty, cookie);
    }

    private void option() {
        var at = words.at();
        var word = words.next();
        switch (word) {
            case "location" -> place(at, Kind.LOCATION, "where to");
            case "prefix" -> place(at, Kind.PREFIX, "what comes before the path");
            case "scheme" -> place(at, Kind.SCHEME, "a scheme, such as https");
            case "code" -> code();
            case "drop-query" -> dropQuery = true;
            case "append-slash" -> appendSlash = true;
            case "ignore-empty" -> ignoreEmpty = true;
            case "set-cookie" -> cookie(at, "; path=/;");
            case "clear-cookie" -> cookie(at, "; path=/; Max-Age=0;");
            default -> words.unknown(at, "expected: if, unless or one of " + String.join(", ", OPTIONS), word, OPTIONS);
        }
    }

    private void place(int at, Kind wanted, String expected) {
        if (kind != null) {
            words.wrong(at, "expected: one of location, prefix and scheme");
        }
        if (phase == Phase.RESPONSE && wanted != Kind.LOCATION) {
            words.wrong(at, "path and host of the request are gone by then (expected: location)");
        }
        kind = wanted;
        var text = words.argument(expected);
        if (text == null || text.isEmpty()) {
            if (text != null) {
                words.expected(words.at() - 1, expected);
            }
            return;
        }
        to = templates.ofField(words, words.at() - 1, text, phase, false);
    }

    private void code() {
        var text = words.argument("301, 302, 303, 307 or 308");
        if (text == null) {
            return;
        }
        var wanted = CODES.stream().filter(one -> one.toString().equals(text)).findFirst();
        if (wanted.isEmpty()) {
            words.expected(words.at() - 1, "301, 302, 303, 307 or 308");
        }
        code = wanted.orElse(STANDARD_CODE);
    }

    private void cookie(int at, String behind) {
        if (cookie != null) {
            words.wrong(at, "expected: one cookie");
        }
        var text = words.argument("NAME or NAME=value");
        if (text == null) {
            return;
        }
        var value = Patterns.bytes(text + behind);
        if (!FieldSyntax.isValue(value) || text.isEmpty()) {
            words.expected(words.at() - 1, "NAME or NAME=value, without control characters");
            return;
        }
        cookie = value;
    }
}
