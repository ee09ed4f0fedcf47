package lb.proxy.upstream;

import java.net.InetSocketAddress;
import java.util.List;
import lb.proxy.balance.StickTable;
import lb.proxy.health.Health;
import lb.proxy.health.HealthCounter;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.StickySettings;
import org.jspecify.annotations.Nullable;

/**
 * What a backend has come to in another process of this machine, for one that goes on with its traffic: what checks have found and what
 * people have asked for, which server clients belong to.
 *
 * @param clients null where clients do not keep their servers by their addresses
 */
public record BackendPast(
        String name, List<ServerPast> servers, @Nullable Clients clients) {
    public BackendPast {
        servers = List.copyOf(servers);
    }

    /** That of this process. Any thread. */
    static BackendPast of(Backend backend, long now) {
        Stickiness clients = backend.stickiness();
        return new BackendPast(
                backend.name(),
                backend.servers().stream().map(ServerPast::of).toList(),
                clients == null ? null : clients.past(now));
    }

    /**
     * A server.
     *
     * @param asked where the file says that it is
     * @param address where it was; null where that was not known, and for a UNIX socket
     * @param reassigned whether somebody has asked for that address
     * @param disabled whether the file has put it into maintenance
     * @param admin what was wanted of it in the end
     * @param weight of the file, or of its SRV record, 0 to 256
     * @param share what was asked for instead: percent of that, or 0 to 256
     * @param relative whether it is percent
     * @param maxConnections of the file
     * @param limit what was asked for instead
     * @param health what checks have found; null where it has none
     * @param stopping whether it has asked to be left alone, its checks passing
     * @param agentDown whether its agent says that it is down
     */
    public record ServerPast(
            String name,
            String asked,
            @Nullable InetSocketAddress address,
            boolean reassigned,
            boolean disabled,
            Admin admin,
            int weight,
            int share,
            boolean relative,
            int maxConnections,
            int limit,
            @Nullable HealthCounter health,
            boolean stopping,
            boolean agentDown) {
        private static ServerPast of(Server server) {
            ServerSettings settings = server.settings();
            Standing standing = server.control().standing();
            Weight weight = standing.weight();
            Health found = server.control().health();
            return new ServerPast(
                    server.name(),
                    settings.address().toString(),
                    server.address() instanceof InetSocketAddress known ? known : null,
                    server.place().isReassigned(),
                    settings.life().disabled(),
                    standing.admin(),
                    weight.base(),
                    weight.asked(),
                    weight.relative(),
                    settings.share().maxConnections(),
                    server.maxConnections(),
                    found == null ? null : found.counter(),
                    standing.stopping(),
                    standing.agentDown());
        }
    }

    /**
     * Which server each client had last.
     *
     * @param settings with other ones the keys mean other clients
     * @param servers names, by the member's number
     */
    public record Clients(StickySettings settings, List<String> servers, List<StickTable.Entry> entries) {}
}
