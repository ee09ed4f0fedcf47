package lb.admin.config;

import java.util.List;
import java.util.regex.Pattern;
import lb.proxy.settings.ListenOptions;

/** One listener of a frontend. */
final class BindKeys {
    private static final Pattern PRINCIPAL = Pattern.compile("[A-Za-z0-9_.@$-]{1,64}");

    static final Key<Object> ADDRESS = Key.without(
            "address",
            new Form.Part("address:port, such as \"*:80\"", List.of(), false, false),
            "needed",
            "Where it listens, as `bind = \"…\"` alone would say it; with `quic4@` or `quic6@` before it, HTTP/3 is spoken there,"
                    + " over UDP ([http3.md](http3.md)).",
            "bind");
    static final Key<Object> ACCEPT_PROXY = Key.without(
            "accept-proxy",
            new Form.Part("true, false, or a list of networks such as 10.0.0.0/8", List.of(), false, false),
            "false",
            "Whether connections begin with a header of the PROXY protocol, version 1 or 2, that tells the client's"
                    + " address: those of everybody (`true`), or of the proxies in these networks, where all others are"
                    + " clients themselves. Without the header such a connection is refused.",
            "accept-proxy",
            "tcp-request connection expect-proxy layer4");
    static final Key<Integer> BACKLOG = Key.of(
            "backlog",
            new Form.Whole(1, 1_000_000),
            ListenOptions.BACKLOG,
            "Connections that may wait to be accepted; the kernel's `net.core.somaxconn` holds, too.",
            "backlog");
    static final Key<Boolean> REUSE_PORT = Key.of(
            "reuse-port",
            new Form.Flag(),
            false,
            "Whether each thread has a listening socket of its own (SO_REUSEPORT), so that the kernel deals the"
                    + " connections and not one of the threads. It is still an error when another process has the port at the"
                    + " start; but one of the same user that asks for SO_REUSEPORT, too, may join later.",
            "shards");
    static final Key<Boolean> V6ONLY = Key.without(
            "v6only",
            new Form.Flag(),
            "true where something else listens on IPv4 and that port",
            "Whether `[::]` leaves IPv4 alone.",
            "v6only",
            "v4v6");
    static final Key<Boolean> TRANSPARENT = Key.of(
            "transparent",
            new Form.Flag(),
            false,
            "Whether connections to addresses that are not this machine's are taken, where its routing brings them here."
                    + " Needs the capability CAP_NET_ADMIN or CAP_NET_RAW.",
            "transparent");
    static final Key<Boolean> DEFER_ACCEPT = Key.of(
            "defer-accept",
            new Form.Flag(),
            false,
            "Whether a connection is only seen once the client has sent something.",
            "defer-accept");
    static final Key<Boolean> FAST_OPEN = Key.of(
            "tcp-fast-open",
            new Form.Flag(),
            false,
            "Whether a client's first bytes may come with its SYN, which the kernel's `net.ipv4.tcp_fastopen` must allow.",
            "tfo");
    static final Key<Boolean> HTTP2_ONLY = Key.of(
            "http2-only",
            new Form.Flag(),
            false,
            "Whether clients speak HTTP/2 from the first byte on and nothing else, with TLS or without; only with mode = http.",
            "proto");
    static final Key<Object> KEEP_ALIVE = TcpKeys.keepAlive("option clitcpka");
    static final Key<String> MODE = Key.without(
            "mode",
            new Form.Text("permission bits in octal, such as \"0660\"", Pattern.compile("0?[0-7]{3}")),
            "as the process creates files",
            "Permission bits of a UNIX socket's file.",
            "mode");
    static final Key<String> USER = Key.without(
            "user",
            new Form.Text("the name of a user", PRINCIPAL),
            "that of the process",
            "Owner of a UNIX socket's file.",
            "user",
            "uid");
    static final Key<String> GROUP = Key.without(
            "group",
            new Form.Text("the name of a group", PRINCIPAL),
            "that of the process",
            "Group of a UNIX socket's file.",
            "group",
            "gid");
    static final Table TABLE = new Table(
            "frontends.<name>.bind",
            "One listener: `{ address = \"*:80\", … }`.",
            List.of(
                    ADDRESS,
                    ACCEPT_PROXY,
                    BACKLOG,
                    REUSE_PORT,
                    V6ONLY,
                    TRANSPARENT,
                    DEFER_ACCEPT,
                    FAST_OPEN,
                    HTTP2_ONLY,
                    KEEP_ALIVE,
                    TcpKeys.USER_TIMEOUT,
                    TcpKeys.MAX_SEGMENT_SIZE,
                    TcpKeys.INTERFACE,
                    MODE,
                    USER,
                    GROUP,
                    ListenTlsKeys.TLS));

    /** What there is only for addresses and ports. */
    static final List<Key<?>> NETWORK_ONLY = List.of(
            REUSE_PORT,
            V6ONLY,
            TRANSPARENT,
            DEFER_ACCEPT,
            FAST_OPEN,
            KEEP_ALIVE,
            TcpKeys.USER_TIMEOUT,
            TcpKeys.MAX_SEGMENT_SIZE,
            TcpKeys.INTERFACE);

    /** What there is only for files of UNIX sockets. */
    static final List<Key<?>> FILE_ONLY = List.of(MODE, USER, GROUP);

    /** What there is only for connections of TCP. */
    static final List<Key<?>> TCP_ONLY = List.of(
            HTTP2_ONLY,
            ACCEPT_PROXY,
            BACKLOG,
            REUSE_PORT,
            V6ONLY,
            TRANSPARENT,
            DEFER_ACCEPT,
            FAST_OPEN,
            KEEP_ALIVE,
            TcpKeys.USER_TIMEOUT,
            TcpKeys.MAX_SEGMENT_SIZE,
            TcpKeys.INTERFACE);

    private BindKeys() {}
}
