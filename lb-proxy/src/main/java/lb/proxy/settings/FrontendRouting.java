package lb.proxy.settings;

import java.time.Duration;
import java.util.List;

/**
 * Which of a frontend's traffic goes where, and what is changed in it.
 *
 * @param routes the first whose condition holds is taken; where none does, the default backend
 * @param messages what is changed in messages (HTTP only)
 * @param inspectDelay longest wait, in mode tcp, for the hello of a TLS client where a route asks for its server name, and
 *     for the cookie of an RDP client where a backend does
 * @param rules what is asked before routes are
 */
public record FrontendRouting(List<RouteSettings> routes, MessageEdits messages, Duration inspectDelay, Rules rules) {
    /** Everything to the default backend, as it comes. */
    public static final FrontendRouting NONE = new FrontendRouting(List.of(), MessageEdits.NONE, Duration.ofSeconds(5));

    /** Without rules. */
    public FrontendRouting(List<RouteSettings> routes, MessageEdits messages, Duration inspectDelay) {
        this(routes, messages, inspectDelay, Rules.NONE);
    }

    public FrontendRouting {
        routes = List.copyOf(routes);
    }
}
