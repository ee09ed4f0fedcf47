package lb.admin.config;

import java.util.ArrayList;
import java.util.regex.Pattern;
import lb.proxy.page.FieldSyntax;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;

/**
 * A whole HTTP/1 response in a file, as HAProxy's errorfile takes it. Lines of the head end in CRLF or LF. What is about
 * the connection or the length is left out: it is said anew when the response is sent.
 */
final class RawResponse {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([2-5]\\d\\d)( [^\\r\\n]*)?");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,9}");

    private RawResponse() {}

    /**
     * Takes a response apart.
     *
     * @param text its bytes, each a character
     * @throws ValueException with what is wrong with it
     */
    static FixedResponse parse(String text) throws ValueException {
        var fields = new ArrayList<Field>();
        var status = 0;
        var length = -1;
        var at = 0;
        while (true) {
            var lineFeed = text.indexOf('\n', at);
            if (lineFeed < 0) {
                throw new ValueException("the file begins with a status line, but no empty line ends its head");
            }
            var end = lineFeed > at && text.charAt(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
            var line = text.substring(at, end);
            at = lineFeed + 1;
            if (status == 0) {
                status = status(line);
            } else if (line.isEmpty()) {
                break;
            } else {
                var field = field(line);
                if (field.name().equalsIgnoreCase("Content-Length")) {
                    length = length(field.value());
                } else if (field.name().equalsIgnoreCase("Transfer-Encoding")) {
                    throw new ValueException("Transfer-Encoding in the file (expected: the body as it is)");
                } else if (!FixedResponse.isOurs(field.name())) {
                    fields.add(field);
                }
            }
        }
        var body = text.substring(at);
        if (length >= 0 && length != body.length()) {
            throw new ValueException(
                    "Content-Length in the file says %d, but the body has %d bytes".formatted(length, body.length()));
        }
        if ((status == 204 || status == 304) && !body.isEmpty()) {
            throw new ValueException("a response with status " + status + " has no body");
        }
        return new FixedResponse(status, fields, body);
    }

    private static int status(String line) throws ValueException {
        var matcher = STATUS_LINE.matcher(line);
        if (!matcher.matches()) {
            throw new ValueException("status line \"" + Value.shortened(line) + "\" in the file (expected: HTTP/1.1, a"
                    + " status of 200 to 599, a reason)");
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static Field field(String line) throws ValueException {
        var colon = line.indexOf(':');
        var name = colon < 0 ? line : line.substring(0, colon);
        var value = colon < 0 ? "" : line.substring(colon + 1).strip();
        if (colon < 0 || !FieldSyntax.isName(name) || !FieldSyntax.isValue(value)) {
            throw new ValueException("line \"" + Value.shortened(line) + "\" in the file (expected: name: value)");
        }
        return new Field(name, value);
    }

    private static int length(String value) throws ValueException {
        if (!LENGTH.matcher(value).matches()) {
            throw new ValueException("Content-Length \"" + Value.shortened(value) + "\" in the file");
        }
        return Integer.parseInt(value);
    }
}
