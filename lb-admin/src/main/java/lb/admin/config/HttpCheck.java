package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import lb.admin.problem.Words;
import lb.proxy.page.FieldSyntax;
import lb.proxy.settings.BytePattern;
import lb.proxy.settings.CheckRequest;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.HttpExpectation;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP check asks for and expects, as far as it is known.
 *
 * @param host null for the server's address
 */
record HttpCheck(
        String path,
        String method,
        @Nullable String host,
        String version,
        List<CheckRequest.Header> headers,
        String body,
        List<HttpExpectation> expected,
        boolean disableOn404) {
    static final HttpCheck STANDARD = new HttpCheck(
            CheckKeys.PATH.standard().orElseThrow(),
            CheckKeys.METHOD.standard().orElseThrow(),
            null,
            CheckKeys.VERSION.standard().orElseThrow(),
            List.of(),
            "",
            List.of(new HttpExpectation.Status(List.of(new HttpExpectation.StatusRange(200, 399)), false)),
            false);

    /** With what a section of a check says in its place. */
    HttpCheck over(Section check) {
        var value = check.value(CheckKeys.EXPECT);
        return new HttpCheck(
                check.get(CheckKeys.PATH, path),
                check.get(CheckKeys.METHOD, method),
                check.has(CheckKeys.HOST) ? check.get(CheckKeys.HOST) : host,
                check.get(CheckKeys.VERSION, version),
                check.has(CheckKeys.HEADERS) ? headers(check) : headers,
                check.get(CheckKeys.BODY, body),
                value == null ? expected : expected(check, value),
                check.get(CheckKeys.DISABLE_ON_404, disableOn404));
    }

    /** @param address the server's, as written */
    CheckSettings.Http settings(String address) {
        var request = new CheckRequest(
                method, path, version.equals("1.1") ? 1 : 0, host == null ? hostHeader(address) : host, headers, body);
        return new CheckSettings.Http(request, expected, disableOn404);
    }

    private static List<CheckRequest.Header> headers(Section check) {
        var headers = new ArrayList<CheckRequest.Header>();
        for (var field : HeaderEditsReader.fields(check, CheckKeys.HEADERS)) {
            if (!FieldSyntax.isName(field.name())) {
                field.value().wrong("expected: the name of a header field");
            } else if (isOurs(field.name())) {
                field.value().wrong(field.name() + " is written by the check itself; Host has a key of its own");
            } else {
                var text = field.value().parsed(RouteKeys.ANY_TEXT);
                if (text != null) {
                    headers.add(new CheckRequest.Header(field.name(), text));
                }
            }
        }
        return headers;
    }

    private static boolean isOurs(String name) {
        return List.of("host", "connection", "content-length", "transfer-encoding")
                .contains(Words.plain(name));
    }

    private static List<HttpExpectation> expected(Section check, Value value) {
        if (!value.isObject()) {
            return List.of(new HttpExpectation.Status(ranges(value), false));
        }
        var section = check.section(CheckKeys.EXPECT, ExpectKeys.HTTP);
        var expected = new ArrayList<HttpExpectation>();
        if (section == null) {
            return expected;
        }
        var not = section.orStandard(ExpectKeys.NOT);
        var status = section.value(ExpectKeys.STATUS);
        if (status != null) {
            expected.add(new HttpExpectation.Status(ranges(status), not));
        }
        var regex = ScriptReader.regex(section, ExpectKeys.STATUS_REGEX);
        if (regex != null) {
            expected.add(new HttpExpectation.StatusRegex(regex, not));
        }
        var field = section.section(ExpectKeys.HEADER, ExpectKeys.FIELD);
        var name = field == null ? null : field.required(ExpectKeys.FIELD_NAME);
        if (field != null && name != null) {
            expected.add(new HttpExpectation.Field(name, pattern(field), not));
        }
        var body = pattern(section);
        if (body != null) {
            expected.add(new HttpExpectation.Body(body, not));
        }
        if (value.isEmpty()) {
            value.expected("one of status, status-regex, header, string and regex");
        }
        return expected;
    }

    private static @Nullable BytePattern pattern(Section section) {
        if (section.has(ExpectKeys.STRING)) {
            section.wrong(ExpectKeys.EXPRESSION, "not with string");
        }
        return ScriptReader.pattern(section);
    }

    private static List<HttpExpectation.StatusRange> ranges(Value value) {
        var ranges = new ArrayList<HttpExpectation.StatusRange>();
        var elements = value.elements();
        for (var element : elements) {
            var bounds = element.parsed(CheckKeys.STATUS);
            if (bounds != null) {
                ranges.add(new HttpExpectation.StatusRange(bounds.lowest(), bounds.highest()));
            }
        }
        if (elements.isEmpty()) {
            value.expected(CheckKeys.STATUS.expected());
        }
        return ranges;
    }

    /** Port 80 is left out, as clients do. */
    private static String hostHeader(String address) {
        return address.endsWith(":80") ? address.substring(0, address.length() - 3) : address;
    }
}
