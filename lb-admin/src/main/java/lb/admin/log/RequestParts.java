package lb.admin.log;

import org.jspecify.annotations.Nullable;

/** Where the parts of a request line are, as it came and perhaps cut. Reused from line to line; one thread. */
final class RequestParts {
    private CharSequence line = "";
    private int method;
    private int target;
    private int path;
    private int query;

    /** Takes a line; null for none, and that of one that could not be read is as good as none. */
    void read(@Nullable CharSequence request) {
        line = request == null || request.isEmpty() || request.charAt(0) == '<' ? "" : request;
        method = indexOf(' ', 0, line.length());
        target = lastSpace();
        query = indexOf('?', targetBegin(), target);
        path = pathBegin();
    }

    CharSequence line() {
        return line;
    }

    /** The method begins the line, and ends here. */
    int methodEnd() {
        return method;
    }

    int targetBegin() {
        return Math.min(method + 1, line.length());
    }

    int targetEnd() {
        return target;
    }

    /** Where the path begins in the target, behind a scheme and a host. */
    int pathOnly() {
        return path;
    }

    /** Where the query begins with its question mark; the end of the target where there is none. */
    int queryBegin() {
        return query;
    }

    /** The version ends the line, and begins here; its end where it was cut off. */
    int versionBegin() {
        return Math.min(target + 1, line.length());
    }

    /** The space before the version: a target has none. */
    private int lastSpace() {
        int end = indexOf(' ', targetBegin(), line.length());
        return Math.max(end, targetBegin());
    }

    private int pathBegin() {
        int begin = targetBegin();
        if (begin < query && line.charAt(begin) == '/') {
            return begin;
        }
        for (int i = begin; i + 2 < query; i++) {
            if (line.charAt(i) == ':' && line.charAt(i + 1) == '/' && line.charAt(i + 2) == '/') {
                return indexOf('/', i + 3, query);
            }
        }
        // Such as the asterisk, or host and port: no path.
        return query;
    }

    private int indexOf(char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (line.charAt(i) == wanted) {
                return i;
            }
        }
        return to;
    }
}
