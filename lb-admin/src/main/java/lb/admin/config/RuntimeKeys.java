package lb.admin.config;

import java.util.List;
import java.util.regex.Pattern;
import lb.admin.config.RuntimeSettings.Level;

/** The runtime socket. */
final class RuntimeKeys {
    static final String NONE = "none";
    static final String EXPECTED = "the path of a socket, abns@ or abnsz@ and a name, or none";

    static final Key<String> SOCKET = Key.without(
            "socket",
            new Form.Text(EXPECTED, Pattern.compile("[!-~]{1,120}")),
            "`abnsz@lb`, an abstract name, which belongs to the network namespace and leaves no file behind",
            "Where it listens: `/run/lb.sock`, `abns@…` and `abnsz@…` as in HAProxy, or `none`. An abstract name takes root"
                    + " and the user of the process only.",
            "stats socket");
    static final Key<String> MODE = Key.of(
            "mode",
            new Form.Text("permission bits in octal, such as \"0660\"", Pattern.compile("0?[0-7]{3}")),
            "0600",
            "Permission bits of its file: who may write to it may use it.",
            "mode");
    static final Key<String> USER =
            Key.without("user", BindKeys.USER.form(), "that of the process", "Owner of its file.");
    static final Key<String> GROUP =
            Key.without("group", BindKeys.GROUP.form(), "that of the process", "Group of its file.");
    static final Key<Level> LEVEL = Key.of(
            "level",
            Form.Word.of(Level.values()),
            Level.ADMIN,
            "The commands that are taken: `user` shows, `operator` shows everything, `admin` changes, too.",
            "level");
    static final Key<Boolean> EXPOSE_LISTENERS = Key.of(
            "expose-listeners",
            new Form.Flag(),
            false,
            "Whether another process that asks for the listening sockets over it gets them, whatever its level, so that it takes"
                    + " them over with those who wait to be accepted (`lb haproxy -x`, `haproxy -x`).",
            "expose-fd listeners");
    static final Key<String> TCP = Key.without(
            "tcp",
            new Form.Text("address:port, such as \"127.0.0.1:9999\"", Pattern.compile("[!-~]{1,64}")),
            "none",
            "Where it listens for TCP, too: an IP address and a port. Nobody is asked who he is, so that others than loopback"
                    + " addresses are for looking only.",
            "stats socket ipv4@");
    static final Key<Level> TCP_LEVEL =
            Key.of("tcp-level", Form.Word.of(Level.values()), Level.USER, "The commands that are taken over TCP.");
    static final Table TABLE = new Table(
            "runtime",
            "The socket over which a running node is asked and told, as `lb vrrp` and `lb yield` do.",
            List.of(SOCKET, MODE, USER, GROUP, LEVEL, EXPOSE_LISTENERS, TCP, TCP_LEVEL));
    static final Key<Object> RUNTIME = Key.without(
            "runtime",
            new Form.Part("{ socket = … }", List.of(TABLE), false, false),
            "as for each key",
            "The runtime socket.");

    /** What there is only for files. */
    static final List<Key<?>> FILE_ONLY = List.of(MODE, USER, GROUP);

    private RuntimeKeys() {}
}
