package lb.proxy.upstream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.proxy.balance.StickTable;
import lb.proxy.settings.StickySettings;
import org.jspecify.annotations.Nullable;

/** Which server of a backend each client had last, by its address. Any thread; no lock. */
public final class Stickiness {
    private final StickTable table;
    private final List<Server> servers;
    private final Map<Server, Integer> numbers = new HashMap<>();

    /** @param now in ns, of the clock of the event loops */
    Stickiness(StickySettings settings, List<Server> servers, long now) {
        table = new StickTable(settings, now);
        this.servers = servers;
        for (int i = 0; i < Math.min(servers.size(), StickTable.MOST_MEMBERS); i++) {
            numbers.put(servers.get(i), i);
        }
    }

    /**
     * The server of a client; null where there is none, or it is down.
     *
     * @param address 4 or 16 bytes, or none over a UNIX socket
     * @param evenDown whether it does not matter that it is down
     */
    public @Nullable Server find(byte[] address, long now, boolean evenDown) {
        int number = address.length == 0 ? StickTable.NONE : table.find(address, now);
        if (number == StickTable.NONE) {
            return null;
        }
        Server server = servers.get(number);
        return evenDown || server.reachable() ? server : null;
    }

    /** The client has a connection to this server. */
    public void remember(byte[] address, Server server, long now) {
        Integer number = address.length == 0 ? null : numbers.get(server);
        if (number != null) {
            table.put(address, number, now);
        }
    }
}
