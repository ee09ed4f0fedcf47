package lb.proxy.upstream;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.proxy.balance.StickTable;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.settings.StickySettings;
import org.jspecify.annotations.Nullable;

/** Which server of a backend each client had last, by its address. Any thread; no lock. */
public final class Stickiness {
    private final StickySettings settings;
    private final StickTable table;
    private final ReachedLimit full;

    /** Of servers that are gone, so many beside as many as there are of others may have numbers before it is looked who needs his. */
    private static final int MOST_GONE = 64;

    /** The numbers in the table, also of servers that are gone and have clients: one that comes back has them. */
    private final Map<String, Integer> names = new HashMap<>();

    /** By number; null for one that is gone. */
    private final @Nullable Server[] servers;

    private final Map<Server, Integer> numbers = new HashMap<>();

    /** @param now in ns, of the clock of the event loops */
    Stickiness(String backend, StickySettings settings, List<Server> servers, long now) {
        this(
                settings,
                new StickTable(settings, now),
                new ReachedLimit(Limit.STICKY_CLIENTS, backend, Integer.toString(settings.size())),
                Map.of(),
                servers);
    }

    private Stickiness(
            StickySettings settings,
            StickTable table,
            ReachedLimit full,
            Map<String, Integer> former,
            List<Server> all) {
        this.settings = settings;
        this.table = table;
        this.full = full;
        names.putAll(former);
        BitSet taken = new BitSet();
        former.values().forEach(taken::set);
        for (Server server : all) {
            int free = taken.nextClearBit(0);
            if (free < StickTable.MOST_MEMBERS && names.putIfAbsent(server.name(), free) == null) {
                taken.set(free);
            }
            Integer number = names.get(server.name());
            if (number != null) {
                numbers.put(server, number);
            }
        }
        servers = new Server[taken.length()];
        numbers.forEach((server, number) -> servers[number] = server);
    }

    /**
     * That of the same backend with other servers: those of the same name keep their clients, where the settings are the same.
     *
     * @param now as in the constructor
     */
    Stickiness become(StickySettings others, List<Server> all, long now) {
        if (!others.equals(settings)) {
            return new Stickiness(full.proxy(), others, all, now);
        }
        Map<String, Integer> needed = needed(now);
        return needed.size() + all.size() < StickTable.MOST_MEMBERS
                ? new Stickiness(settings, table, full, needed, all)
                : new Stickiness(full.proxy(), others, all, now);
    }

    /** Without those of servers that were gone before and have no clients any more: their numbers are others' from now on. */
    private Map<String, Integer> needed(long now) {
        if (names.size() <= 2 * numbers.size() + MOST_GONE) {
            return names;
        }
        BitSet used = table.members(now);
        Map<String, Integer> needed = new HashMap<>(names);
        needed.values().removeIf(number -> servers[number] == null && !used.get(number));
        return needed;
    }

    /** How often a client was forgotten for another one. */
    ReachedLimit full() {
        return full;
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
        // There is none where its server was remembered just before it went.
        Server server = number < servers.length ? servers[number] : null;
        return server != null && (evenDown || server.reachable()) ? server : null;
    }

    /** Which server each client has, for another process. Any thread. */
    BackendPast.Clients past(long now) {
        String[] byNumber = new String[servers.length];
        // Of a number that is nobody's.
        Arrays.fill(byNumber, "");
        names.forEach((name, number) -> byNumber[number] = name);
        return new BackendPast.Clients(settings, List.of(byNumber), table.entries(now));
    }

    /** Its clients are those of another process, where the settings are the same. Before any traffic. */
    void recall(BackendPast.Clients past, long now) {
        if (!past.settings().equals(settings)) {
            return;
        }
        for (StickTable.Entry entry : past.entries()) {
            boolean known = entry.member() < past.servers().size();
            Integer number = known ? names.get(past.servers().get(entry.member())) : null;
            if (number != null) {
                table.put(new StickTable.Entry(entry.key(), number, entry.seconds()), now);
            }
        }
    }

    /** The client has a connection to this server. */
    public void remember(byte[] address, Server server, long now) {
        Integer number = address.length == 0 ? null : numbers.get(server);
        if (number != null && table.put(address, number, now)) {
            full.reached();
        }
    }
}
