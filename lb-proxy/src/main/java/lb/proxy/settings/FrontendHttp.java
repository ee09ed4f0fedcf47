package lb.proxy.settings;

/**
 * What a frontend of mode http does to messages.
 *
 * @param connectionMode whether connections are kept after a response
 * @param forwarding what is added to requests
 * @param connectMethod whether CONNECT is forwarded, so that a server can make the connection a tunnel; else 501
 */
public record FrontendHttp(ConnectionMode connectionMode, Forwarding forwarding, boolean connectMethod) {
    /** Messages as they come. */
    public static final FrontendHttp STANDARD = new FrontendHttp(ConnectionMode.KEEP_ALIVE, Forwarding.NONE, false);
}
