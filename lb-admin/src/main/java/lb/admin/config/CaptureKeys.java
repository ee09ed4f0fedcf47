package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lb.proxy.settings.Capture;
import lb.proxy.settings.Captures;
import org.jspecify.annotations.Nullable;

/** What of requests and responses is kept for the log. */
final class CaptureKeys {
    static final Key<String> HEADER_NAME =
            Key.without("name", HttpKeys.FIELD_NAME, "needed", "The field's name, in any case.");
    static final Key<String> COOKIE_NAME = Key.without(
            "name",
            new Form.Text(
                    "how the name of a cookie begins, or all of it with = at the end",
                    Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}=?")),
            "needed",
            "How its name begins; all of its name where an equals sign stands at the end.");
    static final Key<Integer> LENGTH = Key.without(
            "length",
            new Form.Whole(1, Capture.LONGEST),
            "needed",
            "Most bytes that are kept; the rest is cut.",
            "len");
    private static final String LIST = "[ { name = …, length = … } ]";
    static final Table HEADER = new Table(
            "frontends.<name>.capture.request-headers", "A header field that is kept.", List.of(HEADER_NAME, LENGTH));
    static final Key<Object> REQUEST_HEADERS = Key.without(
            "request-headers",
            new Form.Part(LIST, List.of(HEADER), false, false),
            "none",
            "Fields of requests, each in its last line: `%hr`, `%hrl`.",
            "capture request header");
    static final Key<Object> RESPONSE_HEADERS = Key.without(
            "response-headers",
            new Form.Part(LIST, List.of(HEADER), false, false),
            "none",
            "Fields of servers' responses, written in the same way: `%hs`, `%hsl`.",
            "capture response header");
    static final Table COOKIE_TABLE = new Table(
            "frontends.<name>.capture.cookie",
            "The first cookie of that name is kept, with its name.",
            List.of(COOKIE_NAME, LENGTH));
    static final Key<Object> COOKIE = Key.without(
            "cookie",
            new Form.Part("{ name = …, length = … }, or none", List.of(COOKIE_TABLE), false, false),
            "none",
            "A cookie of requests (`%CC`) and of servers' responses (`%CS`).",
            "capture cookie");
    static final Table TABLE = new Table(
            "frontends.<name>.capture",
            "What of requests and responses is kept for the log.",
            List.of(REQUEST_HEADERS, RESPONSE_HEADERS, COOKIE));
    static final Key<Object> CAPTURE = Key.without(
            "capture",
            new Form.Part("{ … }", List.of(TABLE), false, false),
            "nothing",
            "What of requests and responses is kept for the log (http only; [logging](logging.md)).",
            "capture",
            "declare capture");

    private CaptureKeys() {}

    /** @param standard what is kept where nothing else is said */
    static Captures read(Section owner, Captures standard) {
        var section = owner.section(CAPTURE, TABLE);
        return section == null
                ? standard
                : new Captures(
                        headers(section, REQUEST_HEADERS, standard.request()),
                        headers(section, RESPONSE_HEADERS, standard.response()),
                        cookie(section, standard.cookie()));
    }

    private static @Nullable Capture cookie(Section section, @Nullable Capture standard) {
        if (section.isNone(COOKIE)) {
            return null;
        }
        return section.has(COOKIE) ? capture(section.section(COOKIE, COOKIE_TABLE), COOKIE_NAME) : standard;
    }

    private static List<Capture> headers(Section section, Key<?> key, List<Capture> standard) {
        var value = section.value(key);
        if (value == null) {
            return standard;
        }
        var captures = new ArrayList<Capture>();
        for (var element : value.elements()) {
            var capture =
                    capture(Section.of(element, HEADER, section.title(), "capture." + key.name() + "."), HEADER_NAME);
            if (capture != null) {
                captures.add(capture);
            }
        }
        return captures;
    }

    private static @Nullable Capture capture(@Nullable Section section, Key<String> key) {
        if (section == null) {
            return null;
        }
        var name = section.required(key);
        var length = section.required(LENGTH);
        return name == null || length == null ? null : new Capture(name, length);
    }
}
