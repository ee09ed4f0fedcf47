package lb.proxy.page;

import java.util.List;
import java.util.Set;
import lb.proxy.page.LocalRequest.Field;

/**
 * A response that is always the same: an error page, or the answer of a route. Date, Content-Length and Connection are
 * added when it is sent.
 *
 * @param status 200 to 599
 * @param fields header fields to send, Content-Type among them
 * @param body each character one byte (ISO-8859-1); none with 204 and 304
 */
public record FixedResponse(int status, List<Field> fields, String body) {
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "date",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if it could be read in more than one way
     */
    public FixedResponse {
        fields = List.copyOf(fields);
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status " + status);
        }
        if ((status == 204 || status == 304) && !body.isEmpty()) {
            throw new IllegalArgumentException("a body with status " + status);
        }
        for (Field field : fields) {
            FieldSyntax.check(field);
            if (isOurs(field.name())) {
                throw new IllegalArgumentException("field \"" + field.name() + "\"");
            }
        }
        if (body.chars().anyMatch(c -> c > 0xff)) {
            throw new IllegalArgumentException("a body of characters that are no bytes");
        }
    }

    /** Whether a field is about the connection or the length, which is said by who sends the response. */
    public static boolean isOurs(String name) {
        return OURS.contains(FieldSyntax.lowerCase(name));
    }

    /** The page that tells of a status when nobody has given another. */
    public static FixedResponse ofStatus(int status) {
        String title = (status + " " + StatusText.reason(status)).strip();
        String body = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>" + title + "</title></head>\n<body><h1>" + title
                + "</h1>\n<p>" + StatusText.explanation(status) + "</p></body></html>\n";
        return new FixedResponse(
                status,
                List.of(new Field("Content-Type", "text/html; charset=utf-8"), new Field("Cache-Control", "no-store")),
                body);
    }
}
