package lb.admin.rule;

import java.time.Duration;
import lb.proxy.settings.Rule;

/** What a line of {@code tcp-request} is. */
public sealed interface TcpRule {

    /** A rule for connections as soon as they are accepted. */
    record Connection(Rule rule) implements TcpRule {}

    /** A rule for connections once it is known who the client is. */
    record Session(Rule rule) implements TcpRule {}

    /** A rule for what a connection begins with. */
    record Content(Rule rule) implements TcpRule {}

    /** How long is waited for what it begins with. */
    record InspectDelay(Duration delay) implements TcpRule {}
}
