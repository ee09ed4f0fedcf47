package lb.admin.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lb.proxy.page.FieldSyntax;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import org.jspecify.annotations.Nullable;

/** Reads responses that are always the same: answers of routes and error pages. */
final class FixedResponseReader {
    /** What a client's connection holds back at once. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", HTML),
            Map.entry("htm", HTML),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("xml", "application/xml"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("gif", "image/gif"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("ico", "image/vnd.microsoft.icon"));

    private FixedResponseReader() {}

    /** The error pages under a key, in the place of others. */
    static Map<Integer, FixedResponse> pages(Section owner, Map<Integer, FixedResponse> others) {
        var pages = new HashMap<>(others);
        var all = owner.value(RouteKeys.ERROR_PAGES);
        if (all == null) {
            return pages;
        }
        if (!all.isObject()) {
            all.expected(RouteKeys.ERROR_PAGES.form().expected());
            return pages;
        }
        for (var name : all.keys()) {
            var title = owner.title();
            var one = all.child(name, title, all.name() + "." + name, false);
            if (one == null) {
                continue;
            }
            try {
                var status = new Form.Whole(400, 599).parse(name);
                var page = page(one, title, status);
                if (page != null) {
                    pages.put(status, page);
                }
            } catch (ValueException e) {
                one.errorWithin("is no status of an error (" + e.detail() + ")", one.place());
            }
        }
        return pages;
    }

    private static @Nullable FixedResponse page(Value value, String title, int status) {
        if (value.scalar().isPresent()) {
            var text = value.parsed((Form.Scalar<String>) RouteKeys.BODY.form());
            return text == null ? null : response(value, status, typed(HTML, List.of()), ConditionReader.bytes(text));
        }
        var section = Section.of(value, RouteKeys.ERROR_PAGE, title, value.name() + ".");
        return section == null
                ? null
                : read(section, value, section.get(RouteKeys.STATUS, status), section.has(RouteKeys.STATUS));
    }

    /**
     * A response from its parts.
     *
     * @param where it is written
     * @param ownStatus whether the status was given, so that it is not one from a file of HAProxy's
     */
    static @Nullable FixedResponse read(Section section, Value where, int status, boolean ownStatus) {
        var type = section.get(RouteKeys.CONTENT_TYPE);
        var fields = fields(section);
        var body = section.get(RouteKeys.BODY);
        var file = section.value(RouteKeys.FILE);
        if (file == null) {
            var typed = body == null && type == null ? fields : typed(type == null ? HTML : type, fields);
            return response(where, status, typed, body == null ? "" : ConditionReader.bytes(body));
        }
        if (section.has(RouteKeys.BODY)) {
            file.wrong("expected: body or file, not both");
            return null;
        }
        var content = content(file);
        if (content == null) {
            return null;
        }
        if (content.startsWith("HTTP/1.")) {
            if (ownStatus || type != null || !fields.isEmpty()) {
                file.wrong("the file begins with a status line, so status, content-type and headers are in it");
                return null;
            }
            try {
                return RawResponse.parse(content);
            } catch (ValueException e) {
                file.wrong(e.detail());
                return null;
            }
        }
        return response(where, status, typed(type == null ? typeOf(file) : type, fields), content);
    }

    private static @Nullable FixedResponse response(Value where, int status, List<Field> fields, String body) {
        if ((status == 204 || status == 304) && !body.isEmpty()) {
            where.wrong("a response with status " + status + " has no body");
            return null;
        }
        return new FixedResponse(status, fields, body);
    }

    private static List<Field> typed(String type, List<Field> fields) {
        var typed = new ArrayList<Field>();
        typed.add(new Field("Content-Type", type));
        typed.addAll(fields);
        return typed;
    }

    private static List<Field> fields(Section section) {
        var fields = new ArrayList<Field>();
        for (var field : HeaderEditsReader.fields(section, RouteKeys.HEADERS)) {
            if (!FieldSyntax.isName(field.name())) {
                field.value().wrong("expected: the name of a header field");
            } else if (FixedResponse.isOurs(field.name())) {
                field.value().wrong(field.name() + " is added when the response is sent");
            } else if (field.name().equalsIgnoreCase("Content-Type")) {
                field.value().wrong("expected: content-type beside headers");
            } else {
                var text = HeaderEditsReader.value(field.value());
                if (text != null) {
                    fields.add(new Field(field.name(), text));
                }
            }
        }
        return fields;
    }

    private static String typeOf(Value file) {
        var name = file.scalar().orElse("");
        var extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(extension, "application/octet-stream");
    }

    /** The bytes of a file, each a character; null when there are none, which is then said. */
    private static @Nullable String content(Value file) {
        var name = file.parsed((Form.Scalar<String>) RouteKeys.FILE.form());
        if (name == null) {
            return null;
        }
        try {
            Path path = file.reading().file().resolveSibling(name);
            if (!Files.isRegularFile(path)) {
                file.wrong(Files.exists(path) ? "it is not a plain file" : "there is no such file");
                return null;
            }
            try (InputStream in = Files.newInputStream(path)) {
                var bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    file.wrong("it is longer than 64 KiB");
                    return null;
                }
                return new String(bytes, ISO_8859_1);
            }
        } catch (InvalidPathException e) {
            file.expected("a file");
        } catch (IOException e) {
            file.wrong("it cannot be read: " + e.getMessage());
        }
        return null;
    }
}
