package lb.admin.config;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.Mode;
import lb.proxy.settings.SendProxy;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.ServerShare;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;

/** Reads the servers of a backend. */
final class ServerReader {
    private static final String ONLY_NETWORK = "only for a server with an address and port";
    private static final String ONLY_NAMED = "only for a server with a host name or service, and with resolvers";
    private static final String NOT_UDP = "not with mode = udp";

    private ServerReader() {}

    /** What a backend says for all of its servers. */
    private record Shared(
            String backend,
            Mode mode,
            Check check,
            AgentKeys.Agent agent,
            Source source,
            TcpOptions tcp,
            boolean fastOpen,
            ConnectTlsReader tls,
            Naming naming) {}

    /** Starts to look up the host names among the servers, so that those of all backends are waited for together. */
    static void startLookups(Section backend) {
        var servers = backend.value(ProxyKeys.SERVERS);
        if (servers == null || servers.scalar().isPresent()) {
            return;
        }
        var all = servers.isList()
                ? servers.elements()
                : servers.keys().stream()
                        .map(name -> servers.child(name, "", "", false))
                        .toList();
        for (var server : all) {
            var address = server == null || !server.isObject()
                    ? server
                    : server.child(ProxyKeys.SERVER_ADDRESS.name(), "", "", false);
            if (address != null) {
                try {
                    var host = ServerAddress.hostOf(address.scalar().orElse(""));
                    if (Addresses.literal(host).isEmpty() && Addresses.isHostName(host)) {
                        backend.reading().hostNames().start(host);
                    }
                } catch (ValueException e) {
                    // Said when the server itself is read.
                }
            }
        }
    }

    /**
     * @param name the backend's
     * @param check the backend's
     */
    static List<ServerSettings> read(
            String name, Section backend, Mode mode, Check check, ConnectTlsReader tls, Naming naming) {
        if (!backend.has(ProxyKeys.SERVERS)) {
            backend.missing(ProxyKeys.SERVERS, "one server or more");
            return List.of();
        }
        var written = backend.value(ProxyKeys.SERVERS);
        if (written != null && written.scalar().filter("none"::equals).isPresent()) {
            return List.of();
        }
        var shared = new Shared(
                name,
                mode,
                check,
                AgentKeys.NONE.over(backend, mode),
                Source.STANDARD.over(backend, mode),
                TcpReader.read(backend, TcpOptions.STANDARD),
                TcpReader.fastOpen(backend, mode, false),
                tls.over(backend),
                naming.over(backend));
        if (mode == Mode.UDP) {
            TcpKeys.ALL.forEach(key -> backend.wrong(key, NOT_UDP));
        }
        var servers = new ArrayList<ServerSettings>();
        var named = backend.named(ProxyKeys.SERVERS);
        var amount = new Amount("servers");
        for (var one : named) {
            var title = backend.title() + ": server \"" + one.name() + "\"";
            var server = read(one.name(), one.value().titled(title), title, shared);
            if (server != null) {
                var slots = slots(server, one.value());
                amount.add(slots.size(), one.value());
                servers.addAll(slots);
            }
        }
        refuseEqualNames(servers, backend);
        if (named.isEmpty() && written != null && (written.isObject() || written.isList()) && written.isEmpty()) {
            written.expected("one server or more");
        }
        return servers;
    }

    /** The servers that are made of one with slots; just this one where it has none. */
    private static List<ServerSettings> slots(ServerSettings server, Value value) {
        var slots = value.child(ResolverKeys.SLOTS.name(), "", "", false);
        if (slots == null || !(server.address() instanceof DnsAddress)) {
            return List.of(server);
        }
        var count = slots.scalar().map(Integer::parseInt).orElse(1);
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> server.withName(server.name() + number))
                .toList();
    }

    /** With slots two servers may come to the same name. */
    private static void refuseEqualNames(List<ServerSettings> servers, Section backend) {
        var names = new HashSet<String>();
        for (var server : servers) {
            if (!names.add(server.name())) {
                backend.error("two servers have the name \"%s\", one of them by its slots".formatted(server.name()));
                return;
            }
        }
    }

    private static @Nullable ServerSettings read(String name, Value value, String title, Shared shared) {
        if (value.scalar().isPresent()) {
            var address = ServerAddress.read(value, shared.mode(), shared.naming());
            var tls = shared.tls().of(value);
            return address == null
                    ? null
                    : new ServerSettings(
                            name,
                            address,
                            ServerShare.of(ProxyKeys.WEIGHT.standard().orElseThrow()),
                            connections(address, shared.source(), shared.tcp(), null, shared.fastOpen(), tls, false),
                            check(shared.check().like(tls), address, value),
                            agent(shared.agent(), address),
                            ServerLife.STANDARD);
        }
        if (!value.isObject()) {
            value.expected("\"address:port\", or { address = \"address:port\" }");
            return null;
        }
        var whole = nameWithDots(name, value);
        if (!whole.equals(name)) {
            value.error("a name with dots needs quotes (expected: \"" + Value.shortened(whole) + "\")");
            return null;
        }
        var section = Section.of(value, ProxyKeys.SERVER_TABLE, title, "");
        if (section == null) {
            return null;
        }
        var share = LifeKeys.share(section);
        var ownSource = shared.source().over(section, shared.mode());
        var ownCheck = shared.check().over(section);
        var tcp = TcpReader.read(section, shared.tcp());
        var fastOpen = TcpReader.fastOpen(section, shared.mode(), shared.fastOpen());
        var http2 = section.get(ProxyKeys.SERVER_HTTP2, false);
        if (http2 && shared.mode() != Mode.HTTP) {
            section.wrong(ProxyKeys.SERVER_HTTP2, "only with mode = http");
        }
        if (shared.mode() == Mode.UDP) {
            TcpKeys.ALL.forEach(key -> section.wrong(key, NOT_UDP));
        }
        var sendProxy = SendProxyKeys.read(section);
        var ownTls = shared.tls().over(section);
        var agent = shared.agent().over(section, shared.mode());
        var track = TrackKeys.read(section, shared.backend());
        var life = LifeKeys.read(section, shared.mode()).withTrack(track);
        var written = section.value(ProxyKeys.SERVER_ADDRESS);
        if (written == null) {
            section.missing(ProxyKeys.SERVER_ADDRESS, ServerAddress.EXPECTED);
            return null;
        }
        var slots = section.get(ResolverKeys.SLOTS);
        var address = ServerAddress.read(written, shared.mode(), shared.naming().over(section));
        if (address != null && !(address instanceof DnsAddress)) {
            ResolverKeys.OF_SERVER.forEach(key -> section.wrong(key, ONLY_NAMED));
            section.wrong(ResolverKeys.SLOTS, ONLY_NAMED);
        }
        if (section.has(ResolverKeys.SLOTS) && slots == null) {
            return null;
        }
        if (address instanceof UnixAddress) {
            Source.KEYS.forEach(key -> section.wrong(key, ONLY_NETWORK));
            section.wrong(AgentKeys.AGENT, ONLY_NETWORK);
            TcpKeys.ALL.forEach(key -> section.wrong(key, ONLY_NETWORK));
            section.wrong(TcpKeys.FAST_OPEN, ONLY_NETWORK);
        }
        var tls = ownTls.of(written);
        if (tls != null) {
            section.wrong(TcpKeys.FAST_OPEN, "not with tls");
        }
        return address == null
                ? null
                : new ServerSettings(
                        name,
                        address,
                        share,
                        connections(address, ownSource, tcp, sendProxy, fastOpen, tls, http2),
                        track == null ? check(ownCheck.like(tls), address, written) : null,
                        agent(agent, address),
                        life);
    }

    private static @Nullable CheckSettings agent(AgentKeys.Agent agent, SocketAddress address) {
        return address instanceof UnixAddress ? null : agent.settings();
    }

    /**
     * What the first name in it is when HOCON has taken it apart: each dot of one without quotes begins an object. Just
     * the name when this is not the case.
     */
    private static String nameWithDots(String name, Value value) {
        var keys = value.keys();
        if (keys.isEmpty()
                || keys.stream().anyMatch(key -> ProxyKeys.SERVER_TABLE.key(key).isPresent())
                || ProxyKeys.SERVER_TABLE.meant(keys.getFirst()).isPresent()) {
            return name;
        }
        var whole = new StringBuilder(name);
        var inner = value;
        while (inner != null && !inner.keys().isEmpty()) {
            var key = inner.keys().getFirst();
            if (ProxyKeys.SERVER_TABLE.key(key).isPresent()) {
                return whole.toString();
            }
            whole.append('.').append(key);
            inner = inner.child(key, "", "", false);
        }
        var address = inner == null ? "" : inner.scalar().orElse("");
        return address.contains(":") ? whole.toString() : name;
    }

    /** What stands for all servers of a backend is not for its UNIX sockets. */
    private static ConnectSettings connections(
            SocketAddress address,
            Source source,
            TcpOptions tcp,
            @Nullable SendProxy sendProxy,
            boolean fastOpen,
            @Nullable ConnectTls tls,
            boolean http2) {
        if (address instanceof UnixAddress) {
            var plain = http2
                    ? ConnectSettings.STANDARD.with(sendProxy).withHttp2()
                    : ConnectSettings.STANDARD.with(sendProxy);
            return tls == null ? plain : plain.with(tls);
        }
        return new ConnectSettings(
                source.address(), source.options(), tcp, sendProxy, fastOpen && tls == null && !http2, tls, http2);
    }

    /** @param written the server's address */
    private static @Nullable CheckSettings check(Check check, SocketAddress address, Value written) {
        var text = written.scalar().orElseThrow();
        if (ServerAddress.isMapped(address)) {
            if (check.on() && !check.knowsPort()) {
                written.wrong("expected: " + ServerAddress.EXPECTED
                        + "; or, where the port is that of the client, check.port or check = false");
            }
            return check.settings(
                    ServerAddress.hostOf(address) + ":" + check.place().port());
        }
        if (!(address instanceof UnixAddress)) {
            return check.settings(text);
        }
        if (check.on() && check.isElsewhere()) {
            written.wrong("a UNIX socket is checked where it is, without check.port and check.address");
        }
        return check.settings("localhost:80");
    }
}
