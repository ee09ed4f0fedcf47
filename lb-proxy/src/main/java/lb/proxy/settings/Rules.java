package lb.proxy.settings;

import java.util.List;
import java.util.function.Predicate;

/**
 * Rules of a frontend or a backend, as HAProxy's: those of the frontend come first for requests, those of the backend for
 * responses.
 *
 * @param connection as soon as a client is accepted, before its PROXY header; its addresses are all that is known.
 *     Frontends only
 * @param session the same once the PROXY header, if any, has told who the client is. Frontends only
 * @param content in mode tcp when the first bytes have come that they ask for, or the inspect-delay is over; in mode http
 *     before {@code request}, with the request known
 * @param request for each request (HTTP only)
 * @param response for each final response of a server (HTTP only)
 */
public record Rules(
        List<Rule> connection, List<Rule> session, List<Rule> content, List<Rule> request, List<Rule> response) {
    /** None. */
    public static final Rules NONE = new Rules(List.of(), List.of(), List.of(), List.of(), List.of());

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if a list has an action that it cannot take
     */
    public Rules {
        connection = List.copyOf(connection);
        session = List.copyOf(session);
        content = List.copyOf(content);
        request = List.copyOf(request);
        response = List.copyOf(response);
        check("connection", connection, Rules::isOfConnections);
        check("session", session, Rules::isOfConnections);
        check("content", content, Rules::isOfConnections);
        check("request", request, Rules::isOfRequests);
        check("response", response, Rules::isOfResponses);
    }

    /** Those of HTTP messages alone. */
    public static Rules http(List<Rule> request, List<Rule> response) {
        return new Rules(List.of(), List.of(), List.of(), request, response);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    /** Whether an action can be taken before anything of HTTP is looked at. */
    public static boolean isOfConnections(RuleAction action) {
        return action instanceof RuleAction.Allow || action instanceof RuleAction.Reject;
    }

    /** Whether an action can be taken for a request. */
    public static boolean isOfRequests(RuleAction action) {
        return !(action instanceof RuleAction.SetStatus);
    }

    /** Whether an action can be taken for a response. */
    public static boolean isOfResponses(RuleAction action) {
        return switch (action) {
            case RuleAction.Allow _,
                    RuleAction.Deny _,
                    RuleAction.Respond _,
                    RuleAction.SetHeader _,
                    RuleAction.AddHeader _,
                    RuleAction.DeleteHeader _,
                    RuleAction.ReplaceHeader _,
                    RuleAction.SetStatus _,
                    RuleAction.SetLogLevel _ -> true;
            // Path and host of the request are gone by then.
            case RuleAction.Redirect redirect -> redirect.kind() == RuleAction.Redirect.Kind.LOCATION;
            case RuleAction.Reject _,
                    RuleAction.Authenticate _,
                    RuleAction.SetMethod _,
                    RuleAction.SetTarget _,
                    RuleAction.ReplaceTarget _ -> false;
        };
    }

    private static void check(String list, List<Rule> rules, Predicate<RuleAction> takes) {
        for (Rule rule : rules) {
            if (!takes.test(rule.action())) {
                throw new IllegalArgumentException("a rule of the list \"" + list + "\": " + rule.action());
            }
        }
    }
}
