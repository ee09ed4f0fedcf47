package lb.proxy.settings;

/** Names of header fields, in any case. */
public sealed interface HeaderNames {
    /** That name alone. */
    record Exact(String name) implements HeaderNames {}

    /** Those that begin so. */
    record Prefix(String text) implements HeaderNames {}

    /** Those that end so. */
    record Suffix(String text) implements HeaderNames {}

    /** Those that have it anywhere. */
    record Contains(String text) implements HeaderNames {}

    /**
     * Those in which it is found.
     *
     * @param regex in RE2's syntax; of no letter the case counts, as HAProxy holds it against names in small letters
     */
    record Regex(String regex) implements HeaderNames {}
}
