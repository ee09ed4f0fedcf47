package lb.proxy.settings;

import java.util.List;
import lb.proxy.page.FieldSyntax;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import org.jspecify.annotations.Nullable;

/** What a {@link Rule} does. Those up to {@link Respond} end their list. */
public sealed interface RuleAction {

    /** Ends this list; all is well so far. */
    record Allow() implements RuleAction {}

    /**
     * Refused, and counted as such: a request with an answer; a response is kept back, and the client gets this one.
     *
     * @param status 200 to 599
     * @param response null for the error page of that status
     */
    record Deny(int status, @Nullable FixedResponse response) implements RuleAction {
        public Deny {
            checkStatus(status, 200, 599);
        }
    }

    /** Refused by closing the connection without an answer. */
    record Reject() implements RuleAction {}

    /**
     * Answered with 401 and the question for a name and a password (RFC 7617).
     *
     * @param realm what the client shows to its person; without quotation marks and backslashes
     */
    record Authenticate(String realm) implements RuleAction {
        public Authenticate {
            if (!FieldSyntax.isValue(realm) || realm.indexOf('"') >= 0 || realm.indexOf('\\') >= 0) {
                throw new IllegalArgumentException("realm \"" + realm + "\"");
            }
        }
    }

    /**
     * The client is sent elsewhere.
     *
     * @param to the whole of Location, or what comes before path and query, or a scheme
     * @param status 301, 302, 303, 307 or 308
     * @param dropQuery whether the query is left out where path and query are kept
     * @param appendSlash whether a path that does not end in a slash gets one where it is kept
     * @param ignoreEmpty whether the rule is passed over where {@code to} comes to nothing
     * @param setCookie the whole value of Set-Cookie; null for none
     */
    record Redirect(
            Kind kind,
            Template to,
            int status,
            boolean dropQuery,
            boolean appendSlash,
            boolean ignoreEmpty,
            @Nullable String setCookie)
            implements RuleAction {
        /** What is said of the place. */
        public enum Kind {
            /** All of it. */
            LOCATION,
            /** What comes before the path. */
            PREFIX,
            /** Its scheme, with the host of the request. */
            SCHEME
        }

        public Redirect {
            if (!List.of(301, 302, 303, 307, 308).contains(status)) {
                throw new IllegalArgumentException("status " + status);
            }
            if (setCookie != null) {
                FieldSyntax.check(new Field("Set-Cookie", setCookie));
            }
        }
    }

    /**
     * The proxy answers.
     *
     * @param status 200 to 599
     * @param fields Content-Type among them; none that {@link FixedResponse#isOurs}
     * @param body null for none
     */
    record Respond(
            int status,
            List<TemplateField> fields,
            @Nullable Template body) implements RuleAction {
        public Respond {
            checkStatus(status, 200, 599);
            fields = List.copyOf(fields);
            for (TemplateField field : fields) {
                if (FixedResponse.isOurs(field.name())) {
                    throw new IllegalArgumentException("field \"" + field.name() + "\"");
                }
            }
        }
    }

    /** All fields of the name are replaced by this one. */
    record SetHeader(String name, Template value) implements RuleAction {
        public SetHeader {
            checkEditable(name, true);
        }
    }

    /** One more field. */
    record AddHeader(String name, Template value) implements RuleAction {
        public AddHeader {
            checkEditable(name, false);
        }
    }

    /** All fields with such a name are taken out, but for those that {@link HeaderEdits#isEditable} leaves alone. */
    record DeleteHeader(HeaderNames names) implements RuleAction {
        public DeleteHeader {
            if (names instanceof HeaderNames.Exact(String name)) {
                checkEditable(name, false);
            }
        }
    }

    /**
     * What matches in fields of the name is replaced.
     *
     * @param regex in RE2's syntax
     * @param with its groups are those of the expression
     * @param eachValue whether each value between commas is held against it, not the whole line
     */
    record ReplaceHeader(String name, String regex, Template with, boolean eachValue) implements RuleAction {
        public ReplaceHeader {
            checkEditable(name, true);
        }
    }

    /** The request gets another method. */
    record SetMethod(Template method) implements RuleAction {}

    /** A part of the request's target becomes this. */
    record SetTarget(TargetPart part, Template value) implements RuleAction {}

    /**
     * What matches in a part of the request's target is replaced.
     *
     * @param regex in RE2's syntax
     * @param with its groups are those of the expression
     */
    record ReplaceTarget(TargetPart part, String regex, Template with) implements RuleAction {}

    /**
     * The response gets another status.
     *
     * @param status 200 to 599
     * @param reason null for the usual one
     */
    record SetStatus(int status, @Nullable String reason) implements RuleAction {
        public SetStatus {
            checkStatus(status, 200, 599);
            if (reason != null && !FieldSyntax.isValue(reason)) {
                throw new IllegalArgumentException("reason \"" + reason + "\"");
            }
        }
    }

    /** The line of the log gets this severity. */
    record SetLogLevel(LogLevel level) implements RuleAction {}

    /** What of a request's target is edited. */
    enum TargetPart {
        /** Up to the query; {@code set-path}, {@code replace-path}. */
        PATH,
        /** Behind the question mark, which may be said or not; {@code set-query}. */
        QUERY,
        /** {@code set-pathq}, {@code replace-pathq}. */
        PATH_AND_QUERY,
        /** All of it; {@code set-uri}, {@code replace-uri}. */
        WHOLE
    }

    private static void checkStatus(int status, int least, int most) {
        if (status < least || status > most) {
            throw new IllegalArgumentException("status " + status);
        }
    }

    private static void checkEditable(String name, boolean set) {
        FieldSyntax.check(new Field(name, ""));
        if (!HeaderEdits.isEditable(name, set)) {
            throw new IllegalArgumentException("field name \"" + name + "\"");
        }
    }
}
