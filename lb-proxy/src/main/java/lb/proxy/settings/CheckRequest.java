package lb.proxy.settings;

import java.util.List;

/**
 * The request of an HTTP check. What it holds is sent as it is.
 *
 * @param method such as {@code GET} or {@code OPTIONS}
 * @param target origin-form target, such as {@code /health}
 * @param minorVersion 0 or 1 of HTTP/1
 * @param host value of the Host header
 * @param headers further ones, in order
 * @param body may be empty
 */
public record CheckRequest(
        String method, String target, int minorVersion, String host, List<Header> headers, String body) {
    public CheckRequest {
        headers = List.copyOf(headers);
    }

    /** A field of a header. */
    public record Header(String name, String value) {}

    /** One of HTTP/1.1 without a body. */
    public static CheckRequest of(String method, String target, String host) {
        return new CheckRequest(method, target, 1, host, List.of(), "");
    }
}
