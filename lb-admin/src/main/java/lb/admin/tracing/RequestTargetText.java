package lb.admin.tracing;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a request line that a span tells, as they came.
 *
 * @param method empty where no request was read
 * @param path without scheme and host
 * @param query without its question mark
 */
record RequestTargetText(String method, String path, String query) {
    private static final RequestTargetText NONE = new RequestTargetText("", "", "");

    static RequestTargetText of(@Nullable CharSequence requestLine) {
        if (requestLine == null || requestLine.isEmpty() || requestLine.charAt(0) == '<') {
            return NONE;
        }
        String line = requestLine.toString();
        int method = line.indexOf(' ');
        if (method < 0) {
            return NONE;
        }
        int end = line.lastIndexOf(' ');
        String target = line.substring(method + 1, end > method ? end : line.length());
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        int scheme = path.startsWith("/") ? -1 : path.indexOf("://");
        if (scheme >= 0) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        return new RequestTargetText(
                line.substring(0, method), path, question < 0 ? "" : target.substring(question + 1));
    }
}
