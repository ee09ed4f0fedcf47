package lb.proxy.page;

import java.util.List;

/**
 * What a {@link LocalPage} answers; Content-Length and Connection are added by the frontend, and the body is left out
 * for HEAD.
 *
 * @param status 200 to 599
 * @param fields header fields to send, Content-Type among them
 * @param body the whole body, sent as UTF-8
 */
public record LocalResponse(int status, List<LocalRequest.Field> fields, String body) {
    public LocalResponse {
        fields = List.copyOf(fields);
    }

    /** A response of text in UTF-8 that no cache keeps. */
    public static LocalResponse text(int status, String contentType, String body) {
        return new LocalResponse(
                status,
                List.of(
                        new LocalRequest.Field("Content-Type", contentType + "; charset=utf-8"),
                        new LocalRequest.Field("Cache-Control", "no-store")),
                body);
    }
}
