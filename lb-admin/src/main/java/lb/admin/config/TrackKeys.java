package lb.admin.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import lb.admin.problem.Words;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TrackedServer;
import org.jspecify.annotations.Nullable;

/** Servers that take over the state of others. */
final class TrackKeys {
    static final Key<String> TRACK = Key.without(
            "track",
            new Form.Text(
                    "server, or backend/server", Pattern.compile("([A-Za-z0-9_.:-]{1,64}/)?[A-Za-z0-9_.:-]{1,64}")),
            "a state of its own",
            "The server whose state it takes over in place of checks: up, down, draining and in maintenance. One of this"
                    + " backend, or `backend/server`; it has a check or an agent, or tracks one that has.",
            "track");

    private TrackKeys() {}

    /**
     * Null where it tracks none, or it is wrong, which is then said.
     *
     * @param backend the name of the server's own
     */
    static @Nullable TrackedServer read(Section server, String backend) {
        var wanted = server.get(TRACK);
        if (wanted == null) {
            return null;
        }
        var check = server.value(ProxyKeys.CHECK);
        if (check != null && !check.scalar().filter("false"::equals).isPresent()) {
            check.wrong("not with track, which is in place of it");
        }
        var slash = wanted.indexOf('/');
        return slash < 0
                ? new TrackedServer(backend, wanted)
                : new TrackedServer(wanted.substring(0, slash), wanted.substring(slash + 1));
    }

    /** Says where the file tracks servers that there are not, that nothing is known of, or that track back. */
    static void check(List<BackendReader.Read> backends) {
        var servers = new HashMap<TrackedServer, ServerSettings>();
        for (var backend : backends) {
            for (var server : backend.settings().servers()) {
                servers.put(new TrackedServer(backend.settings().name(), server.name()), server);
            }
        }
        if (servers.values().stream().allMatch(server -> server.life().track() == null)) {
            return;
        }
        var named = new LinkedHashMap<String, Map<String, Value>>();
        for (var backend : backends) {
            var own = new LinkedHashMap<String, Value>();
            backend.section().named(ProxyKeys.SERVERS).forEach(one -> own.put(one.name(), one.value()));
            named.put(backend.settings().name(), own);
        }
        var chains = new TrackedChains(servers);
        for (var backend : backends) {
            named.getOrDefault(backend.settings().name(), Map.of())
                    .forEach((name, value) -> check(backend, name, value, named, servers, chains));
        }
    }

    private static void check(
            BackendReader.Read backend,
            String name,
            Value value,
            Map<String, Map<String, Value>> named,
            Map<TrackedServer, ServerSettings> servers,
            TrackedChains chains) {
        var title = backend.section().title() + ": server \"" + name + "\"";
        var written = value.child(TRACK.name(), title, TRACK.name(), false);
        if (written == null) {
            return;
        }
        var server = new TrackedServer(backend.settings().name(), name);
        if (!servers.containsKey(server) && value.child(ResolverKeys.SLOTS.name(), "", "", false) != null) {
            // Those that are made of slots all track the same.
            server = new TrackedServer(backend.settings().name(), name + 1);
        }
        var settings = servers.get(server);
        var wanted = settings == null ? null : settings.life().track();
        var problem = wanted == null
                ? null
                : servers.containsKey(wanted)
                        ? chains.problem(server)
                        : unknown(wanted, named, value.reading().problems().isFull());
        if (problem != null) {
            written.wrong(problem);
        }
    }

    /** @param full whether so much is wrong that it does not matter which word was meant */
    private static @Nullable String unknown(TrackedServer wanted, Map<String, Map<String, Value>> named, boolean full) {
        var servers = named.get(wanted.backend());
        if (servers == null) {
            return "no such backend; expected: " + Words.listed(named.keySet())
                    + (full ? "" : Words.didYouMean(wanted.backend(), named.keySet()));
        }
        // One that is written but could not be read is somebody else's problem, which was said.
        if (servers.containsKey(wanted.server())) {
            return null;
        }
        return "no such server; expected: " + Words.listed(servers.keySet())
                + (full ? "" : Words.didYouMean(wanted.server(), servers.keySet()));
    }
}
