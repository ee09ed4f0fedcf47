package lb.admin.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import lb.admin.problem.Words;
import lb.ha.settings.Tracking;
import lb.ha.settings.Tracking.Polled;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.settings.VirtualRouterSettings.WhenUnusable;
import lb.proxy.settings.Network;
import org.jspecify.annotations.Nullable;

/** What the priority in a virtual router follows. */
final class TrackingKeys {
    private static final String OR_FAULT =
            " Without `lower-priority-by` the node takes no part meanwhile, however alone it is (keepalived's FAULT).";

    static final Key<Integer> BY = Key.without(
            "lower-priority-by",
            new Form.Whole(1, 254),
            "the node takes no part",
            "By how much the priority goes down meanwhile, to 1 at least." + OR_FAULT,
            "weight");
    static final Key<Integer> BACKEND_BY = Key.without(
            "lower-priority-by",
            new Form.Whole(1, 254),
            "needed",
            "By how much the priority goes down, to 1 at least, when no server is usable, and in proportion when some are"
                    + " not: by their weights, backups not counted. With 40, and one of two equal servers down, by 20."
                    + " What `when-unusable` takes comes on top.",
            "weight");
    static final Table BACKEND =
            new Table("virtual-ips.<name>.track.backends.<name>", "How much a backend counts.", List.of(BACKEND_BY));
    static final Key<Object> BACKENDS = Key.without(
            "backends",
            new Form.Part("{ <backend> { lower-priority-by = … } }", List.of(BACKEND), true, false),
            "nothing",
            "Backends whose servers count one by one: the node that has more of them usable is to have the address.");
    static final Key<String> INTERFACE =
            Key.without("interface", (Form.Scalar<String>) HaKeys.INTERFACE.form(), "needed", "Its name.", "dev");
    static final Table INTERFACE_TABLE = new Table(
            "virtual-ips.<name>.track.interfaces", "A network interface that has to be up.", List.of(INTERFACE, BY));
    static final Key<Object> INTERFACES = Key.without(
            "interfaces",
            new Form.Part(
                    "a list of names of network interfaces, or of { interface = …, lower-priority-by = … }",
                    List.of(INTERFACE_TABLE),
                    false,
                    false),
            "none",
            "Network interfaces, beside the virtual IP's own, that have to be up: known within milliseconds."
                    + OR_FAULT,
            "track_interface");
    static final Key<String> FILE = Key.without(
            "file",
            new Form.Text("a path that starts with /", Pattern.compile("/[^\\x00]{0,4095}")),
            "needed",
            "Its path.");
    static final Key<Boolean> MISSING = Key.of(
            "missing",
            new Form.Flag(),
            false,
            "Whether something is wrong while it is not there, whatever is in it, instead of while it is.");
    static final Table FILE_TABLE = new Table(
            "virtual-ips.<name>.track.files",
            "A file that is there when something is wrong, or that has to be there.",
            List.of(FILE, MISSING, BY));
    static final Key<Object> FILES = Key.without(
            "files",
            new Form.Part(
                    "a list of paths of files, or of { file = …, lower-priority-by = … }",
                    List.of(FILE_TABLE),
                    false,
                    false),
            "none",
            "Files that are there when something is wrong, such as one that you make by hand to drain a node, or that a"
                    + " script of yours writes: looked at every second. A whole number in it says how many times it"
                    + " counts, 0 for not at all." + OR_FAULT,
            "track_file",
            "vrrp_track_file");
    static final Key<Network> ROUTE = Key.without("to", new Form.Range(), "needed", "Its network.");
    static final Key<String> TABLE_OF_ROUTE = Key.without(
            "table",
            MovedKeys.TABLE_FORM,
            "main; of IPv6 any",
            "The routing table that it has to be in; those of other names by their numbers.");
    static final Table ROUTE_TABLE = new Table(
            "virtual-ips.<name>.track.routes", "A route that has to be there.", List.of(ROUTE, TABLE_OF_ROUTE, BY));
    static final Key<Object> ROUTES = Key.without(
            "routes",
            new Form.Part(
                    "a list of networks, or of { to = …, table = …, lower-priority-by = … }",
                    List.of(ROUTE_TABLE),
                    false,
                    false),
            "none",
            "Routes to just these networks that have to be there, such as 0.0.0.0/0 for the default route: looked at every"
                    + " second." + OR_FAULT);
    static final Key<InetAddress> NEIGHBOUR = Key.without("address", new Form.Literal(), "needed", "Its address.");
    static final Key<String> NEIGHBOUR_INTERFACE = Key.without(
            "interface",
            (Form.Scalar<String>) HaKeys.INTERFACE.form(),
            "that of the virtual IP",
            "Network interface that it is asked through.",
            "dev");
    static final Table NEIGHBOUR_TABLE = new Table(
            "virtual-ips.<name>.track.neighbours",
            "A machine on a network of this one that has to answer.",
            List.of(NEIGHBOUR, NEIGHBOUR_INTERFACE, BY));
    static final Key<Object> NEIGHBOURS = Key.without(
            "neighbours",
            new Form.Part(
                    "a list of IP addresses, or of { address = …, interface = …, lower-priority-by = … }",
                    List.of(NEIGHBOUR_TABLE),
                    false,
                    false),
            "none",
            "Machines on a network of this one that have to answer ARP (IPv6: neighbour solicitations), such as the gateway: asked every second, missed after"
                    + " three times, back after two." + OR_FAULT);
    static final Key<Duration> SETTLE = Key.of(
            "settle",
            new Form.Time(Duration.ofMillis(1), Duration.ofHours(1), "not at all", "s"),
            Tracking.NONE.settle(),
            "For how long a change has to last before it moves the address: what is better on a node that has not got it,"
                    + " and what is worse in `backends` and `neighbours` on the one that has. Nodes see a server that is down one"
                    + " after the other, and the address is not to move for that. All else counts at once.");
    static final Table TABLE = new Table(
            "virtual-ips.<name>.track",
            "What the priority follows, beside `serves`.",
            List.of(BACKENDS, INTERFACES, FILES, ProcessKeys.PROCESSES, ROUTES, NEIGHBOURS, SETTLE));
    static final Key<Object> TRACK = Key.without(
            "track",
            new Form.Part("{ backends { … }, interfaces = [ … ], … }", List.of(TABLE), false, false),
            "nothing",
            "What the priority follows, beside `serves`.");

    private static final WhenUnusable FOR_COMPARISON = new GiveUp();

    private TrackingKeys() {}

    /** @param own the interface of the virtual IP; null while it is not known, which was said */
    static Tracking read(Section virtualIp, @Nullable String own) {
        var section = virtualIp.sectionOrEmpty(TRACK, TABLE);
        return new Tracking(interfaces(section, own), polled(section, own), section.orStandard(SETTLE));
    }

    private static List<Tracking.Interface> interfaces(Section section, @Nullable String own) {
        var read = new LinkedHashMap<String, Tracking.Interface>();
        for (var element : elements(section, INTERFACES)) {
            var one = one(element, section, INTERFACES, INTERFACE, INTERFACE_TABLE);
            if (one == null) {
                continue;
            }
            if (one.what().equals(own)) {
                one.at()
                        .wrong(
                                "expected: another interface than the virtual IP's own, without which it takes no part anyway");
            } else if (read.put(one.what(), new Tracking.Interface(one.what(), one.then())) != null) {
                one.at().wrong("the same interface is there already");
            }
        }
        return List.copyOf(read.values());
    }

    private static List<Polled> polled(Section section, @Nullable String own) {
        var read = new LinkedHashMap<Polled, Polled>();
        for (var element : elements(section, FILES)) {
            var one = one(element, section, FILES, FILE, FILE_TABLE);
            if (one != null) {
                var path = Path.of(one.what()).normalize();
                var detail = one.section();
                var missing = detail != null && detail.orStandard(MISSING);
                add(
                        new Polled.File(path, missing, one.then()),
                        new Polled.File(path, missing, FOR_COMPARISON),
                        one,
                        read);
            }
        }
        for (var element : elements(section, ProcessKeys.PROCESSES)) {
            var one = one(element, section, ProcessKeys.PROCESSES, ProcessKeys.NAME, ProcessKeys.TABLE);
            if (one != null) {
                var processes = ProcessKeys.read(one.what(), one.section());
                add(
                        new Polled.Processes(processes, one.then()),
                        new Polled.Processes(processes, FOR_COMPARISON),
                        one,
                        read);
            }
        }
        for (var element : elements(section, ROUTES)) {
            var one = one(element, section, ROUTES, ROUTE, ROUTE_TABLE);
            var table = one == null ? null : table(one);
            if (one != null && table != null) {
                var text = one.what().toString();
                var slash = text.indexOf('/');
                var network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
                var prefix = one.what().prefixLength();
                add(
                        new Polled.Route(network, prefix, table, one.then()),
                        new Polled.Route(network, prefix, table, FOR_COMPARISON),
                        one,
                        read);
            }
        }
        for (var element : elements(section, NEIGHBOURS)) {
            var one = one(element, section, NEIGHBOURS, NEIGHBOUR, NEIGHBOUR_TABLE);
            var device = one == null ? null : device(one, own);
            if (one != null && (one.what().isMulticastAddress() || one.what().isAnyLocalAddress())) {
                one.at().wrong("expected: the address of one machine");
            } else if (one != null && device != null) {
                add(
                        new Polled.Neighbour(device, one.what(), one.then()),
                        new Polled.Neighbour(device, one.what(), FOR_COMPARISON),
                        one,
                        read);
            }
        }
        return List.copyOf(read.values());
    }

    /** 0 where none is given; null where it is wrong, which was said. */
    private static @Nullable Long table(One<?> one) {
        var section = one.section();
        return section == null || section.get(TABLE_OF_ROUTE) == null
                ? Long.valueOf(0)
                : VirtualRouteReader.table(section, TABLE_OF_ROUTE);
    }

    private static @Nullable String device(One<?> one, @Nullable String own) {
        var section = one.section();
        var given = section == null ? null : section.get(NEIGHBOUR_INTERFACE);
        return given == null ? own : given;
    }

    /** @param same what is equal for equal things, whatever happens while they fail */
    private static void add(Polled thing, Polled same, One<?> one, Map<Polled, Polled> read) {
        if (read.putIfAbsent(same, thing) != null) {
            one.at().wrong("the same is there already");
        }
    }

    private static List<Value> elements(Section section, Key<?> key) {
        var value = section.value(key);
        return value == null ? List.of() : value.elements();
    }

    /** One tracked thing, where it is named, its keys where it has others, and what happens while it fails. */
    private record One<T>(T what, Value at, @Nullable Section section, WhenUnusable then) {}

    /** Null when it is wrong, which was said. */
    private static <T> @Nullable One<T> one(Value element, Section track, Key<?> list, Key<T> named, Table table) {
        var form = (Form.Scalar<T>) named.form();
        if (!element.isObject()) {
            if (element.scalar().isEmpty()) {
                element.expected(list.form().expected());
                return null;
            }
            var what = element.parsed(form);
            return what == null ? null : new One<>(what, element, null, new GiveUp());
        }
        var section = Section.of(element, table, track.title(), element.name() + ".");
        var what = section == null ? null : section.required(named);
        if (section == null || what == null) {
            return null;
        }
        return new One<>(what, Objects.requireNonNull(section.value(named)), section, then(section));
    }

    private static WhenUnusable then(Section section) {
        var by = section.get(BY);
        return by == null ? new GiveUp() : new LowerPriority(by);
    }

    /** The points of each backend that is named. */
    static Map<String, Integer> backends(Section virtualIp, List<BackendReader.Read> all) {
        var track = virtualIp.value(TRACK);
        var points = new LinkedHashMap<String, Integer>();
        if (track == null || !track.isObject()) {
            return points;
        }
        var names = all.stream().map(one -> one.settings().name()).toList();
        var given = track.child(BACKENDS.name(), virtualIp.title(), "track.backends", false);
        for (var named : given == null ? List.<Value.Named>of() : Section.namedIn(given, BACKENDS)) {
            var title = virtualIp.title() + ": track.backends \"" + named.name() + "\"";
            if (!names.contains(named.name())) {
                named.value()
                        .titled(title)
                        .error("there is no such backend (expected: "
                                + (names.isEmpty() ? "one that is in backends" : Words.listed(names))
                                + Words.didYouMean(named.name(), names) + ")");
                continue;
            }
            var section = Section.of(named.value().titled(title), BACKEND, title, "");
            var by = section == null ? null : section.required(BACKEND_BY);
            if (by != null) {
                points.put(named.name(), by);
            }
        }
        return points;
    }
}
