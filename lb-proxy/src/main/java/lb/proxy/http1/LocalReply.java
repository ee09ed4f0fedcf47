package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;

/** Responses of the proxy's own: error pages and what a local page answers. */
final class LocalReply {
    private LocalReply() {}

    /** The page that tells the client of a status the proxy itself has decided on. */
    static LocalResponse errorPage(int status) {
        String title = status + " " + reason(status);
        String body = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>" + title + "</title></head>\n<body><h1>" + title
                + "</h1>\n<p>" + explanation(status) + "</p></body></html>\n";
        return new LocalResponse(
                status,
                List.of(
                        new LocalRequest.Field("Content-Type", "text/html; charset=utf-8"),
                        new LocalRequest.Field("Cache-Control", "no-store")),
                body);
    }

    /**
     * The response on the wire.
     *
     * @param toHead whether the request was HEAD, so that the body is left out
     * @throws IllegalArgumentException if the response could not be read in one way only: a status out of range, or a
     *     field with characters that it may not have
     */
    static ByteBuf encode(
            ByteBufAllocator allocator, LocalResponse response, boolean toHead, ForwardedHead.Connection connection) {
        if (response.status() < 200 || response.status() > 599) {
            throw new IllegalArgumentException("status " + response.status());
        }
        boolean bodiless = response.status() == 204 || response.status() == 304;
        byte[] body = bodiless ? new byte[0] : response.body().getBytes(UTF_8);
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(response.status())
                .append(' ')
                .append(reason(response.status()))
                .append("\r\nDate: ")
                .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .append("\r\n");
        for (LocalRequest.Field field : response.fields()) {
            head.append(checkedName(field.name()))
                    .append(": ")
                    .append(checkedValue(field.value()))
                    .append("\r\n");
        }
        if (!bodiless) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        switch (connection) {
            case CLOSE -> head.append("Connection: close\r\n");
            case KEEP_ALIVE -> head.append("Connection: keep-alive\r\n");
            case PERSISTS, UPGRADE -> {}
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(ISO_8859_1);
        ByteBuf out = allocator.buffer(bytes.length + body.length);
        out.writeBytes(bytes);
        return toHead ? out : out.writeBytes(body);
    }

    private static String checkedName(String name) {
        boolean token = !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
        if (!token) {
            throw new IllegalArgumentException("field name \"" + name + "\"");
        }
        return name;
    }

    private static String checkedValue(String value) {
        if (value.chars().anyMatch(c -> c > 0xff || c == 0x7f || (c < ' ' && c != '\t'))) {
            throw new IllegalArgumentException("field value \"" + value + "\"");
        }
        return value;
    }

    private static String explanation(int status) {
        return switch (status) {
            case 400 -> "The request could not be understood.";
            case 408 -> "The request took too long to arrive.";
            case 413 -> "The request announces more content than can be counted.";
            case 414 -> "The address in the request is too long.";
            case 422 -> "The request uses a transfer coding that is not known here.";
            case 431 -> "The request has too many header fields, or too long ones.";
            case 500 -> "Something went wrong here while the answer was made.";
            case 501 -> "The method of the request is not served here.";
            case 502 -> "The server behind gave an answer that cannot be used.";
            case 503 -> "No server is available for this request at the moment.";
            case 504 -> "The server behind did not answer in time.";
            case 505 -> "This version of HTTP is not spoken here.";
            default -> "The request was not served.";
        };
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 422 -> "Unprocessable Content";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "";
        };
    }
}
