package lb.admin.boot;

import java.util.Optional;
import java.util.function.Supplier;
import lb.admin.log.EventLog;
import lb.admin.page.PageActions;
import lb.proxy.Proxy;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerControl;
import org.jspecify.annotations.Nullable;

/**
 * What users of the statistics page change of this node.
 *
 * @param proxy null until it has started
 */
record NodeActions(Supplier<@Nullable Proxy> proxy, VrrpPeer peer, EventLog events) implements PageActions {
    @Override
    public boolean change(String backend, String server, ServerAction action) {
        Optional<Server> found = server(backend, server);
        found.map(Server::control).ifPresent(control -> change(control, action));
        return found.isPresent();
    }

    private static void change(ServerControl control, ServerAction action) {
        switch (action) {
            case ServerAction.Ready() -> control.administer(Admin.READY);
            case ServerAction.Drain() -> control.administer(Admin.DRAIN);
            case ServerAction.Maint() -> control.administer(Admin.MAINT);
            case ServerAction.Weigh(int weight) -> control.weigh(weight);
        }
    }

    private Optional<Server> server(String backend, String name) {
        Proxy running = proxy.get();
        return running == null
                ? Optional.empty()
                : running.backend(backend).servers().stream()
                        .filter(server -> server.name().equals(name))
                        .findFirst();
    }

    @Override
    public boolean leave(String virtualIp) {
        boolean known = isKnown(virtualIp);
        if (known) {
            peer.leave(virtualIp);
        }
        return known;
    }

    @Override
    public boolean resume(String virtualIp) {
        boolean known = isKnown(virtualIp);
        if (known) {
            peer.resume(virtualIp);
        }
        return known;
    }

    private boolean isKnown(String virtualIp) {
        return peer.virtualRouters().stream().anyMatch(router -> router.name().equals(virtualIp));
    }

    @Override
    public void audit(String sentence) {
        events.notice(sentence);
    }
}
