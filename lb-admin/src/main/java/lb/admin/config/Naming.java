package lb.admin.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import lb.admin.problem.Words;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.DnsAddress.Family;
import lb.proxy.settings.Resolver;
import org.jspecify.annotations.Nullable;

/**
 * How servers get their addresses from host names: server over backend.
 *
 * @param all resolvers by their names
 * @param resolver null where a name is looked up once, when the file is read
 * @param initial as written; null for none
 */
record Naming(
        Map<String, Resolver> all,
        @Nullable Resolver resolver,
        Family prefer,
        @Nullable Value initial) {
    private static final String DEFAULT = "default";
    private static final String NONE = "none";
    private static final String LIBC = "libc";
    private static final String LAST = "last";

    /** What stands when a backend says nothing. */
    static Naming standard(Map<String, Resolver> all) {
        var only = all.size() == 1 ? all.values().iterator().next() : null;
        return new Naming(
                all,
                all.getOrDefault(DEFAULT, only),
                ResolverKeys.PREFER.standard().orElseThrow(),
                null);
    }

    /** With what a backend or server says in its place. */
    Naming over(Section owner) {
        var value = owner.value(ResolverKeys.INIT_ADDR);
        return new Naming(
                all, resolverOf(owner), owner.get(ResolverKeys.PREFER, prefer), value == null ? initial : value);
    }

    private @Nullable Resolver resolverOf(Section owner) {
        var name = owner.get(ResolverKeys.RESOLVERS_OF_SERVER);
        if (name == null) {
            return resolver;
        }
        var found = all.get(name);
        if (found == null) {
            owner.wrong(
                    ResolverKeys.RESOLVERS_OF_SERVER,
                    "no such resolvers; expected: "
                            + (all.isEmpty() ? "one that is in resolvers" : Words.listed(all.keySet()))
                            + Words.didYouMean(name, all.keySet()));
        }
        return found == null ? resolver : found;
    }

    /**
     * The address of a name that is followed.
     *
     * @param to who asks
     * @param port {@link DnsAddress#PORT_OF_SERVICE} for a service
     * @param written the address
     */
    DnsAddress address(Resolver to, String name, int port, Value written) {
        return new DnsAddress(name, port, prefer, to, first(name, port == DnsAddress.PORT_OF_SERVICE, written));
    }

    /** The same where the port is the client's, plus an offset. */
    DnsAddress mapped(Resolver to, String name, int offset, Value written) {
        return DnsAddress.mapped(name, offset, prefer, to, first(name, false, written));
    }

    private @Nullable InetAddress first(String name, boolean service, Value written) {
        return initial == null ? null : first(initial.elements(), name, service, written);
    }

    private static @Nullable InetAddress first(List<Value> ways, String name, boolean service, Value written) {
        for (var way : ways) {
            var text = way.scalar().orElse("");
            if (text.equals(NONE)) {
                return null;
            }
            if (text.equals(LAST)) {
                way.wrong("is not done yet in this version: no state is kept over a start");
                return null;
            }
            if (service) {
                way.wrong("expected for a service, whose records have the ports: none");
                return null;
            }
            if (!text.equals(LIBC)) {
                return literal(way, text);
            }
            try {
                return way.reading().hostNames().address(name);
            } catch (ValueException e) {
                if (way.equals(ways.getLast())) {
                    written.wrong(e.detail());
                }
            }
        }
        return null;
    }

    private static @Nullable InetAddress literal(Value way, String text) {
        try {
            var literal = Addresses.literal(text);
            if (literal.isPresent()) {
                return literal.get();
            }
        } catch (ValueException e) {
            // Said below.
        }
        way.expected("none, libc or an IP address" + Words.didYouMean(text, List.of(NONE, LIBC)));
        return null;
    }
}
