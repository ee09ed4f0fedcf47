package lb.admin.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import lb.proxy.settings.DnsAddress.Family;

/** Name servers, and how servers get their addresses from them. */
final class ResolverKeys {
    private static final Duration LEAST = Duration.ofMillis(10);
    private static final Duration MOST = Duration.ofDays(24);
    private static final int HALF_A_MINUTE = 30;

    static final Key<Object> NAME_SERVERS = Key.without(
            "name-servers",
            new Form.Part("IP addresses, such as [\"10.0.0.53\", \"[::1]:5353\"]", List.of(), false, false),
            "none",
            "Whom to ask, each with its port where that is not 53: the one that answered last, then the others in this"
                    + " order.",
            "nameserver");
    static final Key<Boolean> PARSE_RESOLV_CONF = Key.of(
            "parse-resolv-conf",
            new Form.Flag(),
            false,
            "Whether the name servers of `/etc/resolv.conf`, as it is when the file is read, are asked too.",
            "parse-resolv-conf");
    static final Key<Integer> RETRIES = Key.of(
            "retries",
            new Form.Whole(1, 100),
            3,
            "Questions that are sent for one answer; each name server is asked once at least.",
            "resolve_retries");
    static final Key<Integer> ACCEPTED_PAYLOAD = Key.of(
            "accepted-payload",
            new Form.Size(512, 8192),
            1232,
            "Greatest answer that is taken by UDP; a longer one is asked for by TCP.",
            "accepted_payload_size");
    static final Key<Duration> RESOLVE = Key.of(
            "resolve",
            new Form.Time(LEAST, MOST, null, "ms"),
            Duration.ofSeconds(1),
            "Shortest time from an answer to the next question for the same name, where its TTL is shorter, or it failed.",
            "timeout resolve");
    static final Key<Duration> RETRY = Key.of(
            "retry",
            new Form.Time(LEAST, Duration.ofMinutes(1), null, "ms"),
            Duration.ofSeconds(1),
            "Longest wait for an answer, before the next name server is asked.",
            "timeout retry");
    static final Table TIMEOUTS_TABLE =
            new Table("resolvers.<name>.timeouts", "How long is waited.", List.of(RESOLVE, RETRY));
    static final Key<Object> TIMEOUTS = Key.without(
            "timeouts",
            new Form.Part("{ resolve = …, retry = … }", List.of(TIMEOUTS_TABLE), false, false),
            "as for each key",
            "How long is waited.");
    static final Key<Duration> VALID = Key.of(
            "valid",
            new Form.Time(LEAST, MOST, null, "s"),
            Duration.ofSeconds(10),
            "Longest time that an answer is taken for true, where its TTL is longer; then the name is asked for again.",
            "hold valid");
    static final Key<Duration> NX =
            hold("nx", HALF_A_MINUTE, "Where the name is said not to exist, or to have no address.");
    static final Key<Duration> TIMEOUT = hold("timeout", HALF_A_MINUTE, "Where no name server answers.");
    static final Key<Duration> REFUSED = hold("refused", HALF_A_MINUTE, "Where the name servers refuse to answer.");
    static final Key<Duration> OTHER = hold("other", HALF_A_MINUTE, "Where they answer with another error.");
    static final Key<Duration> OBSOLETE = hold(
            "obsolete", 0, "How long a server keeps an address that answers hold no longer, while they hold others.");
    static final Table HOLD_TABLE = new Table(
            "resolvers.<name>.hold",
            "How long servers keep the addresses of the last good answer when asking fails; then they are in maintenance"
                    + " until there is another.",
            List.of(VALID, NX, TIMEOUT, REFUSED, OTHER, OBSOLETE));
    static final Key<Object> HOLD = Key.without(
            "hold",
            new Form.Part("{ valid = …, nx = …, timeout = …, … }", List.of(HOLD_TABLE), false, false),
            "as for each key",
            "How long what is known counts.");
    static final Table TABLE = new Table(
            "resolvers.<name>",
            "Name servers that are asked for the addresses of servers while the process runs. The section called"
                    + " `default`, or the only one, is for all servers with a host name; others are for those that name"
                    + " them. Where there is none, a host name is looked up once, when the file is read.",
            List.of(ProxyKeys.NAME, NAME_SERVERS, PARSE_RESOLV_CONF, RETRIES, TIMEOUTS, HOLD, ACCEPTED_PAYLOAD));
    static final Key<Object> RESOLVERS = Key.without(
            "resolvers",
            new Form.Part("{ <name> { name-servers = [ … ] } }", List.of(TABLE), true, false),
            "none",
            "Name servers, asked again while running.");

    /** Of a server, or of all servers of a backend. */
    static final Key<String> RESOLVERS_OF_SERVER = Key.without(
            "resolvers",
            new Form.Text("the name of a section in resolvers", Section.NAME),
            "the one called `default`, or the only one",
            "Which name servers are asked for its host name.");

    static final Key<Family> PREFER = Key.of(
            "resolve-prefer",
            Form.Word.of(Family.values()),
            Family.IPV4,
            "Which addresses of its host name are used; the others only where there are none of these.");
    static final Key<Object> INIT_ADDR = Key.without(
            "init-addr",
            new Form.Part("none, libc or an IP address, or a list of them", List.of(), false, false),
            "none",
            "Where it is until its name servers have answered: nowhere (`none`: in maintenance; the start waits for"
                    + " nothing), where the operating system finds its name when the file is read (`libc`), or at an"
                    + " address. Of a list, the first that is to be had.");
    static final List<Key<?>> OF_SERVER = List.of(RESOLVERS_OF_SERVER, PREFER, INIT_ADDR);

    static final Key<Integer> SLOTS = Key.without(
            "slots",
            new Form.Whole(1, 1000),
            "one server of just this name",
            "Makes that many servers of it, named `<name>1`, `<name>2`, …, each at another address of the host name or"
                    + " service; those without one are in maintenance.",
            "server-template");

    private static final Pattern SERVICE =
            Pattern.compile("(?=.{1,253}$)_[A-Za-z0-9-]{1,62}\\._[A-Za-z0-9-]{1,62}(\\.[A-Za-z0-9_-]{1,63})+\\.?");

    private ResolverKeys() {}

    /** Whether it is the name of a service, as SRV records have them. */
    static boolean isService(String text) {
        return SERVICE.matcher(text).matches();
    }

    private static Key<Duration> hold(String name, int seconds, String means) {
        return Key.of(
                name,
                new Form.Time(LEAST, MOST, "not at all", "ms"),
                Duration.ofSeconds(seconds),
                means,
                "hold " + name);
    }
}
