package lb.admin.boot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.log.EventLog;
import lb.admin.page.PageActions;
import lb.proxy.Proxy;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.listen.OpenSessions.Seen;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerControl;
import lb.proxy.upstream.ServersControl;
import org.jspecify.annotations.Nullable;

/**
 * What users of the statistics page change of this node.
 *
 * @param proxy null until it has started
 */
record NodeActions(Supplier<@Nullable Proxy> proxy, VrrpPeer peer, EventLog events) implements PageActions {
    private static final String ON_THE_PAGE = "set on the statistics page";

    @Override
    public List<String> change(String backend, List<String> servers, ServerAction action) {
        Proxy running = proxy.get();
        if (running == null) {
            return List.of();
        }
        Map<String, Server> known = new HashMap<>();
        running.backend(backend).servers().forEach(server -> known.put(server.name(), server));
        List<Server> meant = servers.stream()
                .flatMap(name -> Stream.ofNullable(known.get(name)))
                .filter(server -> applies(server, action))
                .toList();
        if (!meant.isEmpty()) {
            switch (action) {
                case Weigh(int weight) -> new ServersControl(meant).weigh(weight);
                case Step step -> take(running, meant, step);
            }
        }
        return meant.stream().map(Server::name).toList();
    }

    /** False where it has no checks or no agent of its own, and these are meant. */
    private static boolean applies(Server server, ServerAction action) {
        ServerControl control = server.control();
        return switch (action) {
            case Weigh weigh -> true;
            case Step step ->
                switch (step) {
                    case READY, DRAIN, MAINT, SHUTDOWN -> true;
                    case CHECKS_ON, CHECKS_OFF, CHECKS_UP, CHECKS_STOPPING, CHECKS_DOWN ->
                        control.health() != null && !control.isTracking();
                    case AGENT_ON, AGENT_OFF, AGENT_UP, AGENT_DOWN -> server.hasAgent();
                };
        };
    }

    private static void take(Proxy running, List<Server> servers, Step step) {
        ServersControl control = new ServersControl(servers);
        switch (step) {
            case READY -> control.administer(Admin.READY);
            case DRAIN -> control.administer(Admin.DRAIN);
            case MAINT -> control.administer(Admin.MAINT);
            case SHUTDOWN -> endSessions(running, servers);
            case CHECKS_ON -> servers.forEach(server -> server.control().check(true));
            case CHECKS_OFF -> servers.forEach(server -> server.control().check(false));
            case CHECKS_UP -> control.assume(true, ON_THE_PAGE);
            case CHECKS_STOPPING -> {
                control.assume(true, ON_THE_PAGE);
                control.stopping(true, ON_THE_PAGE);
            }
            case CHECKS_DOWN -> control.assume(false, ON_THE_PAGE);
            case AGENT_ON -> servers.forEach(server -> server.askAgent(true));
            case AGENT_OFF -> servers.forEach(server -> server.askAgent(false));
            case AGENT_UP -> control.agentDown(false, ON_THE_PAGE);
            case AGENT_DOWN -> control.agentDown(true, ON_THE_PAGE);
        }
    }

    /** One pass through the event loops for all of them. */
    private static void endSessions(Proxy running, List<Server> servers) {
        String backend = servers.getFirst().backend().name();
        Set<String> names = servers.stream().map(Server::name).collect(Collectors.toSet());
        int _ = running.control()
                .sessions()
                .end(session -> session.backend().equals(backend) && names.contains(session.server()));
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
    public Seen sessions() {
        Proxy running = proxy.get();
        return running == null ? Seen.NONE : running.control().sessions().look();
    }

    @Override
    public Seen end(String id) {
        Proxy running = proxy.get();
        return running == null
                ? Seen.NONE
                : running.control().sessions().shutdown(session -> session.id().equals(id));
    }

    @Override
    public void audit(String sentence) {
        events.notice(sentence);
    }
}
