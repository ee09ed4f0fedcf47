package lb.proxy.rule;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.Reply;
import lb.proxy.route.Subject;
import org.jspecify.annotations.Nullable;

/** How a list of rules ends. */
public sealed interface Verdict extends Step {
    /** All is well, and what follows the list comes. */
    Verdict GO_ON = new GoOn();

    /** An edit could not be made: the head would be too long, or not well-formed. */
    Verdict FAILED = new Failed();

    /** The connection is closed without an answer. */
    Verdict REJECT = new Reject(false);

    /** The same by a rule of {@code tcp-request content}: what has come is no request yet. */
    Verdict REJECT_CONTENT = new Reject(true);

    /** See {@link #GO_ON}. */
    record GoOn() implements Verdict {}

    /** See {@link #FAILED}. */
    record Failed() implements Verdict {}

    /**
     * See {@link #REJECT}.
     *
     * @param asContent see {@link #REJECT_CONTENT}
     */
    record Reject(boolean asContent) implements Verdict {}

    /**
     * It is refused.
     *
     * @param reply null for the error page of the status
     */
    record Deny(int status, @Nullable Reply reply) implements Verdict {}

    /**
     * The client has to say who it is.
     *
     * @param challenge the whole line of WWW-Authenticate
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Authenticate(byte[] challenge) implements Verdict {}

    /** The client is sent elsewhere. */
    record SendElsewhere(Redirection redirection) implements Verdict {}

    /** The proxy answers. */
    final class Respond implements Verdict {
        private final int status;
        private final List<String> names;
        private final List<Expression> values;
        private final @Nullable Expression body;

        /** What is always answered; null where it is made for each. */
        private final @Nullable Reply fixed;

        Respond(int status, List<String> names, List<Expression> values, @Nullable Expression body) {
            this.status = status;
            this.names = names;
            this.values = values;
            this.body = body;
            boolean always = values.stream().allMatch(Expression::isFixed) && (body == null || body.isFixed());
            fixed = always ? make(ConnectionSubject.NOBODYS) : null;
        }

        /**
         * The answer to a request.
         *
         * @throws IllegalArgumentException if something that it is made of cannot stand in a header field
         */
        public Reply reply(Subject subject) {
            return fixed == null ? make(subject) : fixed;
        }

        private Reply make(Subject subject) {
            List<Field> fields = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                fields.add(new Field(names.get(i), values.get(i).text(subject)));
            }
            return new Reply(new FixedResponse(status, fields, body == null ? "" : body.text(subject)));
        }
    }
}
