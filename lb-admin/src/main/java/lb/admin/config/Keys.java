package lb.admin.config;

import java.util.List;
import java.util.stream.Stream;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Transport;

/** The top level of the file. */
final class Keys {
    static final Key<Object> NODES = Key.without(
            "nodes",
            new Form.Part("{ <name> { address = … } }", List.of(HaKeys.NODE), true, false),
            "one node, without virtual addresses",
            "Who takes part. Which of them this machine is, is found from its host name or from its addresses.",
            "unicast_peer",
            "peers",
            "node");
    static final Key<Object> VIRTUAL_IPS = Key.without(
            "virtual-ips",
            new Form.Part("{ <name> { address = …, router-id = … } }", List.of(HaKeys.VIRTUAL_IP), true, false),
            "none",
            "Virtual addresses, each held by one of the nodes at a time.",
            "vrrp_instance",
            "vrrp",
            "virtual_ipaddress");
    static final Key<Object> DEFAULTS = Key.without(
            "defaults",
            new Form.Part("{ … }", List.of(DefaultsKeys.TABLE), false, false),
            "as for each key",
            "What every frontend and backend starts from.");
    static final Key<Object> FRONTENDS = Key.without(
            "frontends",
            new Form.Part("{ <name> { bind = …, default-backend = … } }", List.of(ProxyKeys.FRONTEND), true, true),
            "none",
            "Where clients connect.",
            "frontend",
            "listen");
    static final Key<Object> BACKENDS = Key.without(
            "backends",
            new Form.Part("{ <name> { servers { … } } }", List.of(ProxyKeys.BACKEND), true, true),
            "none",
            "Groups of servers that do the work.",
            "backend");
    static final Key<Object> STATS = Key.without(
            "stats",
            new Form.Part("{ bind = … }", List.of(StatsKeys.TABLE), false, false),
            "no page",
            "The page with the state of everything.",
            "stats enable");
    static final Key<Integer> THREADS = Key.without(
            "threads",
            new Form.Whole(1, 1024),
            "the processors of the machine",
            "Event loops that move the traffic.",
            "nbthread");
    static final Key<Integer> SPREAD_CHECKS = Key.of(
            "spread-checks",
            new Form.Whole(0, 50),
            ProxySettings.STANDARD_SPREAD,
            "How much later than it is due a check of a server may start, by chance, in percent of its interval, so that two"
                    + " nodes do not keep checking at the same moment. It does not add up.",
            "spread-checks");
    static final Key<Transport> TRANSPORT = Key.of(
            "transport",
            Form.Word.of(Transport.values()),
            Transport.AUTO,
            "How sockets are driven: `epoll` (Linux), `nio` (anywhere, for development), or the better of what is there.");

    static final Key<Object> VARIABLES = Key.without(
            "variables",
            new Form.Part("{ … }, anything", List.of(), false, false),
            "none",
            "Anything, for use elsewhere in the file as `${variables.<name>}`.",
            "setenv",
            "presetenv");

    static final Table TOP = new Table(
            "",
            "The top level of the file.",
            Stream.concat(
                            Stream.of(
                                    NODES,
                                    VIRTUAL_IPS,
                                    StaticKeys.STATIC,
                                    LifelineKeys.LIFELINE,
                                    DEFAULTS,
                                    FRONTENDS,
                                    BACKENDS,
                                    ResolverKeys.RESOLVERS,
                                    RuleKeys.USER_LISTS,
                                    STATS,
                                    TracingKeys.SPANS,
                                    RuntimeKeys.RUNTIME,
                                    LimitKeys.PROCESS_CONNECTIONS,
                                    LimitKeys.PROCESS_SESSION_RATE,
                                    LimitKeys.BUFFERS,
                                    LimitKeys.HTTP,
                                    Http2Keys.HTTP2,
                                    THREADS,
                                    SPREAD_CHECKS,
                                    TRANSPORT,
                                    LifelineKeys.REAL_TIME,
                                    StopKeys.STOP,
                                    ReloadKeys.RELOAD,
                                    VARIABLES),
                            Stream.of(TlsKeys.TLS))
                    .toList());

    private Keys() {}
}
