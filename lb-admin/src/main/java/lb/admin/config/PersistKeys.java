package lb.admin.config;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Persisting;
import org.jspecify.annotations.Nullable;

/** When clients keep the servers that are theirs. */
final class PersistKeys {
    private static final Form.Part CONDITIONS =
            new Form.Part("{ path-prefix = … }, or a list of such groups", List.of(RouteKeys.CONDITION), false, false);

    static final Key<Boolean> WHEN_DOWN = Key.of(
            "persist-when-down",
            new Form.Flag(),
            false,
            "Whether clients that come back to a server, by `cookie` or `sticky`, or that `use-server` sends there, are sent to it"
                    + " although it is down; where it cannot be reached they go elsewhere with `redispatch`.",
            "option persist");
    static final Key<Object> FORCE = Key.without(
            "force-persist",
            CONDITIONS,
            "never",
            "Conditions of a group, as those of a route, or groups of which one has to hold: such requests go to the server of"
                    + " their cookie or address, or of `use-server`, although it is down, and never elsewhere. In mode tcp there is"
                    + " `source` alone.",
            "force-persist");
    static final Key<Object> IGNORE = Key.without(
            "ignore-persist",
            CONDITIONS,
            "never",
            "The same for requests whose cookie does not count: they go to any server and get no cookie (http only).",
            "ignore-persist");
    static final Key<String> RDP_COOKIE = Key.without(
            "persist-rdp-cookie",
            new Form.Text("the name of a cookie, such as msts", Pattern.compile("[!-<>-~]{1,64}")),
            "no",
            "The cookie by which RDP clients that a session broker sends on name the address and port of their server: `msts`"
                    + " (tcp only). It is waited for as long as `timeouts.client-hello` of the frontend.",
            "persist rdp-cookie",
            "persist");
    private static final List<Key<?>> OF_SERVERS_THAT_ARE_DOWN = List.of(WHEN_DOWN, FORCE);

    private PersistKeys() {}

    /** @param own whether the backend has clients that come back by another key */
    static Persisting read(Section backend, Mode mode, boolean own, RuleReader rules) {
        if (!own && !backend.has(RDP_COOKIE)) {
            backend.wrong(IGNORE, "only with cookie, sticky or persist-rdp-cookie");
            if (!backend.has(RuleKeys.USE_SERVER)) {
                OF_SERVERS_THAT_ARE_DOWN.forEach(
                        key -> backend.wrong(key, "only with cookie, sticky, persist-rdp-cookie or use-server"));
            }
        }
        if (mode != Mode.HTTP) {
            backend.wrong(IGNORE, "only with mode = http");
        }
        if (mode != Mode.TCP) {
            backend.wrong(RDP_COOKIE, "only with mode = tcp");
        }
        var persisting = new Persisting(
                backend.orStandard(WHEN_DOWN),
                condition(backend, FORCE, mode, rules),
                condition(backend, IGNORE, mode, rules));
        return backend.has(RDP_COOKIE) ? persisting.withRdpCookie(backend.get(RDP_COOKIE, "msts")) : persisting;
    }

    private static @Nullable Condition condition(Section backend, Key<?> key, Mode mode, RuleReader rules) {
        var value = backend.value(key);
        if (value == null || mode == Mode.UDP) {
            return null;
        }
        if (value.isList() && value.isEmpty()) {
            value.expected("one group of conditions or more");
        }
        return new Condition.Any(value.elements().stream()
                .map(one -> Section.of(one, RouteKeys.CONDITION, backend.title(), key.name() + "."))
                .filter(Objects::nonNull)
                .map(group -> {
                    if (mode == Mode.TCP) {
                        group.wrong(RouteKeys.SNI, "only in routes; expected: source");
                    }
                    return ConditionReader.group(group, mode, rules);
                })
                .toList());
    }
}
