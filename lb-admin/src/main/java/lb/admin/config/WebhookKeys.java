package lb.admin.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Requests of a person's own making. */
final class WebhookKeys {
    static final Key<String> METHOD = Key.without(
            "method",
            new Form.Word<>(methods()),
            "POST; GET in `check` and `verify`",
            "Method of the request. It is repeated when there is no answer, so it has to be one that may be.");
    static final Key<Object> URL = part(
            "url",
            "a URL that starts with http:// or https://",
            "needed",
            "Where to. `{virtual-ip}`, `{node}`, `{address}` and `{interface}` stand for what they say, here, in the"
                    + " headers, in the body and in `contains`. Never shown.");
    static final Key<Object> HEADERS =
            part("headers", "{ <name> = text }", "none", "Header fields of the request. Never shown.");
    static final Key<Object> BODY = part("body", "text", "none", "Body of the request. Never shown.");
    static final Key<Form.StatusRange.Bounds> STATUS =
            Key.without("status", new Form.StatusRange(), "200-299", "The statuses that mean yes.");
    static final Key<String> CONTAINS = Key.without(
            "contains",
            new Form.Text("text", Pattern.compile("(?s).{1,1000}")),
            "anything",
            "What the answer has to contain.");
    static final Key<Object> TOKEN =
            part("token", "text", "no such field", "Sent as `Authorization: Bearer …`; or `token-file`.");
    static final Key<Object> TOKEN_FILE =
            part("token-file", "a file", "no such field", "A file whose text, trimmed, is the token.");
    static final Table REQUEST = new Table(
            "virtual-ips.<name>.cloud.webhooks.<name>.move",
            "A request. `check` and `verify` have the same keys.",
            List.of(METHOD, URL, HEADERS, BODY, STATUS, CONTAINS, TOKEN, TOKEN_FILE));

    static final Key<Object> MOVE = request("move", "needed", "What is asked when this node has become master.");
    static final Key<Object> CHECK =
            request("check", "nothing is asked", "What is asked at the start, to know that a move would work.");
    static final Key<Object> VERIFY = request(
            "verify",
            "the answer of the move is believed",
            "What is asked whether the move has happened: it has when the answer contains `contains`.");
    static final Table WEBHOOK = new Table(
            "virtual-ips.<name>.cloud.webhooks.<name>",
            "Anything that is told by an HTTP request.",
            List.of(MOVE, CHECK, VERIFY));
    static final Key<Object> WEBHOOKS = Key.without(
            "webhooks",
            new Form.Part("{ <name> { move { url = … } } }", List.of(WEBHOOK), true, false),
            "none",
            "Anything else that is told by an HTTP request.");

    private WebhookKeys() {}

    private static Key<Object> request(String name, String otherwise, String means) {
        return Key.without(name, new Form.Part("{ url = … }", List.of(REQUEST), false, false), otherwise, means);
    }

    private static Key<Object> part(String name, String expected, String otherwise, String means) {
        return Key.without(name, new Form.Part(expected, List.of(), false, false), otherwise, means);
    }

    private static Map<String, String> methods() {
        var words = new LinkedHashMap<String, String>();
        List.of("POST", "PUT", "PATCH", "GET", "DELETE", "HEAD").forEach(word -> words.put(word, word));
        return words;
    }
}
