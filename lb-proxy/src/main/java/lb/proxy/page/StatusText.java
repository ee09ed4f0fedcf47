package lb.proxy.page;

/** What statuses are called, and what our own pages say of them. */
public final class StatusText {
    private StatusText() {}

    /** The reason phrase (RFC 9110 section 15); of a status that has none, what its first digit means, in HAProxy's words. */
    public static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 203 -> "Non-Authoritative Information";
            case 204 -> "No Content";
            case 205 -> "Reset Content";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 407 -> "Proxy Authentication Required";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 417 -> "Expectation Failed";
            case 418 -> "I'm a Teapot";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 423 -> "Locked";
            case 424 -> "Failed Dependency";
            case 425 -> "Too Early";
            case 426 -> "Upgrade Required";
            case 428 -> "Precondition Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 451 -> "Unavailable For Legal Reasons";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            case 506 -> "Variant Also Negotiates";
            case 507 -> "Insufficient Storage";
            case 508 -> "Loop Detected";
            case 511 -> "Network Authentication Required";
            default -> ofClass(status / 100);
        };
    }

    private static String ofClass(int digit) {
        return switch (digit) {
            case 1 -> "Informational";
            case 2 -> "Success";
            case 3 -> "Redirection";
            case 4 -> "Client Error";
            default -> "Server Error";
        };
    }

    /** A sentence for the client. */
    static String explanation(int status) {
        return switch (status) {
            case 400 -> "The request could not be understood.";
            case 403 -> "The request is not allowed here.";
            case 404 -> "There is nothing at this address.";
            case 405 -> "The method of the request is not allowed here.";
            case 408 -> "The request took too long to arrive.";
            case 410 -> "What was at this address is gone.";
            case 413 -> "The request announces more content than can be counted.";
            case 414 -> "The address in the request is too long.";
            case 422 -> "The request uses a transfer coding that is not known here.";
            case 429 -> "There were too many requests.";
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
}
