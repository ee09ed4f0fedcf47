package lb.proxy.upstream;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import lb.proxy.health.ServerState.Admin;

/**
 * What administrators change of several servers of one backend at once: who is usable is settled once after all of it, which takes as long as
 * for one of them. Any thread.
 *
 * @param servers 1 or more, each once
 */
public record ServersControl(List<Server> servers) {
    public ServersControl {
        servers = List.copyOf(servers);
    }

    /** Makes them ready, drains them or puts them into maintenance; nothing happens to one that is. */
    public void administer(Admin admin) {
        List<Server> others = without(control -> control.standing().admin() == admin);
        change(others, control -> control.stepTo(admin), "");
        if (admin == Admin.MAINT) {
            others.forEach(server -> server.control().forgetTraffic());
        }
    }

    /**
     * Gives each this share of the traffic, whatever its name says.
     *
     * @param weight 0 to 256
     */
    public void weigh(int weight) {
        change(servers, control -> control.stepToWeight(now -> now.exactly(weight)), "");
    }

    /** Takes each for as well as can be, or for down, until its checks find otherwise; nothing happens where it has none. */
    public void assume(boolean up, String reason) {
        change(servers, control -> control.stepToAssumed(up), reason);
    }

    /** As {@link ServerControl#stopping}, for each. */
    public void stopping(boolean asked, String reason) {
        change(without(control -> control.isStopping() == asked), control -> control.stepToStopping(asked), reason);
    }

    /** As {@link ServerControl#agentDown}, for each. */
    public void agentDown(boolean down, String reason) {
        change(
                without(control -> control.standing().agentDown() == down),
                control -> control.stepToAgentDown(down),
                reason);
    }

    private List<Server> without(Predicate<ServerControl> which) {
        return servers.stream().filter(server -> !which.test(server.control())).toList();
    }

    private static void change(List<Server> changed, Consumer<ServerControl> step, String reason) {
        if (!changed.isEmpty()) {
            changed.getFirst().backend().change(changed, step, reason, "");
        }
    }
}
