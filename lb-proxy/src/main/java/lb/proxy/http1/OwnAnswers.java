package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.List;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.page.LocalResponse;
import lb.proxy.page.Reply;
import lb.proxy.route.MonitorUri;
import lb.proxy.route.Redirect;
import lb.proxy.route.Route;
import lb.proxy.route.Subject;
import lb.proxy.rule.Redirection;
import lb.proxy.rule.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Requests that no server is asked for: those that a route or rule answers, sends elsewhere or refuses, and those that may
 * be forwarded no more; and responses in whose place rules answer. Reused for every exchange of a client connection.
 */
final class OwnAnswers {
    private final Exchange exchange;
    private final ExchangeAccount account;
    private final Relay relay;
    private final Routes routes;
    private final LocalReplies replies;
    private final RequestHead head;

    OwnAnswers(
            Exchange exchange,
            ExchangeAccount account,
            Relay relay,
            Routes routes,
            LocalReplies replies,
            RequestHead head) {
        this.exchange = exchange;
        this.account = account;
        this.relay = relay;
        this.routes = routes;
        this.replies = replies;
        this.head = head;
    }

    /** Max-Forwards makes this proxy the one that is asked (RFC 9110 section 7.6.2). */
    void answerAsLast() {
        if (head.isOptions()) {
            Reply nothing = LocalReply.of(new LocalResponse(200, List.of(), ""));
            reply(nothing, replies.beginning(nothing));
        } else {
            // A TRACE that comes back would show the client's page what cookies and passwords went with it.
            refuse(501, EndedBy.PROXY, EndedIn.REQUEST);
        }
    }

    /**
     * Tells whether the frontend serves; nobody wants a line of that in the log.
     *
     * @param stopping whether it is about to serve no more
     */
    void answerMonitor(MonitorUri monitor, boolean stopping) {
        exchange.skipHead();
        if (relay.dropRequest() == BodyRelay.Progress.MALFORMED) {
            exchange.requestMalformed();
            return;
        }
        account.figures().answeredHere();
        if (stopping || !monitor.serves()) {
            replies.sendPage(503, exchange.connectionOfReply());
        } else {
            replies.send(monitor.reply(), replies.beginning(monitor.reply()), exchange.connectionOfReply());
        }
        exchange.finishUnlogged(EndedBy.LOCAL_ANSWER, EndedIn.REQUEST);
    }

    /** Answers as a route says that does not forward; null where there is none. */
    void answer(@Nullable Route route, ByteBuf in) {
        switch (route) {
            case Route.Deny(int status) -> {
                account.figures().denied();
                refuse(status, EndedBy.PROXY, EndedIn.REQUEST);
            }
            case Route.Answer(Reply reply) -> reply(reply, replies.beginning(reply));
            case Route.SendElsewhere(Redirect redirect)
            when routes.canSend(redirect) -> {
                ByteBuf out = replies.beginning(redirect.reply());
                routes.writeLocation(redirect, in, out);
                reply(redirect.reply(), out);
            }
            case Route.SendElsewhere _ -> refuse(400, EndedBy.PROXY, EndedIn.REQUEST);
            case null, default -> refuse(503, EndedBy.SERVER, EndedIn.CONNECT);
        }
    }

    /** Whether rules let a request pass; otherwise it is answered as they say. */
    boolean passes(Verdict verdict) {
        switch (verdict) {
            case Verdict.GoOn() -> {
                return true;
            }
            case Verdict.Failed() -> {
                account.figures().rewriteFailed();
                refuse(500, EndedBy.PROXY, EndedIn.REQUEST);
            }
            case Verdict.Reject(boolean asContent) -> {
                account.rejectedByRule(asContent);
                exchange.skipHead();
                exchange.abort(EndedBy.PROXY, EndedIn.REQUEST);
            }
            case Verdict.Deny(int status, @Nullable Reply reply) -> {
                account.figures().denied();
                if (reply == null) {
                    refuse(status, EndedBy.PROXY, EndedIn.REQUEST);
                } else {
                    reply(reply, replies.beginning(reply), EndedBy.PROXY);
                }
            }
            case Verdict.Authenticate(byte[] challenge) -> {
                Reply page = replies.page(401);
                reply(page, replies.beginning(page).writeBytes(challenge));
            }
            case Verdict.SendElsewhere(Redirection redirection) -> sendElsewhere(redirection);
            case Verdict.Respond respond -> {
                Reply reply = made(respond, routes.subject());
                if (reply == null) {
                    account.figures().rewriteFailed();
                    refuse(500, EndedBy.PROXY, EndedIn.REQUEST);
                } else {
                    reply(reply, replies.beginning(reply));
                }
            }
        }
        return false;
    }

    private void sendElsewhere(Redirection redirection) {
        Subject subject = routes.subject();
        if (!redirection.isPossible(subject)) {
            refuse(400, EndedBy.PROXY, EndedIn.REQUEST);
            return;
        }
        ByteBuf out = replies.beginning(redirection.reply());
        if (redirection.writeLocation(subject, out)) {
            reply(redirection.reply(), out);
        } else {
            out.release();
            account.figures().rewriteFailed();
            refuse(500, EndedBy.PROXY, EndedIn.REQUEST);
        }
    }

    /** Null for one that would have what no field may have. */
    private static @Nullable Reply made(Verdict.Respond respond, Subject subject) {
        try {
            return respond.reply(subject);
        } catch (IllegalArgumentException _) { // It was made of what the client has sent.
            return null;
        }
    }

    /** Whether rules let a response pass; otherwise the client gets another in its place. */
    boolean passes(Verdict verdict, EditedResponse response) {
        if (verdict instanceof Verdict.GoOn) {
            return true;
        }
        account.responseKeptBack();
        switch (verdict) {
            case Verdict.Deny(int status, @Nullable Reply reply) -> {
                account.figures().responseDenied();
                instead(reply == null ? replies.page(status) : reply, EndedBy.PROXY);
            }
            case Verdict.Respond respond -> {
                Reply reply = made(respond, response);
                instead(reply == null ? failed() : reply, reply == null ? EndedBy.PROXY : EndedBy.LOCAL_ANSWER);
            }
            case Verdict.SendElsewhere(Redirection redirection) -> {
                ByteBuf out = replies.beginning(redirection.reply());
                if (redirection.writeLocation(response, out)) {
                    instead(redirection.reply(), out, EndedBy.LOCAL_ANSWER);
                } else {
                    out.release();
                    instead(failed(), EndedBy.PROXY);
                }
            }
            default -> instead(failed(), EndedBy.PROXY);
        }
        return false;
    }

    private Reply failed() {
        account.figures().rewriteFailed();
        return replies.page(500);
    }

    private void instead(Reply reply, EndedBy by) {
        instead(reply, replies.beginning(reply), by);
    }

    private void instead(Reply reply, ByteBuf out, EndedBy by) {
        replies.send(reply, out, exchange.connectionOfReply());
        exchange.finish(by, EndedIn.RESPONSE_HEADERS);
    }

    /** What has come of the request's body is dropped. */
    private void refuse(int status, EndedBy by, EndedIn phase) {
        exchange.skipHead();
        if (relay.dropRequest() == BodyRelay.Progress.MALFORMED) {
            exchange.requestMalformed();
        } else {
            exchange.answer(status, by, phase);
        }
    }

    private void reply(Reply reply, ByteBuf out) {
        reply(reply, out, EndedBy.LOCAL_ANSWER);
    }

    private void reply(Reply reply, ByteBuf out, EndedBy by) {
        exchange.skipHead();
        if (relay.dropRequest() == BodyRelay.Progress.MALFORMED) {
            out.release();
            exchange.requestMalformed();
            return;
        }
        if (by == EndedBy.LOCAL_ANSWER) {
            account.figures().answeredHere();
        }
        replies.send(reply, out, exchange.connectionOfReply());
        exchange.finish(by, EndedIn.REQUEST);
    }
}
