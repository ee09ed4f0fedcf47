package lb.proxy.upstream;

import java.net.SocketAddress;
import lb.proxy.health.Health;
import lb.proxy.health.ServerState;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/**
 * What one server is at one moment, for those who administer it.
 *
 * @param backendId number of its backend among all proxies ({@code iid})
 * @param id its number in the backend, from 1
 * @param address null while none is known
 * @param state what follows from all the rest
 * @param asked what somebody wants of it
 * @param tracked the same of the server that it tracks; {@code READY} where it tracks none
 * @param resolved whether its address is known
 * @param growing whether it is in its slow start
 * @param weight its share of the traffic now
 * @param initialWeight its share by the file, or by its SRV record
 * @param sinceSeconds for how long its state has been what it is
 * @param health what its checks have found out; null where it has none
 * @param checked whether these checks are made now
 * @param checkPlace where these go now; null where it has none
 * @param agent how its agent is asked now; null where it has none
 * @param agentAsked whether its agent is asked now; null where it has none
 * @param agentRunning whether its agent is being asked at this moment
 * @param used HTTP connections to it that serve a request or belong to one client
 * @param unproven those that wait and have served one request only
 * @param proven those that wait and have served more
 * @param mostIdle how many of both there may be; -1 for any number
 */
public record ServerFacts(
        int backendId,
        String backend,
        int id,
        ServerSettings settings,
        @Nullable SocketAddress address,
        ServerState state,
        Admin asked,
        Admin tracked,
        boolean resolved,
        boolean growing,
        int weight,
        int initialWeight,
        long sinceSeconds,
        @Nullable Health health,
        boolean checked,
        CheckSettings.@Nullable Place checkPlace,
        @Nullable CheckSettings agent,
        @Nullable Boolean agentAsked,
        boolean agentRunning,
        int used,
        int unproven,
        int proven,
        int mostIdle) {
    static ServerFacts of(Backend backend, int backendId, Server server, int id, long now) {
        ServerControl control = server.control();
        Standing standing = control.standing();
        Agent agent = server.checks().agent();
        int idle = server.idleConnections().max();
        return new ServerFacts(
                backendId,
                backend.name(),
                id,
                server.settings(),
                server.address(),
                control.state(),
                standing.admin(),
                standing.tracked().admin(),
                standing.resolved(),
                control.percent() < SlowStart.WHOLE,
                control.weight(),
                standing.weight().base(),
                Math.max(0, now - standing.since()) / 1_000_000_000,
                control.health(),
                control.health() != null && server.checks().areOn(),
                server.checks().place(),
                server.checks().agentCheck(),
                agent == null ? null : agent.isAsked(),
                agent != null && agent.running(),
                server.connections().used(),
                server.connections().unproven(),
                server.connections().proven(),
                idle == IdleConnectionSettings.NO_LIMIT ? -1 : idle);
    }

    /** {@code backend/server}. */
    public String path() {
        return backend + "/" + settings.name();
    }
}
