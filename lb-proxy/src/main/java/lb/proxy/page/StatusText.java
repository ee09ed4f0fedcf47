package lb.proxy.page;

/** What statuses are called, and what our own pages say of them. */
public final class StatusText {
    private StatusText() {}

    /** The reason phrase (RFC 9110 section 15); empty for a status that has none. */
    public static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 203 -> "Non-Authoritative Information";
            case 204 -> "No Content";
            case 205 -> "Reset Content";
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
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 417 -> "Expectation Failed";
            case 418 -> "I'm a Teapot";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 425 -> "Too Early";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 451 -> "Unavailable For Legal Reasons";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "";
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
