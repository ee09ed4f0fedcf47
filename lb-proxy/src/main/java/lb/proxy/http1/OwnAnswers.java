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
import org.jspecify.annotations.Nullable;

/**
 * Requests that no server is asked for: those that a route answers, sends elsewhere or refuses, and those that may be
 * forwarded no more. Reused for every exchange of a client connection.
 */
final class OwnAnswers {
    private final Exchange exchange;
    private final ExchangeAccount account;
    private final Relay relay;
    private final Routes routes;
    private final LocalReplies replies;

    OwnAnswers(Exchange exchange, ExchangeAccount account, Relay relay, Routes routes, LocalReplies replies) {
        this.exchange = exchange;
        this.account = account;
        this.relay = relay;
        this.routes = routes;
        this.replies = replies;
    }

    /** Max-Forwards makes this proxy the one that is asked (RFC 9110 section 7.6.2). */
    void answerAsLast(RequestHead head, ByteBuf in) {
        if (head.isOptions()) {
            Reply nothing = LocalReply.of(new LocalResponse(200, List.of(), ""));
            reply(head, in, nothing, replies.beginning(nothing));
        } else {
            // A TRACE that comes back would show the client's page what cookies and passwords went with it.
            refuse(head, in, 501, EndedBy.PROXY, EndedIn.REQUEST);
        }
    }

    /**
     * Tells whether the frontend serves; nobody wants a line of that in the log.
     *
     * @param stopping whether it is about to serve no more
     */
    void answerMonitor(MonitorUri monitor, boolean stopping, RequestHead head, ByteBuf in) {
        exchange.skipHead(head, in);
        if (relay.dropRequest() == BodyRelay.Progress.MALFORMED) {
            exchange.requestMalformed();
            return;
        }
        account.answeredByRoute();
        if (stopping || !monitor.serves()) {
            replies.sendPage(503, exchange.connectionOfReply());
        } else {
            replies.send(monitor.reply(), replies.beginning(monitor.reply()), exchange.connectionOfReply());
        }
        exchange.finishUnlogged(EndedBy.LOCAL_ANSWER, EndedIn.REQUEST);
    }

    /** Answers as a route says that does not forward; null where there is none. */
    void answer(@Nullable Route route, RequestHead head, ByteBuf in) {
        switch (route) {
            case Route.Deny(int status) -> {
                account.denied();
                refuse(head, in, status, EndedBy.PROXY, EndedIn.REQUEST);
            }
            case Route.Answer(Reply reply) -> reply(head, in, reply, replies.beginning(reply));
            case Route.SendElsewhere(Redirect redirect)
            when routes.canSend(redirect) -> {
                ByteBuf out = replies.beginning(redirect.reply());
                routes.writeLocation(redirect, in, out);
                reply(head, in, redirect.reply(), out);
            }
            case Route.SendElsewhere _ -> refuse(head, in, 400, EndedBy.PROXY, EndedIn.REQUEST);
            case null, default -> refuse(head, in, 503, EndedBy.SERVER, EndedIn.CONNECT);
        }
    }

    /** What has come of the request's body is dropped. */
    private void refuse(RequestHead head, ByteBuf in, int status, EndedBy by, EndedIn phase) {
        exchange.skipHead(head, in);
        if (relay.dropRequest() == BodyRelay.Progress.MALFORMED) {
            exchange.requestMalformed();
        } else {
            exchange.answer(status, by, phase);
        }
    }

    private void reply(RequestHead head, ByteBuf in, Reply reply, ByteBuf out) {
        exchange.skipHead(head, in);
        if (relay.dropRequest() == BodyRelay.Progress.MALFORMED) {
            out.release();
            exchange.requestMalformed();
            return;
        }
        account.answeredByRoute();
        replies.send(reply, out, exchange.connectionOfReply());
        exchange.finish(EndedBy.LOCAL_ANSWER, EndedIn.REQUEST);
    }
}
