package lb.proxy.settings;

import java.util.List;

/**
 * What a frontend of mode http does to messages.
 *
 * @param connectionMode whether connections are kept after a response
 * @param forwarding what is added to requests
 * @param connectMethod whether CONNECT is forwarded, so that a server can make the connection a tunnel; else 501
 * @param headerCase names of fields as they are spelled in responses; others are spelled as received
 * @param captures what is kept for the log
 */
public record FrontendHttp(
        ConnectionMode connectionMode,
        Forwarding forwarding,
        boolean connectMethod,
        List<String> headerCase,
        Captures captures) {
    /** Messages as they come. */
    public static final FrontendHttp STANDARD = new FrontendHttp(ConnectionMode.KEEP_ALIVE, Forwarding.NONE, false);

    /** With all names as received. */
    public FrontendHttp(ConnectionMode connectionMode, Forwarding forwarding, boolean connectMethod) {
        this(connectionMode, forwarding, connectMethod, List.of());
    }

    /** With nothing kept for the log. */
    public FrontendHttp(
            ConnectionMode connectionMode, Forwarding forwarding, boolean connectMethod, List<String> headerCase) {
        this(connectionMode, forwarding, connectMethod, headerCase, Captures.NONE);
    }

    public FrontendHttp {
        headerCase = List.copyOf(headerCase);
    }
}
