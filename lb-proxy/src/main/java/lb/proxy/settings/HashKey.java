package lb.proxy.settings;

/** What of a client or its request leads to a server. */
public sealed interface HashKey {
    /** What it is called in the configuration. */
    default String word() {
        return switch (this) {
            case Source _ -> "source";
            case Uri _ -> "uri";
            case UrlParameter _ -> "url-param";
            case Header _ -> "header";
            case Cookie _ -> "cookie";
            case RdpCookie _ -> "rdp-cookie";
        };
    }

    /** The client's address. */
    record Source() implements HashKey {}

    /**
     * The target of a request, up to its query.
     *
     * @param whole with the query
     * @param pathOnly without scheme and authority, where a target has them
     * @param length the most bytes of it, 0 for all
     * @param depth the most directories of it, 0 for all
     */
    record Uri(boolean whole, boolean pathOnly, int length, int depth) implements HashKey {}

    /** The value of a parameter of the query. */
    record UrlParameter(String name) implements HashKey {}

    /** The first field of that name, up to a comma. */
    record Header(String name) implements HashKey {}

    /** The value of a cookie that the client sends. */
    record Cookie(String name) implements HashKey {}

    /** The value of a cookie that an RDP client begins with (TCP only), its name in any case. */
    record RdpCookie(String name) implements HashKey {}
}
