package lb.admin.haproxy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Keywords of {@code global} sections that have nothing to do here, or not yet. */
final class GlobalKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.GLOBAL);

    static final List<Keyword<Global>> OTHERS = Stream.of(
                    Keyword.<Global>noted(
                            List.of("chroot"),
                            HERE,
                            "left out: the service manager confines the process (systemd: ProtectSystem, RootDirectory)"),
                    Keyword.<Global>noted(
                            List.of("user", "uid", "group", "gid"),
                            HERE,
                            "left out: lb runs as the user that starts it (systemd: User, Group)"),
                    Keyword.<Global>noted(
                            List.of("daemon"),
                            HERE,
                            "left out: the service manager keeps the process (lb haproxy -D detaches)"),
                    Keyword.<Global>noted(List.of("nbproc"), HERE, "left out: one process with threads does the work"),
                    Keyword.<Global>noted(
                            List.of("cpu-map", "thread-group", "thread-groups", "numa-cpu-mapping"),
                            HERE,
                            "left out: the kernel places the threads (taskset, numactl, CPUAffinity of systemd)"),
                    Keyword.<Global>noted(
                            List.of("pidfile"),
                            HERE,
                            "left out: the service manager knows the process (lb haproxy -p FILE writes one)"),
                    Keyword.<Global>noted(
                            List.of("master-worker", "mworker-max-reloads"),
                            HERE,
                            "left out: there is one process, without a master"),
                    Keyword.<Global>noted(
                            List.of("ulimit-n", "fd-hard-limit", "strict-limits"),
                            HERE,
                            "left out: lb raises its limit of file descriptors to the hard one (systemd: LimitNOFILE)"),
                    Keyword.<Global>noted(
                            List.of("set-dumpable"),
                            HERE,
                            "left out: the JVM writes its own reports of a crash (systemd: LimitCORE)"),
                    Keyword.<Global>noted(
                            List.of("insecure-fork-wanted", "insecure-setuid-wanted"),
                            HERE,
                            "left out: lb starts no program"),
                    Keyword.<Global>noted(
                            List.of("maxpipes", "nosplice"), HERE, "left out: nothing is spliced through pipes"),
                    Keyword.<Global>noted(
                            List.of("noepoll", "nopoll", "nokqueue", "noevports"),
                            HERE,
                            "left out: transport of our own configuration chooses how sockets are driven"),
                    Keyword.<Global>noted(List.of("nogetaddrinfo"), HERE, "left out: Java resolves names"),
                    Keyword.<Global>noted(
                            List.of(
                                    "busy-polling",
                                    "tune.sched.low-latency",
                                    "tune.runqueue-depth",
                                    "tune.maxpollevents",
                                    "tune.maxaccept",
                                    "tune.recv_enough",
                                    "tune.idletimer",
                                    "tune.fd.edge-triggered",
                                    "tune.listener.multi-queue",
                                    "tune.pattern.cache-size",
                                    "tune.pipesize",
                                    "tune.fail-alloc",
                                    "tune.buffers.reserve",
                                    "tune.maxrewrite",
                                    "no-memory-trimming"),
                            HERE,
                            "left out: the event loops need no such setting"),
                    Keyword.<Global>noted(
                            List.of("tune.pool-high-fd-ratio", "tune.pool-low-fd-ratio", "tune.idle-pool.shared"),
                            HERE,
                            "left out: idle connections belong to the thread that uses them"),
                    Keyword.<Global>noted(
                            List.of(
                                    "profiling.tasks",
                                    "profiling.memory",
                                    "quiet",
                                    "zero-warning",
                                    "close-spread-time"),
                            HERE,
                            "left out: it changes nothing that is served"),
                    Keyword.<Global>noted(List.of("expose-experimental-directives"), HERE, "left out: there are none"),
                    Keyword.<Global>noted(
                            List.of("localpeer"),
                            HERE,
                            "left out: nodes of our own configuration names them; the host name tells which is this one"),
                    Keyword.<Global>noted(List.of("external-check"), HERE, "left out: lb starts no program"),
                    Keyword.<Global>noted(
                            List.of("tune.h2.header-table-size", "tune.h2.max-frame-size"),
                            HERE,
                            "left out: of HTTP/2, tables have 4 KiB and frames 16 KiB, what every client expects"),
                    Keyword.<Global>noted(
                            List.of("h2-workaround-bogus-websocket-clients"),
                            HERE,
                            "left out: every client of HTTP/2 is told that it may open WebSockets"),
                    Keyword.<Global>noted(
                            List.of(
                                    "tune.quic.frontend.conn-tx-buffers.limit",
                                    "tune.quic.frontend.max-idle-timeout",
                                    "tune.quic.frontend.max-streams-bidi",
                                    "tune.quic.retry-threshold"),
                            HERE,
                            "left out: streams of HTTP/3 have the limits of HTTP/2, silent connections end after 30 s, and 100"
                                    + " handshakes under way ask for Retry"),
                    Keyword.<Global>noted(
                            List.of(
                                    "tune.comp.maxlevel",
                                    "tune.zlib.memlevel",
                                    "tune.zlib.windowsize",
                                    "maxcompcpuusage",
                                    "maxcomprate",
                                    "maxzlibmem"),
                            HERE,
                            "left out: it is for compression, which is not done yet in this version"),
                    Keyword.<Global>noted(
                            List.of(
                                    "tune.lua.forced-yield",
                                    "tune.lua.maxmem",
                                    "tune.lua.service-timeout",
                                    "tune.lua.session-timeout",
                                    "tune.lua.task-timeout",
                                    "lua-prepend-path"),
                            HERE,
                            "left out: no Lua is run"),
                    Keyword.<Global>noted(
                            List.of(
                                    "tune.vars.check-max-size",
                                    "tune.vars.global-max-size",
                                    "tune.vars.proc-max-size",
                                    "tune.vars.reqres-max-size",
                                    "tune.vars.sess-max-size",
                                    "tune.vars.txn-max-size"),
                            HERE,
                            "left out: it is for variables, which are not done yet in this version"),
                    Keyword.<Global>noted(
                            List.of("tune.peers.max-updates-at-once"),
                            HERE,
                            "left out: it is for stick tables, which are not done yet in this version"),
                    Keyword.<Global>noted(
                            List.of(
                                    "51degrees-cache-size",
                                    "51degrees-data-file",
                                    "51degrees-property-name-list",
                                    "51degrees-property-separator",
                                    "deviceatlas-json-file",
                                    "deviceatlas-log-level",
                                    "deviceatlas-properties-cookie",
                                    "deviceatlas-separator",
                                    "wurfl-cache-size",
                                    "wurfl-data-file",
                                    "wurfl-information-list",
                                    "wurfl-information-list-separator",
                                    "wurfl-patch-file"),
                            HERE,
                            "left out: databases of devices are not part of it"),
                    Keyword.<Global>noted(
                            List.of(
                                    "httpclient.resolvers.id",
                                    "httpclient.resolvers.prefer",
                                    "httpclient.ssl.ca-file",
                                    "httpclient.ssl.verify"),
                            HERE,
                            "left out: it is for Lua's HTTP client"),
                    Keyword.<Global>noted(
                            List.of("server-state-base", "server-state-file"),
                            HERE,
                            "left out: the state of servers is not read from a file"),
                    Keyword.<Global>noted(
                            List.of("cluster-secret"),
                            HERE,
                            "left out: the tokens of QUIC's Retry are good for the process that gave them"),
                    Keyword.<Global>noted(
                            List.of("max-spread-checks"), HERE, "left out: spread-checks says how checks are spread"),
                    Keyword.<Global>notDone(List.of("lua-load", "lua-load-per-thread"), HERE, "no Lua is run"),
                    Keyword.<Global>notDone(List.of("set-var", "set-var-fmt"), HERE, "variables"),
                    Keyword.<Global>notDone(
                            List.of("h1-accept-payload-with-any-method"),
                            HERE,
                            "a body with GET, HEAD or DELETE is taken as it is"),
                    Keyword.<Global>notDone(List.of("pp2-never-send-local"), HERE, ""),
                    Keyword.<Global>notDone(
                            List.of("unix-bind"), HERE, "mode, user and group behind each bind do the same"),
                    Keyword.<Global>notDone(List.of("h1-case-adjust-file"), HERE, "h1-case-adjust takes one name each"),
                    Keyword.<Global>notDone(
                            List.of(
                                    "tune.rcvbuf.client",
                                    "tune.rcvbuf.server",
                                    "tune.sndbuf.client",
                                    "tune.sndbuf.server"),
                            HERE,
                            "the kernel's net.ipv4.tcp_rmem and tcp_wmem set them for all"),
                    Keyword.<Global>notDone(List.of("tune.http.cookielen", "tune.http.logurilen"), HERE, ""),
                    Keyword.<Global>noted(
                            List.of("stats timeout", "stats maxconn", "stats bind-process"),
                            HERE,
                            "left out: the runtime socket has its own limits"),
                    Keyword.<Global>noted(
                            List.of("node", "description"),
                            HERE,
                            "left out: nodes of our own configuration names the nodes; the host name tells which is this one"),
                    Keyword.<Global>noted(
                            List.of("grace"), HERE, "left out: hard-stop-after says how long a node that stops waits"),
                    Keyword.<Global>noted(List.of("noreuseport"), HERE, "left out: it is off unless a bind has shards"),
                    Keyword.<Global>noted(
                            List.of("tune.buffers.limit"),
                            HERE,
                            "left out: max-buffers of our own configuration limits the memory of buffers"),
                    Keyword.<Global>notDone(
                            List.of("log-tag", "log-send-hostname"), HERE, "log … format rfc5424 tells the host"))
            .flatMap(List::stream)
            .toList();

    private GlobalKeywords() {}
}
