package lb.admin.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lb.proxy.page.FieldSyntax;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplateField;
import lb.proxy.settings.TemplatePart;
import org.jspecify.annotations.Nullable;

/** Reads what stands behind {@code return} and {@code deny}: a status, and perhaps a body and header fields. */
final class Replies {
    private static final List<String> OPTIONS = List.of(
            "status",
            "content-type",
            "default-errorfiles",
            "errorfile",
            "errorfiles",
            "file",
            "lf-file",
            "string",
            "lf-string",
            "hdr");

    /** What a client's connection holds back at once. */
    private static final int LONGEST_BODY = 64 * 1024;

    private static final int LEAST_STATUS = 200;
    private static final int MOST_STATUS = 599;

    /** Those that HAProxy 2.6 has an error page for, without its 200. */
    private static final List<Integer> WITH_PAGE =
            List.of(400, 401, 403, 404, 405, 407, 408, 410, 413, 421, 422, 425, 429, 500, 501, 502, 503, 504);

    private final RuleScope scope;
    private final Templates templates;
    private final Sentence words;
    private final Phase phase;
    private final boolean deny;
    private final List<TemplateField> fields = new ArrayList<>();
    private @Nullable Integer status;
    private int statusAt;
    private @Nullable String type;
    private int typeAt;
    private @Nullable String payload;
    private int payloadAt;
    private @Nullable Template body;
    private @Nullable FixedResponse whole;

    private Replies(RuleScope scope, Templates templates, Sentence words, Phase phase, boolean deny) {
        this.scope = scope;
        this.templates = templates;
        this.words = words;
        this.phase = phase;
        this.deny = deny;
    }

    /**
     * Reads one, up to its condition.
     *
     * @return null when it is wrong, which is then said
     */
    static @Nullable RuleAction read(RuleScope scope, Templates templates, Sentence words, Phase phase, boolean deny) {
        return new Replies(scope, templates, words, phase, deny).read();
    }

    private @Nullable RuleAction read() {
        while (!words.isBehindAction()) {
            option();
        }
        checkType();
        if (words.isBroken()) {
            return null;
        }
        return deny ? denial() : response();
    }

    private @Nullable RuleAction denial() {
        // A response that is not let through is the fault of a server.
        var refused = phase == Phase.RESPONSE ? 502 : 403;
        var code = status == null ? refused : status;
        if ((payload == null && fields.isEmpty()) || "default-errorfiles".equals(payload)) {
            if (!WITH_PAGE.contains(code)) {
                var expected = WITH_PAGE.stream().map(String::valueOf).collect(Collectors.joining(", "));
                words.wrong(
                        statusAt,
                        "there is no error page of status " + code + " (expected: one of " + expected
                                + ", or a body or header fields)");
                return null;
            }
            return new RuleAction.Deny(code, null);
        }
        if (whole != null) {
            return new RuleAction.Deny(code, whole);
        }
        var fixed = new ArrayList<Field>();
        for (var field : allFields()) {
            var text = literal(field.value());
            if (text == null) {
                words.notDone(0, "deny with what differs from request to request");
                return null;
            }
            fixed.add(new Field(field.name(), text));
        }
        var text = body == null ? "" : literal(body);
        if (text == null) {
            words.notDone(0, "deny with what differs from request to request");
            return null;
        }
        return new RuleAction.Deny(code, new FixedResponse(code, fixed, text));
    }

    private @Nullable RuleAction response() {
        if (whole != null) {
            return new RuleAction.Respond(
                    whole.status(),
                    whole.fields().stream()
                            .map(field -> new TemplateField(field.name(), Template.literal(field.value())))
                            .toList(),
                    whole.body().isEmpty() ? null : Template.literal(whole.body()));
        }
        if ("default-errorfiles".equals(payload)) {
            words.notDone(payloadAt, "default-errorfiles of return");
            return null;
        }
        return new RuleAction.Respond(status == null ? LEAST_STATUS : status, allFields(), body);
    }

    /** With the type of the body first. */
    private List<TemplateField> allFields() {
        var all = new ArrayList<TemplateField>();
        if (type != null && body != null) {
            all.add(new TemplateField("Content-Type", Template.literal(Patterns.bytes(type))));
        }
        all.addAll(fields);
        return all;
    }

    /** The text of a template without samples; null for one that has some. */
    private static @Nullable String literal(Template template) {
        var text = new StringBuilder();
        for (var part : template.parts()) {
            if (!(part instanceof TemplatePart.Literal(String one))) {
                return null;
            }
            text.append(one);
        }
        return text.toString();
    }

    private void checkType() {
        if (type != null && body == null && !words.isBroken()) {
            words.doubtful(typeAt, "content-type has no effect: there is no body");
        }
        if (type == null && body != null && !body.parts().isEmpty()) {
            words.wrong(payloadAt, "expected: content-type with it");
        }
        if (body != null && !body.parts().isEmpty() && status != null && (status == 204 || status == 304)) {
            words.wrong(payloadAt, "a response with status " + status + " has no body");
        }
        if (!fields.isEmpty() && (whole != null || "default-errorfiles".equals(payload))) {
            words.doubtful(payloadAt, "hdr has no effect beside it");
        }
    }

    private void option() {
        var at = words.at();
        var word = words.next();
        switch (word) {
            case "status" -> status();
            case "deny_status" -> denyStatus(at, word);
            case "content-type" -> {
                typeAt = at;
                type = words.argument("a media type, such as text/plain");
                if (type != null && (type.isEmpty() || !FieldSyntax.isValue(Patterns.bytes(type)))) {
                    words.expected(words.at() - 1, "a media type, such as text/plain");
                }
            }
            case "default-errorfiles" -> isOnly(at, word);
            case "errorfile", "file", "lf-file", "string", "lf-string" -> payload(at, word);
            case "errorfiles" -> {
                words.notDone(at, word);
                words.skipToCondition();
            }
            case "hdr" -> field(at);
            default -> words.unknown(at, "expected: if, unless or one of " + String.join(", ", OPTIONS), word, OPTIONS);
        }
    }

    private void status() {
        status = words.number(LEAST_STATUS, MOST_STATUS);
        statusAt = words.at() - 1;
    }

    private void denyStatus(int at, String word) {
        if (deny) {
            status();
        } else {
            words.unknown(at, "expected with return: status", word, OPTIONS);
            words.skipToCondition();
        }
    }

    private boolean isOnly(int at, String word) {
        if (payload != null) {
            words.wrong(at, "there is " + payload + " already (expected: one of them)");
            return false;
        }
        payload = word;
        payloadAt = at;
        return true;
    }

    private void payload(int at, String word) {
        var isFile = !word.endsWith("string");
        var text = words.argument(isFile ? "a file" : "a text");
        var where = words.at() - 1;
        if (text == null || !isOnly(at, word)) {
            return;
        }
        try {
            switch (word) {
                case "errorfile" -> whole = scope.files().errorFile(text);
                case "file" -> body = Template.literal(scope.files().read(text, LONGEST_BODY));
                case "lf-file" -> body = templates.parse(words, where, ofFile(text), phase, false);
                case "lf-string" -> body = templates.parse(words, where, text, phase, false);
                default -> body = Template.literal(Patterns.bytes(text));
            }
        } catch (RuleFileException e) {
            words.wrong(where, e.why());
        }
    }

    private String ofFile(String name) throws RuleFileException {
        return Patterns.text(scope.files().read(name, LONGEST_BODY));
    }

    private void field(int at) {
        var name = words.argument("the name and the value of a header field");
        var text = name == null ? null : words.argument("the value of the header field");
        if (name == null || text == null) {
            return;
        }
        if (!FieldSyntax.isName(name)) {
            words.expected(at + 1, "the name of a header field");
        } else if (FixedResponse.isOurs(name)) {
            words.wrong(at + 1, name + " is added when the response is sent");
        } else {
            var value = templates.ofField(words, at + 2, text, phase, false);
            if (value != null) {
                fields.add(new TemplateField(name, value));
            }
        }
    }
}
