package lb.proxy.route;

import lb.proxy.page.ErrorPages;
import lb.proxy.page.Reply;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/** What becomes of a request or connection, with all that is known before it comes. */
public sealed interface Route {

    /**
     * It goes to a backend.
     *
     * @param requestEdits those of frontend, route and backend together; null for none
     * @param responseEdits likewise, of the response
     * @param errorPages the backend's before the frontend's
     * @param key what of a request leads to a server; null for nothing
     * @param cookie by which clients come back to their servers; null for none
     * @param rdpServer by which RDP clients do; null for by nothing
     * @param persist when they do beside what is usual; null for never
     * @param retries whether a request may be sent again when its response is a reason to
     */
    record Forward(
            Backend backend,
            @Nullable HeadEdits requestEdits,
            @Nullable HeadEdits responseEdits,
            ErrorPages errorPages,
            @Nullable RequestKey key,
            @Nullable PersistenceCookie cookie,
            @Nullable RdpServer rdpServer,
            @Nullable PersistRules persist,
            boolean retries)
            implements Route {
        /** Whether its server depends on the cookie that an RDP client begins with. */
        public boolean isByRdpCookie() {
            return rdpServer != null || (key != null && key.isRdpCookie());
        }
    }

    /** The proxy answers. */
    record Answer(Reply reply) implements Route {}

    /** The client is sent elsewhere. */
    record SendElsewhere(Redirect redirect) implements Route {}

    /** It is refused. */
    record Deny(int status) implements Route {}
}
