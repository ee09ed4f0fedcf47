package lb.proxy.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a frontend of mode http does to messages.
 *
 * @param connectionMode whether connections are kept after a response
 * @param forwarding what is added to requests
 * @param connectMethod whether CONNECT is forwarded, so that a server can make the connection a tunnel; else 501
 * @param headerCase names of fields as they are spelled in responses; others are spelled as received
 * @param captures what is kept for the log
 * @param uniqueId what each request is called; null for nothing
 * @param tracing what becomes of the trace context of requests; null to pass the fields as they are
 * @param monitor what is answered to who asks whether it serves; null for nothing
 */
public record FrontendHttp(
        ConnectionMode connectionMode,
        Forwarding forwarding,
        boolean connectMethod,
        List<String> headerCase,
        Captures captures,
        @Nullable UniqueId uniqueId,
        @Nullable Tracing tracing,
        @Nullable Monitor monitor) {
    /** Messages as they come. */
    public static final FrontendHttp STANDARD = new FrontendHttp(ConnectionMode.KEEP_ALIVE, Forwarding.NONE, false);

    /** With all names as received. */
    public FrontendHttp(ConnectionMode connectionMode, Forwarding forwarding, boolean connectMethod) {
        this(connectionMode, forwarding, connectMethod, List.of());
    }

    /** With nothing for the log, for servers or for who asks. */
    public FrontendHttp(
            ConnectionMode connectionMode, Forwarding forwarding, boolean connectMethod, List<String> headerCase) {
        this(connectionMode, forwarding, connectMethod, headerCase, Captures.NONE, null, null, null);
    }

    public FrontendHttp {
        headerCase = List.copyOf(headerCase);
    }
}
