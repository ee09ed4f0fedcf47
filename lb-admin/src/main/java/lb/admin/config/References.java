package lb.admin.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lb.admin.config.BindReader.Bind;
import lb.admin.problem.Words;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.InheritedSocket;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.Mode;
import org.jspecify.annotations.Nullable;

/** Checks that what names each other fits together. */
final class References {
    private References() {}

    static void check(
            Section top,
            List<FrontendReader.Read> frontends,
            List<BackendReader.Read> backends,
            StatsReader.@Nullable Read stats) {
        var declared = top.named(Keys.BACKENDS).stream().map(Value.Named::name).toList();
        var byName = new HashMap<String, BackendReader.Read>();
        backends.forEach(backend -> byName.put(backend.settings().name(), backend));
        var known = new LinkedHashSet<>(declared);
        var named = new HashSet<String>();
        for (var frontend : frontends) {
            frontend.backends().forEach(name -> backendOf(name, frontend, byName, known));
            RequestKeys.backends(frontend.section()).forEach(name -> existing(name, known));
            var looked = new HashSet<String>();
            for (var name : frontend.backends()) {
                var backend = byName.get(name.scalar().orElse(""));
                if (backend != null && looked.add(backend.settings().name())) {
                    portsOf(name, frontend, backend);
                }
            }
            named.addAll(looked);
        }
        for (var backend : backends) {
            if (!named.contains(backend.settings().name())) {
                backend.section().warning("no frontend names it, so it gets no traffic");
            }
        }
        TrackKeys.check(backends);
        sharedAddresses(frontends, stats);
        if (stats != null) {
            var names =
                    top.named(Keys.FRONTENDS).stream().map(Value.Named::name).toList();
            stats.frontends().forEach(name -> pageOn(name, stats.open(), frontends, names));
        }
    }

    /** A frontend that answers the statistics page: it has to exist, to speak HTTP, and not to show it to everybody. */
    private static void pageOn(Value name, boolean open, List<FrontendReader.Read> frontends, List<String> declared) {
        var wanted = name.scalar().orElseThrow();
        if (!declared.contains(wanted)) {
            name.wrong("no such frontend; expected: " + Words.listed(declared) + Words.didYouMean(wanted, declared));
        }
        for (var frontend : frontends) {
            if (!frontend.settings().name().equals(wanted)) {
                continue;
            }
            if (frontend.settings().mode() != Mode.HTTP) {
                name.wrong("expected: a frontend with mode = http");
            }
            if (open && frontend.binds().stream().anyMatch(bind -> !BindAddress.isLocal(bind.address()))) {
                name.wrong("expected: a frontend on loopback only, or users or tokens for one that others reach");
            }
        }
    }

    private static void existing(Value value, Set<String> declared) {
        if (value.scalar().isEmpty()) {
            value.expected(RequestKeys.FAIL_WITHOUT.form().expected());
            return;
        }
        var wanted = value.scalar().orElse("");
        if (!declared.contains(wanted)) {
            value.wrong("no such backend; expected: "
                    + (declared.isEmpty() ? "one that is in backends" : Words.listed(declared))
                    + (value.reading().problems().isFull() ? "" : Words.didYouMean(wanted, declared)));
        }
    }

    private static void backendOf(
            Value value, FrontendReader.Read frontend, Map<String, BackendReader.Read> backends, Set<String> declared) {
        var wanted = value.scalar().orElse("");
        if (!Section.NAME.matcher(wanted).matches()) {
            return;
        }
        existing(value, declared);
        var backend = backends.get(wanted);
        if (backend != null && backend.settings().mode() != frontend.settings().mode()) {
            var own = frontend.section().value(ProxyKeys.MODE);
            Objects.requireNonNullElse(own, value)
                    .error(
                            "does not fit: frontend \"%s\" has mode %s, backend \"%s\" has mode %s (expected: the same%s)"
                                    .formatted(
                                            frontend.settings().name(),
                                            word(frontend.settings().mode()),
                                            wanted,
                                            word(backend.settings().mode()),
                                            backend.settings().mode() == Mode.HTTP
                                                            && frontend.settings()
                                                                            .mode()
                                                                    == Mode.TCP
                                                    ? "; HAProxy would upgrade the connection to HTTP, which is not done yet in this version"
                                                    : ""));
        }
    }

    /** Each server whose port is its client's plus something has to have one for the clients of each listener. */
    private static void portsOf(Value name, FrontendReader.Read frontend, BackendReader.Read backend) {
        var mapped = backend.settings().servers().stream()
                .filter(server -> ServerAddress.isMapped(server.address()))
                .toList();
        if (mapped.isEmpty()) {
            return;
        }
        var binds = outermost(frontend.binds());
        for (var server : mapped) {
            for (var bind : binds) {
                if (!hasPort(server.address(), bind)) {
                    name.wrong("server \"%s\" of it, %s, has no port for clients of %s"
                            .formatted(
                                    server.name(),
                                    server.address(),
                                    bind.value().shown()));
                    break;
                }
            }
        }
    }

    /** Those of the lowest and of the highest port, of those whose ports are known: between them is no other answer. */
    private static List<Bind> outermost(List<Bind> binds) {
        var told = binds.stream()
                .filter(bind -> bind.settings().acceptProxy().equals(AcceptProxy.FROM_NOBODY)
                        && !(bind.address() instanceof InheritedSocket))
                .toList();
        var byPort = Comparator.comparingInt(References::port);
        return Stream.of(told.stream().min(byPort), told.stream().max(byPort))
                .flatMap(Optional::stream)
                .toList();
    }

    /** That of clients of one; 0 for those of a UNIX socket. */
    private static int port(Bind bind) {
        return bind.address() instanceof InetSocketAddress network ? network.getPort() : 0;
    }

    private static boolean hasPort(SocketAddress server, Bind bind) {
        var offset = server instanceof MappedAddress mapped ? mapped.offset() : ((DnsAddress) server).offset();
        var port = port(bind) + offset;
        return port >= 1 && port <= MappedAddress.MOST;
    }

    private static String word(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /** Whether one is for every address, the other's among them. An IPv6 listener takes IPv4 too. */
    private static boolean overlap(SocketAddress one, SocketAddress other) {
        return one instanceof InetSocketAddress first
                && other instanceof InetSocketAddress second
                && first.getPort() == second.getPort()
                && (takesAllOf(first.getAddress(), second.getAddress())
                        || takesAllOf(second.getAddress(), first.getAddress()));
    }

    private static boolean takesAllOf(InetAddress every, InetAddress one) {
        return every.isAnyLocalAddress() && (every instanceof Inet6Address || one instanceof Inet4Address);
    }

    /** Whether an IPv6 wildcard is told to take IPv4, too, where another listener takes all of it. */
    private static boolean takesIpv4Of(Bind every, Bind other) {
        return Boolean.FALSE.equals(every.settings().listen().ipv6Only())
                && every.address() instanceof InetSocketAddress one
                && other.address() instanceof InetSocketAddress two
                && one.getPort() == two.getPort()
                && one.getAddress() instanceof Inet6Address
                && one.getAddress().isAnyLocalAddress()
                && two.getAddress() instanceof Inet4Address
                && two.getAddress().isAnyLocalAddress();
    }

    private record Listener(String who, boolean udp, Bind bind) {}

    /**
     * Where a listener is, for others that would be there as well.
     *
     * @param device its interface; null for all of them
     * @param scope the interface of a link-local address, which equality of addresses leaves out
     */
    private record Spot(SocketAddress address, @Nullable String device, int scope) {
        static Spot of(Bind bind) {
            var six = bind.address() instanceof InetSocketAddress network
                            && network.getAddress() instanceof Inet6Address address
                    ? address
                    : null;
            return new Spot(bind.address(), bind.settings().tcp().device(), six == null ? 0 : six.getScopeId());
        }
    }

    /** Those of one port: by their addresses, and of these the ones that are for every address. */
    private record OnePort(Map<Spot, Listener> all, List<Listener> every) {}

    /** Whether both say that others may have their address, too. */
    private static boolean share(Listener one, Listener other) {
        return !one.udp()
                && one.bind().address() instanceof InetSocketAddress
                && one.bind().settings().listen().reusePort()
                && other.bind().settings().listen().reusePort();
    }

    private static void sharedAddresses(List<FrontendReader.Read> frontends, StatsReader.@Nullable Read stats) {
        var listeners = new ArrayList<Listener>();
        for (var frontend : frontends) {
            for (var bind : frontend.binds()) {
                listeners.add(new Listener(
                        "frontend \"" + frontend.settings().name() + "\"",
                        frontend.settings().mode() == Mode.UDP
                                || bind.settings().quic(),
                        bind));
            }
        }
        if (stats != null) {
            stats.binds().forEach(bind -> listeners.add(new Listener("stats", false, bind)));
        }
        // Only those of one port, or without any, can be in each other's way; and each protocol has ports of its own.
        var ports = new HashMap<List<Object>, OnePort>();
        for (var listener : listeners) {
            var here = ports.computeIfAbsent(
                    List.of(listener.udp(), port(listener.bind())),
                    _ -> new OnePort(new LinkedHashMap<>(), new ArrayList<>()));
            var isEvery = listener.bind().address() instanceof InetSocketAddress network
                    && network.getAddress().isAnyLocalAddress();
            var same = here.all().putIfAbsent(Spot.of(listener.bind()), listener);
            if (same != null && !share(same, listener)) {
                listener.bind().value().wrong(same.who() + " listens there already");
                continue;
            }
            for (var before : isEvery ? here.all().values() : here.every()) {
                if (!before.equals(listener) && isInTheWay(before, listener)) {
                    break;
                }
            }
            if (isEvery) {
                here.every().add(listener);
            }
        }
    }

    private static boolean isInTheWay(Listener before, Listener listener) {
        var here = listener.bind();
        if (before.udp() && overlap(here.address(), before.bind().address())) {
            here.value()
                    .wrong("%s listens on %s already; one address beside all is not done yet in this version"
                            .formatted(before.who(), before.bind().value().shown()));
            return true;
        }
        if (takesIpv4Of(here, before.bind()) || takesIpv4Of(before.bind(), here)) {
            here.value()
                    .wrong("%s listens on %s already; with v6only = false one of them takes what is the other's"
                            .formatted(before.who(), before.bind().value().shown()));
            return true;
        }
        return false;
    }
}
