package lb.admin.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp;
import lb.ha.settings.VirtualRouterSettings.Hold;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.settings.VirtualRouterSettings.Unicast;

/** Nodes and virtual addresses. */
final class HaKeys {
    static final Key<InetAddress> NODE_ADDRESS = Key.without(
            "address",
            new Form.Literal(),
            "needed",
            "The node's own address, mostly of IPv4: adverts go to it and come from it. A node that is the only one in the"
                    + " file may do without.",
            "unicast_src_ip",
            "unicast_source_ip",
            "mcast_src_ip");
    static final Key<InetAddress> NODE_IPV6_ADDRESS = Key.without(
            "ipv6-address",
            new Form.Ipv6Address(),
            "none",
            "Where `address` is of IPv4: the node's own IPv6 address, for virtual IPs of IPv6 with `peers = unicast`.");
    static final Key<Integer> NODE_PRIORITY = Key.of(
            "priority",
            new Form.Whole(1, 255),
            100,
            "Who should hold the virtual addresses: the node with the highest. 255 starts as master at once.",
            "priority");
    static final Key<Object> OVERRIDE = Key.without(
            "override",
            new Form.Part("{ … } with any keys of the file but nodes", List.of(), false, false),
            "nothing",
            "Merged over the file on this node only, for what has to differ.");
    static final Table NODE = new Table(
            "nodes.<name>", "One node of the pair.", List.of(NODE_ADDRESS, NODE_IPV6_ADDRESS, NODE_PRIORITY, OVERRIDE));

    static final Key<Object> ADDRESS = part(
            "address",
            "an IP address, or what `addresses` has one of",
            "needed, or `addresses`",
            "The virtual address, held as /32, or /128 of IPv6.",
            "virtual_ipaddress");
    static final Key<Object> ADDRESSES = Key.without(
            "addresses",
            new Form.Part(
                    "a list of IP addresses, or { address = …, interface = … }",
                    List.of(MovedKeys.VIRTUAL_ADDRESS),
                    false,
                    false),
            "needed, or `address`",
            "Several virtual addresses that move together: all of IPv4, or all of IPv6, one of those link-local. `[]` for"
                    + " none: the nodes choose a master all the same, as for what a cloud moves.");
    static final Key<String> INTERFACE = Key.without(
            "interface",
            new Form.Text("the name of a network interface, such as eth0", Pattern.compile("[^\\s/]{1,15}")),
            "the one whose network holds the address",
            "Network interface that gets the address and sends the adverts.",
            "interface",
            "dev");
    static final Key<Integer> ROUTER_ID = Key.without(
            "router-id",
            new Form.Whole(1, 255),
            "needed",
            "Virtual router identifier (VRID): the same on every node, and used by no other VRRP in the network.",
            "virtual_router_id",
            "vrid");
    static final Key<Integer> VERSION = Key.without(
            "version",
            new Form.Word<>(versions()),
            "3; 2 with `authentication`",
            "Version of VRRP; IPv6 has 3 only. Give 2 when the other node is a keepalived that was told nothing else.",
            "vrrp_version");
    static final Key<Object> PRIORITY = part(
            "priority",
            "1 to 255, or { <node> = 1 to 255 }",
            "that of the node",
            "Priority in this virtual router alone, for each node: `priority { ha1 = 100, ha2 = 101 }`.");
    static final Key<Duration> ADVERT_INTERVAL = Key.of(
            "advert-interval",
            new Form.Time(Duration.ofMillis(10), Duration.ofSeconds(255), null, "s"),
            Duration.ofSeconds(1),
            "Time between adverts; a dead master is missed after three of them and a little. Version 2: whole seconds,"
                    + " 1s to 255s. Version 3: 10ms to 40.95s in steps of 10ms.",
            "advert_int");
    static final Form.Word<Boolean> PEERS_WORDS = new Form.Word<>(peers());
    static final Key<Object> PEERS = part(
            "peers",
            "multicast, unicast, or a list of IP addresses",
            "multicast",
            "Whom adverts go to: `multicast` to 224.0.0.18 or ff02::12, `unicast` to the address of each other node, or just"
                    + " these addresses, which need not be those of nodes in this file.",
            "unicast_peer",
            "mcast_group4");
    static final Key<InetAddress> SOURCE = Key.without(
            "source",
            new Form.Literal(),
            "that of the node",
            "Where `peers` is `unicast` or a list: the address of this machine that adverts come from.");
    static final Key<Integer> UNICAST_TTL = Key.of(
            "unicast-ttl",
            new Form.Whole(1, 255),
            Unicast.ON_LINK,
            "Without `peers = multicast`: the TTL (hop limit) that a peer's advert has left at least. It is sent with 255, and"
                    + " each router on the way takes one; 255 takes adverts of the same network only.",
            "min_ttl",
            "unicast_ttl");
    static final Key<String> AUTHENTICATION_TYPE = Key.of(
            "type",
            new Form.Word<>(authenticationTypes()),
            "pass",
            "`pass`: the password is in each advert, for all to read; it guards against mistakes, not against people."
                    + " `ah`: an authentication header (RFC 2402, HMAC-MD5) that only who knows the password can make, and"
                    + " nobody can send again; a firewall must let IP protocol 51 pass.",
            "auth_type");
    static final Key<Object> PASSWORD = part(
            "password",
            "text of 1 to 8 bytes",
            "needed, or `password-file`",
            "1 to 8 bytes, the same on every node.",
            "auth_pass");
    static final Key<Object> PASSWORD_FILE =
            part("password-file", "a file", "needed, or `password`", "A file whose text, trimmed, is the password.");
    static final Table AUTHENTICATION_TABLE = new Table(
            "virtual-ips.<name>.authentication",
            "What proves that adverts come from a node that knows the password.",
            List.of(AUTHENTICATION_TYPE, PASSWORD, PASSWORD_FILE));
    static final Key<Object> AUTHENTICATION = Key.without(
            "authentication",
            new Form.Part("{ password = … }", List.of(AUTHENTICATION_TABLE), false, false),
            "none",
            "What proves that adverts come from a node that knows the password. Version 2 only.");
    static final Key<Boolean> PREEMPT = Key.of(
            "preempt",
            new Form.Flag(),
            true,
            "Whether a node with a higher priority takes the address from a living one with a lower.",
            "preempt");
    static final Key<Duration> PREEMPT_DELAY = Key.of(
            "preempt-delay",
            new Form.Time(Duration.ofMillis(1), Duration.ofSeconds(1000), "none", "s"),
            Duration.ZERO,
            "For how long a node hears a master of lower priority before it takes the address from it. Silence is never"
                    + " waited out.",
            "preempt_delay");
    static final Key<Duration> STARTUP_DELAY = Key.of(
            "startup-delay",
            new Form.Time(Duration.ofMillis(1), Duration.ofHours(1), "none", "s"),
            Duration.ZERO,
            "For how long the node takes no part after its start, where a network needs time to come up.",
            "vrrp_startup_delay");
    static final Key<String> SYNC_GROUP = Key.without(
            "sync-group",
            new Form.Text(
                    "a name of letters, digits, dot, dash and underscore", Pattern.compile("[A-Za-z0-9._-]{1,64}")),
            "none",
            "The virtual IPs with the same one are held by the same node: they move together, and a node that cannot hold"
                    + " or serve one of them is judged so for all.",
            "vrrp_sync_group",
            "group");
    static final Key<Boolean> ACCEPT = Key.of(
            "accept",
            new Form.Flag(),
            true,
            "A master takes what is sent to the address (RFC 9568's accept mode): it is this node's own listeners that serve"
                    + " it. There is no other way.",
            "accept",
            "no_accept",
            "strict_mode",
            "vrrp_strict");
    static final Key<Object> SERVES = part(
            "serves",
            "a list of frontends",
            "the frontends that listen on one of its addresses or on *",
            "Frontends that the address is for. The node cannot serve while one of them does not listen or has no usable"
                    + " server; `[]` for none.",
            "track_script",
            "track_process");
    static final Key<Integer> LOWER_PRIORITY_BY = Key.of(
            "lower-priority-by",
            new Form.Whole(1, 254),
            100,
            "By how much the priority goes down, to 1 at least, while the node cannot serve: another that can takes over,"
                    + " and where there is none the address stays. It goes up again when the node has served for"
                    + " `track.settle`, or at once where it has the address.",
            "weight");
    static final Table WHEN_UNUSABLE_TABLE = new Table(
            "virtual-ips.<name>.when-unusable", "What a node that cannot serve does.", List.of(LOWER_PRIORITY_BY));
    static final Key<Object> WHEN_UNUSABLE = Key.without(
            "when-unusable",
            new Form.Part("give-up, or { lower-priority-by = 1 to 254 }", List.of(WHEN_UNUSABLE_TABLE), false, false),
            "`{ lower-priority-by = 100 }`",
            "What a node that cannot serve does: `{ lower-priority-by = 100 }`, or `give-up` the address, however alone"
                    + " it is (keepalived's FAULT).");
    static final Key<Integer> REPEAT = Key.of(
            "repeat",
            new Form.Whole(1, 100),
            GratuitousArp.DEFAULT.taken().repeat(),
            "Announcements of each address at a time.",
            "garp_master_repeat",
            "vrrp_garp_master_repeat");
    static final Key<Duration> AGAIN = Key.of(
            "again",
            new Form.Time(Duration.ofMillis(1), Duration.ofHours(1), "never", "s"),
            GratuitousArp.DEFAULT.taken().again(),
            "After how long as many are sent once more.",
            "garp_master_delay",
            "vrrp_garp_master_delay");
    static final Key<Duration> REFRESH = Key.of(
            "refresh",
            new Form.Time(Duration.ofSeconds(1), Duration.ofDays(1), "never", "s"),
            GratuitousArp.DEFAULT.refresh(),
            "A master announces each address again and again after this time.",
            "garp_master_refresh",
            "vrrp_garp_master_refresh");
    static final Key<Integer> REFRESH_REPEAT = Key.of(
            "refresh-repeat",
            new Form.Whole(1, 100),
            GratuitousArp.DEFAULT.refreshRepeat(),
            "Announcements of each address at a time then.",
            "garp_master_refresh_repeat",
            "vrrp_garp_master_refresh_repeat");
    static final Key<Integer> LOWER_PRIORITY_REPEAT = Key.of(
            "lower-priority-repeat",
            new Form.Whole(0, 100),
            GratuitousArp.DEFAULT.contested().repeat(),
            "Announcements of each address for each advert of a lower priority that a master hears: neighbours may have"
                    + " believed its sender. 0: none.",
            "garp_lower_prio_repeat",
            "vrrp_garp_lower_prio_repeat");
    static final Key<Duration> LOWER_PRIORITY_AGAIN = Key.of(
            "lower-priority-again",
            new Form.Time(Duration.ofMillis(1), Duration.ofHours(1), "never", "s"),
            GratuitousArp.DEFAULT.contested().again(),
            "After how long as many are sent once more.",
            "garp_lower_prio_delay",
            "vrrp_garp_lower_prio_delay");
    static final Table GRATUITOUS_ARP_TABLE = new Table(
            "virtual-ips.<name>.gratuitous-arp",
            "How a new master tells the network where the addresses are.",
            List.of(REPEAT, AGAIN, REFRESH, REFRESH_REPEAT, LOWER_PRIORITY_REPEAT, LOWER_PRIORITY_AGAIN));
    static final Key<Object> GRATUITOUS_ARP = Key.without(
            "gratuitous-arp",
            new Form.Part("{ repeat = …, again = … }", List.of(GRATUITOUS_ARP_TABLE), false, false),
            "5 at once, 5 more after 5s",
            "How a new master tells the network where the addresses are.");
    static final Key<ChecksumForm> CHECKSUM = Key.of(
            "checksum",
            Form.Word.of(ChecksumForm.values()),
            ChecksumForm.PSEUDO_HEADER,
            "Over what the checksum of a version 3 advert in IPv4 is: `pseudo-header` as keepalived does (RFC 5798), or"
                    + " `message-only` (RFC 9568). Both are accepted.");
    static final Key<Hold> HOLD = Key.of(
            "hold",
            Form.Word.of(Hold.values()),
            Holding.DEFAULT.hold(),
            "Where the address is put: `process`, on a device of the process, which the kernel removes with the address in"
                    + " the instant in which the process dies, even by kill -9 (IPv4; the interface answers ARP for it);"
                    + " `interface`, on the interface itself; `auto`, the former where that works. `lb check` says which.");
    static final Key<Duration> LEASE = Key.of(
            "lease",
            new Form.Time(Duration.ofSeconds(1), Duration.ofHours(1), "as long as its device lives", "s"),
            Holding.DEFAULT.lease(),
            "For how long the kernel lets the address be unless the node asks for it again, which it does four times in that"
                    + " time: whole seconds. A process that hangs or is stopped loses the address after it.");
    static final Key<Boolean> VIRTUAL_MAC = Key.of(
            "virtual-mac",
            new Form.Flag(),
            false,
            "Whether the address is at the virtual router's own MAC address, 00:00:5e:00:01:<router-id> (02 for IPv6), which"
                    + " stays the same when another node takes it: for neighbours that pay no heed to gratuitous ARP. On a"
                    + " macvlan device, vrrp.<router-id> (vrrp6.<router-id>).",
            "use_vmac");
    static final Table VIRTUAL_IP = new Table(
            "virtual-ips.<name>",
            "One virtual router: addresses that move together from node to node.",
            List.of(
                    ADDRESS,
                    ADDRESSES,
                    MovedKeys.EXCLUDED,
                    MovedKeys.ROUTES,
                    MovedKeys.RULES,
                    INTERFACE,
                    ROUTER_ID,
                    VERSION,
                    PRIORITY,
                    ADVERT_INTERVAL,
                    PEERS,
                    SOURCE,
                    UNICAST_TTL,
                    AUTHENTICATION,
                    PREEMPT,
                    PREEMPT_DELAY,
                    STARTUP_DELAY,
                    SYNC_GROUP,
                    ACCEPT,
                    SERVES,
                    WHEN_UNUSABLE,
                    TrackingKeys.TRACK,
                    GRATUITOUS_ARP,
                    CHECKSUM,
                    HOLD,
                    LEASE,
                    CloudKeys.CLOUD,
                    VIRTUAL_MAC));

    private HaKeys() {}

    private static Key<Object> part(String name, String expected, String otherwise, String means, String... elsewhere) {
        return Key.without(name, new Form.Part(expected, List.of(), false, false), otherwise, means, elsewhere);
    }

    private static Map<String, Integer> versions() {
        var words = new LinkedHashMap<String, Integer>();
        words.put("2", 2);
        words.put("3", 3);
        return words;
    }

    private static Map<String, String> authenticationTypes() {
        var words = new LinkedHashMap<String, String>();
        words.put("pass", "pass");
        words.put("ah", "ah");
        return words;
    }

    private static Map<String, Boolean> peers() {
        var words = new LinkedHashMap<String, Boolean>();
        words.put("multicast", false);
        words.put("unicast", true);
        return words;
    }
}
