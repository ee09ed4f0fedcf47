package lb.admin.config;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import lb.admin.problem.Words;
import lb.ha.settings.CloudTarget;
import lb.ha.settings.CloudTarget.Webhook;
import lb.ha.settings.CloudTarget.WebhookRequest;
import lb.ha.settings.Secret;
import lb.proxy.page.FieldSyntax;
import org.jspecify.annotations.Nullable;

/** Reads requests of a person's own making. */
final class WebhookReader {
    private static final Pattern FIELD = Pattern.compile("\\{(virtual-ip|node|address|interface)}");
    private static final Pattern FIELD_VALUE = Pattern.compile("[ -~]{0,4096}");

    /** What the client writes itself. */
    private static final Set<String> OURS = Set.of("connection", "content-length", "expect", "host", "upgrade");

    private WebhookReader() {}

    static void read(Section cloud, List<CloudTarget> targets) {
        for (var named : cloud.named(WebhookKeys.WEBHOOKS)) {
            var title = cloud.title() + ": webhook \"" + named.name() + "\"";
            var section = Section.of(named.value().titled(title), WebhookKeys.WEBHOOK, title, "");
            if (section == null) {
                continue;
            }
            var move = request(section, WebhookKeys.MOVE);
            var check = request(section, WebhookKeys.CHECK);
            var verify = request(section, WebhookKeys.VERIFY);
            if (!section.has(WebhookKeys.MOVE)) {
                section.missing(WebhookKeys.MOVE, WebhookKeys.MOVE.form().expected());
            }
            if (verify != null && verify.contains().isEmpty()) {
                section.error(
                        "verify.contains is missing (expected: what the answer contains once the move has happened)");
            }
            if (move != null) {
                targets.add(new Webhook(named.name(), move, check, verify));
            }
        }
    }

    /** Null when there is none, or what is wrong with it was said. */
    private static @Nullable WebhookRequest request(Section webhook, Key<?> key) {
        var section = webhook.section(key, WebhookKeys.REQUEST);
        if (section == null) {
            return null;
        }
        var standard = key.equals(WebhookKeys.MOVE) ? "POST" : "GET";
        var method = section.get(WebhookKeys.METHOD, standard);
        var url = url(section);
        var headers = headers(section, WebhookKeys.HEADERS);
        var status = section.get(WebhookKeys.STATUS, new Form.StatusRange.Bounds(200, 299));
        var contains = section.get(WebhookKeys.CONTAINS, "");
        if (section.has(WebhookKeys.TOKEN) || section.has(WebhookKeys.TOKEN_FILE)) {
            var token = CloudReader.secret(section, WebhookKeys.TOKEN, WebhookKeys.TOKEN_FILE);
            if (headers.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase)) {
                section.error("has both a token and the header Authorization (expected: one of them)");
            } else if (token != null) {
                headers.put("Authorization", new Secret("Bearer " + token.reveal()));
            }
        }
        var body = section.secret(WebhookKeys.BODY);
        var text = body == null ? "" : body.scalar().orElse("");
        if (body != null && text.isEmpty()) {
            body.expected(WebhookKeys.BODY.form().expected());
        }
        return url == null
                ? null
                : new WebhookRequest(
                        method,
                        url,
                        headers,
                        text.isEmpty() ? null : new Secret(text),
                        status.lowest(),
                        status.highest(),
                        contains);
    }

    private static @Nullable Secret url(Section section) {
        var value = section.secret(WebhookKeys.URL);
        if (value == null) {
            section.missing(WebhookKeys.URL, WebhookKeys.URL.form().expected());
            return null;
        }
        var text = value.scalar().orElse("");
        try {
            var uri = URI.create(FIELD.matcher(text).replaceAll("x"));
            var scheme = uri.getScheme();
            if (("https".equals(scheme) || "http".equals(scheme))
                    && uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && uri.getUserInfo() == null) {
                CloudReader.warnOfPlainText(value, uri);
                return new Secret(text);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        value.expected(WebhookKeys.URL.form().expected());
        return null;
    }

    /** Fields of requests of our own, whose values are never shown. */
    static Map<String, Secret> headers(Section section, Key<?> key) {
        var headers = new LinkedHashMap<String, Secret>();
        var all = section.secret(key);
        if (all == null) {
            return headers;
        }
        if (!all.isObject()) {
            all.expected(key.form().expected());
            return headers;
        }
        for (var name : all.keys()) {
            var one = all.child(name, section.title(), all.name() + "." + name, true);
            if (one == null) {
                continue;
            }
            if (!FieldSyntax.isName(name) || OURS.contains(Words.plain(name))) {
                one.wrong("expected: the name of a header field that the request does not have anyway");
            } else if (one.scalar().filter(FIELD_VALUE.asMatchPredicate()).isEmpty()) {
                one.expected("text in one line, of letters, digits, signs and spaces");
            } else {
                headers.put(name, new Secret(one.scalar().orElseThrow()));
            }
        }
        return headers;
    }
}
