package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.route.PersistRules;
import lb.proxy.route.PersistenceCookie;
import lb.proxy.route.Route;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.Stickiness;
import org.jspecify.annotations.Nullable;

/**
 * The server that a client is to come back to, by a cookie or else by its address. Reused for every exchange of a
 * connection.
 */
final class OwnServer {
    private final Http1Loop http;
    private final ClientConnection client;
    private final CookieExchange cookies;
    private final Routes routes;
    private @Nullable Server server;
    private boolean forced;
    private boolean down;

    OwnServer(Http1Loop http, ClientConnection client, CookieExchange cookies, Routes routes) {
        this.http = http;
        this.client = client;
        this.cookies = cookies;
        this.routes = routes;
    }

    /**
     * Looks for it in a request whose complete head lies at the reader index; its cookie is left out if it is to be.
     *
     * @param ruling which may name one, whatever the client had; null for none
     */
    void find(Route.Forward route, @Nullable Ruling ruling, HeadLines lines, ByteBuf in) {
        PersistRules rules = route.persist();
        forced = rules != null && rules.isForced(routes.subject(in));
        boolean evenDown = rules != null && (forced || rules.whenDown());
        Server ruled = ruling == null ? null : ruling.server(evenDown);
        PersistenceCookie cookie = route.cookie();
        if (cookie != null) {
            boolean ignored = rules != null && rules.isIgnored(routes.subject(in));
            cookies.begin(cookie, lines, in, http.loop().currentTimeMillis() / 1000, evenDown, ignored, ruled);
        }
        server = ruled == null ? cookies.wanted() : ruled;
        Stickiness stickiness = route.backend().stickiness();
        if (server == null && stickiness != null) {
            server =
                    stickiness.find(client.session().addressBytes(), http.loop().nanoTime(), evenDown);
        }
        down = evenDown && server != null && !server.reachable();
    }

    /** Null for any. */
    @Nullable
    Server server() {
        return server;
    }

    /** Whether the request goes to no other, if it has one. */
    boolean isForced() {
        return forced && server != null;
    }

    /** Whether the client was sent to this one although it was down. */
    boolean isKeptDown(Server connected) {
        return down && connected.equals(server);
    }

    /** The client has a connection to this one. */
    void became(Server connected) {
        Backend backend = connected.backend();
        Stickiness stickiness = backend.stickiness();
        if (stickiness != null) {
            stickiness.remember(
                    client.session().addressBytes(), connected, http.loop().nanoTime());
        }
    }
}
