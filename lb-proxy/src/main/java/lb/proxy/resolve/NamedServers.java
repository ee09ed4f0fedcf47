package lb.proxy.resolve;

import java.util.List;
import lb.proxy.settings.DnsAddress;

/**
 * The servers of one backend that share a name.
 *
 * @param backend its name
 * @param servers in the order in which they get addresses; at least one
 */
public record NamedServers(String backend, DnsAddress address, List<NamedServer> servers) {
    public NamedServers {
        servers = List.copyOf(servers);
    }
}
