package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.route.Subject;
import lb.proxy.rule.BackendRules;
import lb.proxy.rule.FrontendRules;
import lb.proxy.rule.HeadEditor;
import lb.proxy.rule.MadeNames;
import lb.proxy.rule.RuleList;
import lb.proxy.rule.ServerRules;
import lb.proxy.rule.Verdict;
import lb.proxy.settings.HeadLimits;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerNames;
import org.jspecify.annotations.Nullable;

/**
 * The rules that requests of one client connection and their responses meet, for frontends that have some: lists are gone
 * through one after the other, until one does not let the message pass. Reused for every exchange of the connection.
 *
 * <pre>
 *  request    content, http-request of the frontend &gt; pages, routes &gt; content, http-request, use-server of the backend
 *  response   http-response of the backend &gt; of the frontend
 * </pre>
 */
final class Ruling {
    private final FrontendRules rules;
    private final RoutedRequest subject;
    private final EditedRequest request;

    /** Of the backend that the request goes to; null before that is known. */
    private @Nullable BackendRules backend;

    Ruling(
            FrontendRules rules,
            RequestHead head,
            RoutedRequest subject,
            HeadLimits limits,
            ClientConnection client,
            ExchangeAccount account) {
        this.rules = rules;
        this.subject = subject;
        request = new EditedRequest(head, subject, limits, client, account);
    }

    /** The complete head of a request lies at the reader index; {@link #end} follows when it has been used. */
    Verdict ofFrontend(ByteBuf in) {
        backend = null;
        request.begin(in);
        return onRequest(rules.content(), rules.request());
    }

    /** It goes to this backend. */
    Verdict ofBackend(Backend chosen) {
        BackendRules own = rules.of(chosen);
        backend = own;
        return onRequest(own.content(), own.request());
    }

    private Verdict onRequest(@Nullable RuleList content, @Nullable RuleList ofRequest) {
        if (content == null && ofRequest == null) {
            return Verdict.GO_ON;
        }
        RoutedRequest now = subject.of(request.bytes());
        // Such rules accept or reject.
        return run(content, now, request).equals(Verdict.GO_ON) ? run(ofRequest, now, request) : Verdict.REJECT_CONTENT;
    }

    private static Verdict run(@Nullable RuleList list, Subject subject, HeadEditor head) {
        return list == null ? Verdict.GO_ON : list.run(subject, head);
    }

    /**
     * The server that a rule names for the request; null for none.
     *
     * @param evenDown whether it does not matter that it is down
     */
    @Nullable
    Server server(boolean evenDown) {
        ServerRules servers = backend == null ? null : backend.servers();
        return servers == null ? null : servers.of(subject.of(request.bytes()), evenDown);
    }

    /** What servers of the backend are asked for in TLS. */
    ServerNames names() {
        MadeNames names = backend == null ? null : backend.names();
        return names == null ? ServerNames.FIXED : names.of(subject.of(request.bytes()));
    }

    /** The request's head as rules have made it, at the reader index. */
    ByteBuf head() {
        return request.bytes();
    }

    /** The head of the request has been used. */
    void end() {
        request.release();
    }

    /** The final head of the server's response has come. */
    Verdict ofResponse(EditedResponse response) {
        Verdict verdict = run(backend == null ? null : backend.response(), response, response);
        return verdict.equals(Verdict.GO_ON) ? run(rules.response(), response, response) : verdict;
    }
}
