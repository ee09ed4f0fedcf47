package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.balance.Balancer;
import lb.proxy.loop.TimeShare;
import lb.proxy.route.MonitorUri;
import lb.proxy.route.Redirect;
import lb.proxy.route.RequestKey;
import lb.proxy.route.Route;
import lb.proxy.route.Routing;
import lb.proxy.route.Subject;
import lb.proxy.rule.FrontendRules;
import lb.proxy.settings.HeadLimits;
import org.jspecify.annotations.Nullable;

/** Where the requests of one client connection go. On its event loop. */
final class Routes {
    private final Routing routing;
    private final RequestHead head;
    private final RoutedRequest request;
    private final ClientConnection client;
    private final ExchangeAccount account;
    private @Nullable Ruling ruling;

    Routes(TimeShare hashing, Routing routing, RequestHead head, ClientConnection client, ExchangeAccount account) {
        this.routing = routing;
        this.head = head;
        this.client = client;
        this.account = account;
        request = new RoutedRequest(head, hashing, account);
    }

    /** The rules that these requests meet from now on; null for none. */
    @Nullable
    Ruling ruling(@Nullable FrontendRules rules, HeadLimits limits) {
        ruling = rules == null ? null : new Ruling(rules, head, request, limits, client, account);
        return ruling;
    }

    /** The head of the request has been used. */
    void end() {
        if (ruling != null) {
            ruling.end();
        }
    }

    /** Where the request goes whose complete head lies at the reader index; null for nowhere. */
    @Nullable
    Route of(ByteBuf in) {
        return routing.isFixed() ? routing.otherwise() : routing.of(request.of(in));
    }

    /** The key of the request whose complete head lies at the reader index; none where a backend asks for none. */
    long keyOf(ByteBuf in, Route.Forward route) {
        RequestKey key = route.key();
        return key == null ? Balancer.NO_KEY : key.of(request.of(in));
    }

    /** The request that was last asked about. */
    Subject subject() {
        return request;
    }

    /** The request whose complete head lies at the reader index, as rules see it. */
    Subject subject(ByteBuf in) {
        return request.of(in);
    }

    /** Whether the request whose complete head lies at the reader index asks if the frontend serves. */
    boolean isFor(MonitorUri monitor, ByteBuf in) {
        int base = in.readerIndex();
        return monitor.isAsked(
                in, base + head.target().pathStart(), base + head.target().end());
    }

    /** Whether a redirect to the same host can say which that is: HTTP/1.0 may name none. */
    boolean canSend(Redirect redirect) {
        return !redirect.keepsHost() || head.hostStart() >= 0;
    }

    /** Appends the Location of a redirect that the request last asked about gets. */
    void writeLocation(Redirect redirect, ByteBuf in, ByteBuf out) {
        int base = in.readerIndex();
        RequestTarget target = head.target();
        redirect.writeLocation(request, in, base + target.pathStart(), base + target.end(), out);
    }
}
