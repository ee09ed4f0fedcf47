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
    private static final String ON_THE_PAGE = "set on the statistics page";

    @Override
    public boolean change(String backend, String server, ServerAction action) {
        return server(backend, server).filter(found -> change(found, action)).isPresent();
    }

    private boolean change(Server server, ServerAction action) {
        return switch (action) {
            case Weigh(int weight) -> {
                server.control().weigh(weight);
                yield true;
            }
            case Step step -> take(server, step);
        };
    }

    /** @return false where it has no checks or no agent of its own, and these are meant */
    private boolean take(Server server, Step step) {
        ServerControl control = server.control();
        boolean applies = switch (step) {
            case READY, DRAIN, MAINT, SHUTDOWN -> true;
            case CHECKS_ON, CHECKS_OFF, CHECKS_UP, CHECKS_STOPPING, CHECKS_DOWN ->
                control.health() != null && !control.isTracking();
            case AGENT_ON, AGENT_OFF, AGENT_UP, AGENT_DOWN -> server.hasAgent();
        };
        if (!applies) {
            return false;
        }
        switch (step) {
            case READY -> control.administer(Admin.READY);
            case DRAIN -> control.administer(Admin.DRAIN);
            case MAINT -> control.administer(Admin.MAINT);
            case SHUTDOWN -> endSessions(server);
            case CHECKS_ON -> control.check(true);
            case CHECKS_OFF -> control.check(false);
            case CHECKS_UP -> control.assume(true, ON_THE_PAGE);
            case CHECKS_STOPPING -> {
                control.assume(true, ON_THE_PAGE);
                control.stopping(true, ON_THE_PAGE);
            }
            case CHECKS_DOWN -> control.assume(false, ON_THE_PAGE);
            case AGENT_ON -> server.askAgent(true);
            case AGENT_OFF -> server.askAgent(false);
            case AGENT_UP -> control.agentDown(false, ON_THE_PAGE);
            case AGENT_DOWN -> control.agentDown(true, ON_THE_PAGE);
        }
        return true;
    }

    private void endSessions(Server server) {
        Proxy running = proxy.get();
        if (running != null) {
            String backend = server.backend().name();
            int _ = running.control()
                    .sessions()
                    .end(session -> session.backend().equals(backend)
                            && session.server().equals(server.name()));
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
