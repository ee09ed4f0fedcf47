package lb.proxy.rule;

import java.util.List;
import java.util.function.Function;
import lb.proxy.route.Matcher;
import lb.proxy.route.Subject;
import lb.proxy.settings.UseServer;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** Rules that name a server of a backend. Immutable, on any thread. */
public final class ServerRules {
    private final Matcher[] conditions;
    private final Server[] servers;

    private ServerRules(Matcher[] conditions, Server[] servers) {
        this.conditions = conditions;
        this.servers = servers;
    }

    static @Nullable ServerRules of(List<UseServer> rules, Backend of, Function<String, Backend> backends) {
        return rules.isEmpty()
                ? null
                : new ServerRules(
                        rules.stream()
                                .map(rule -> Matcher.of(rule.condition(), backends))
                                .toArray(Matcher[]::new),
                        rules.stream().map(rule -> server(of, rule.server())).toArray(Server[]::new));
    }

    private static Server server(Backend of, String name) {
        return of.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("backend \"" + of.name() + "\" has no server \"" + name + "\""));
    }

    /**
     * The server of the first rule that holds and whose server is not down, whatever its weight; null where there is none.
     *
     * @param evenDown whether it does not matter that a server is down
     */
    public @Nullable Server of(Subject subject, boolean evenDown) {
        for (int i = 0; i < servers.length; i++) {
            if (conditions[i].matches(subject) && (evenDown || servers[i].reachable())) {
                return servers[i];
            }
        }
        return null;
    }
}
