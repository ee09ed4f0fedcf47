package lb.admin.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lb.admin.config.NodesReader.Node;
import lb.admin.config.NodesReader.Nodes;
import lb.admin.problem.Words;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.CloudSettings;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Authentication;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp.Burst;
import lb.ha.settings.VirtualRouterSettings.Header;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.settings.VirtualRouterSettings.NoAuthentication;
import lb.ha.settings.VirtualRouterSettings.Preemption;
import lb.ha.settings.VirtualRouterSettings.SimpleText;
import lb.ha.settings.VirtualRouterSettings.WhenUnusable;
import lb.proxy.settings.BindSettings;
import org.jspecify.annotations.Nullable;

/** Reads the virtual addresses, as one node takes part in them. */
final class VirtualIpReader {
    private static final int LONGEST_PASSWORD = 8;
    private static final Duration LONGEST_V3 = Duration.ofMillis(40_950);
    private static final Duration STEP_V3 = Duration.ofMillis(10);

    private final Nodes nodes;
    private final String self;
    private final List<FrontendReader.Read> frontends;
    private final List<BackendReader.Read> backends;

    private VirtualIpReader(
            Nodes nodes, String self, List<FrontendReader.Read> frontends, List<BackendReader.Read> backends) {
        this.nodes = nodes;
        this.self = self;
        this.frontends = frontends;
        this.backends = backends;
    }

    /** All of them, what a cloud moves with them, and what each is for. */
    record VirtualIps(List<VirtualRouterSettings> routers, List<CloudSettings> clouds, Map<String, Serving> serves) {}

    /**
     * Reads them.
     *
     * @param self this node's name; empty when it is not known, which was said
     */
    static VirtualIps read(
            Section top,
            Nodes nodes,
            String self,
            List<FrontendReader.Read> frontends,
            List<BackendReader.Read> backends) {
        var reader = new VirtualIpReader(nodes, self, frontends, backends);
        var value = top.value(Keys.VIRTUAL_IPS);
        if (value != null && !top.has(Keys.NODES)) {
            value.error("needs nodes (expected: nodes { <name> { address = … } }, with this machine among them)");
        }
        var routers = new ArrayList<VirtualRouterSettings>();
        var clouds = new ArrayList<CloudSettings>();
        var serves = new LinkedHashMap<String, Serving>();
        var sections = new ArrayList<Section>();
        var duplicates = new CloudDuplicates();
        for (var named : top.named(Keys.VIRTUAL_IPS)) {
            var title = "virtual-ip \"" + named.name() + "\"";
            var section = Section.of(named.value().titled(title), HaKeys.VIRTUAL_IP, title, "");
            if (section == null) {
                continue;
            }
            var addresses = VirtualAddresses.read(section, nodes);
            var router = reader.router(named.name(), section, addresses);
            var held = addresses.held().stream().map(VirtualAddress::address).toList();
            serves.put(
                    named.name(),
                    new Serving(reader.serves(section, held), TrackingKeys.backends(section, reader.backends)));
            if (router != null) {
                VirtualAddresses.refuseShared(section, router, sections, routers);
                routers.add(router);
                sections.add(section);
                var cloud = CloudReader.read(section, router, self);
                if (cloud != null) {
                    duplicates.check(section, cloud);
                    clouds.add(cloud);
                }
            }
        }
        SyncGroups.check(sections, routers);
        VirtualMacs.check(sections, routers);
        return new VirtualIps(routers, clouds, serves);
    }

    /** One virtual router; null when something is missing without which there is none, which was said. */
    private @Nullable VirtualRouterSettings router(String name, Section section, VirtualAddresses.Read read) {
        var addresses = read.addresses();
        var routerId = section.required(HaKeys.ROUTER_ID);
        var family = addresses.isEmpty() ? PeersReader.family(section) : AddressFamily.of(addresses.getFirst());
        var ipv6 = family == AddressFamily.IPV6;
        var version = version(section, ipv6);
        var interval = interval(section, version);
        var authentication =
                section.has(HaKeys.AUTHENTICATION) ? authentication(section, version) : new NoAuthentication();
        var checksum = section.get(HaKeys.CHECKSUM);
        if (checksum != null && version == 2) {
            section.wrong(HaKeys.CHECKSUM, "only for version 3");
        } else if (checksum != null && ipv6) {
            section.wrong(HaKeys.CHECKSUM, "only for IPv4; that of IPv6 always has a pseudo-header");
        }
        var priority = priority(section);
        var peers = PeersReader.read(section, nodes, self, family);
        var arp = section.sectionOrEmpty(HaKeys.GRATUITOUS_ARP, HaKeys.GRATUITOUS_ARP_TABLE);
        var gratuitousArp = new GratuitousArp(
                new Burst(arp.orStandard(HaKeys.REPEAT), arp.orStandard(HaKeys.AGAIN)),
                new Burst(arp.orStandard(HaKeys.LOWER_PRIORITY_REPEAT), arp.orStandard(HaKeys.LOWER_PRIORITY_AGAIN)),
                arp.orStandard(HaKeys.REFRESH),
                arp.orStandard(HaKeys.REFRESH_REPEAT));
        var preemption = preemption(section);
        var startupDelay = section.orStandard(HaKeys.STARTUP_DELAY);
        var syncGroup = section.get(HaKeys.SYNC_GROUP);
        if (!section.orStandard(HaKeys.ACCEPT)) {
            section.wrong(
                    HaKeys.ACCEPT,
                    "expected: true; this node's own listeners serve the address, and could not be reached through it");
        }
        var whenUnusable = whenUnusable(section);
        var virtualMac = VirtualMacs.read(section, priority);
        var holding = new Holding(section.orStandard(HaKeys.HOLD), lease(section));
        var interfaceName = VirtualAddresses.interfaceName(section, addresses, self);
        var routes = VirtualRouteReader.routes(section, interfaceName == null ? "" : interfaceName, family);
        var rules = VirtualRouteReader.rules(section, family);
        if (interfaceName != null) {
            VirtualAddresses.checkLabels(read, interfaceName);
        }
        var tracking = TrackingKeys.read(section, interfaceName);
        if (routerId == null || (addresses.isEmpty() && !read.none()) || interfaceName == null || peers == null) {
            return null;
        }
        return new VirtualRouterSettings(
                name,
                interfaceName,
                routerId,
                version,
                priority,
                interval,
                addresses,
                read.held(),
                routes,
                rules,
                preemption,
                startupDelay,
                syncGroup,
                peers,
                virtualMac,
                authentication,
                checksum == null ? HaKeys.CHECKSUM.standard().orElseThrow() : checksum,
                gratuitousArp,
                whenUnusable,
                tracking,
                holding);
    }

    private static Preemption preemption(Section section) {
        var allowed = section.orStandard(HaKeys.PREEMPT);
        var delay = section.orStandard(HaKeys.PREEMPT_DELAY);
        if (!allowed && !delay.isZero()) {
            section.wrong(HaKeys.PREEMPT_DELAY, "needs preempt = true");
        }
        return new Preemption(allowed, delay);
    }

    private static int version(Section section, boolean ipv6) {
        var version = section.get(HaKeys.VERSION);
        if (ipv6) {
            if (version != null && version == 2) {
                section.wrong(HaKeys.VERSION, "expected with IPv6: 3");
            }
            if (section.has(HaKeys.AUTHENTICATION)) {
                section.wrong(HaKeys.AUTHENTICATION, "only for IPv4, in version 2");
            }
            return 3;
        }
        if (!section.has(HaKeys.AUTHENTICATION)) {
            return version == null ? 3 : version;
        }
        if (version != null && version == 3) {
            section.wrong(HaKeys.VERSION, "expected with authentication: 2; VRRP version 3 has none");
        }
        return 2;
    }

    private static Duration interval(Section section, int version) {
        var interval = section.orStandard(HaKeys.ADVERT_INTERVAL);
        if (version == 2 && interval.toNanosPart() != 0) {
            section.wrong(HaKeys.ADVERT_INTERVAL, "expected with version 2: whole seconds, 1s to 255s");
        } else if (version == 3
                && (interval.compareTo(LONGEST_V3) > 0 || interval.toNanos() % STEP_V3.toNanos() != 0)) {
            section.wrong(HaKeys.ADVERT_INTERVAL, "expected with version 3: 10ms to 40.95s in steps of 10ms");
        }
        return interval;
    }

    private static Authentication authentication(Section section, int version) {
        var authentication = section.section(HaKeys.AUTHENTICATION, HaKeys.AUTHENTICATION_TABLE);
        if (authentication == null || version != 2) {
            return new NoAuthentication();
        }
        var password = Secrets.read(authentication, HaKeys.PASSWORD, HaKeys.PASSWORD_FILE);
        if (password == null) {
            return new NoAuthentication();
        }
        var bytes = password.text().getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0) {
            password.from().error("is empty (expected: 1 to 8 bytes)");
        } else if (bytes > LONGEST_PASSWORD) {
            password.from()
                    .error("has %d bytes (expected: 1 to 8; keepalived silently uses the first 8: write just those)"
                            .formatted(bytes));
        }
        var secret = new Secret(password.text());
        return authentication.orStandard(HaKeys.AUTHENTICATION_TYPE).equals("ah")
                ? new Header(secret)
                : new SimpleText(secret);
    }

    private static Duration lease(Section section) {
        var lease = section.orStandard(HaKeys.LEASE);
        if (lease.toNanosPart() != 0) {
            section.wrong(HaKeys.LEASE, "expected: whole seconds, as the kernel counts them");
        }
        return lease;
    }

    private int priority(Section section) {
        var standard = node().map(Node::priority)
                .orElse(HaKeys.NODE_PRIORITY.standard().orElseThrow());
        var value = section.value(HaKeys.PRIORITY);
        if (value == null) {
            warnOfEqual(section, nodes.all().stream().map(Node::priority).toList());
            return standard;
        }
        var form = (Form.Scalar<Integer>) HaKeys.NODE_PRIORITY.form();
        if (!value.isObject()) {
            var own = value.parsed(form);
            return own == null ? standard : own;
        }
        var names = nodes.all().stream().map(Node::name).toList();
        var own = new LinkedHashMap<String, Integer>();
        nodes.all().forEach(one -> own.put(one.name(), one.priority()));
        for (var name : value.keys()) {
            var given = value.child(name, section.title(), "priority." + name, false);
            if (!names.contains(name)) {
                value.errorWithin(
                        "there is no node \"%s\" (expected: %s%s)"
                                .formatted(Value.shortened(name), Words.listed(names), Words.didYouMean(name, names)),
                        value.placeOf(name));
            } else if (given != null) {
                var number = given.parsed(form);
                own.put(name, number == null ? standard : number);
            }
        }
        warnOfEqual(section, List.copyOf(own.values()));
        return own.getOrDefault(self, standard);
    }

    private static void warnOfEqual(Section section, List<Integer> priorities) {
        if (priorities.stream().distinct().count() < priorities.size()) {
            section.warning(
                    "two nodes have the same priority: of those the one with the higher address becomes master");
        }
    }

    private Optional<Node> node() {
        return nodes.all().stream().filter(one -> one.name().equals(self)).findFirst();
    }

    private static WhenUnusable whenUnusable(Section section) {
        var standard = new LowerPriority(HaKeys.LOWER_PRIORITY_BY.standard().orElseThrow());
        var value = section.value(HaKeys.WHEN_UNUSABLE);
        if (value == null) {
            return standard;
        }
        if (value.isObject()) {
            var lower = section.section(HaKeys.WHEN_UNUSABLE, HaKeys.WHEN_UNUSABLE_TABLE);
            return lower == null ? standard : new LowerPriority(lower.orStandard(HaKeys.LOWER_PRIORITY_BY));
        }
        var text = value.scalar().orElse("");
        if (text.equals("give-up")) {
            return new GiveUp();
        }
        value.wrong("expected: " + HaKeys.WHEN_UNUSABLE.form().expected() + Words.didYouMean(text, List.of("give-up")));
        return standard;
    }

    /** Whether a listener takes what comes to one of some addresses. The IPv6 wildcard takes IPv4, too. */
    private static boolean isFor(InetAddress listener, List<InetAddress> addresses) {
        if (listener.isAnyLocalAddress()) {
            return listener instanceof Inet6Address
                    || addresses.isEmpty()
                    || addresses.stream().anyMatch(Inet4Address.class::isInstance);
        }
        return addresses.contains(listener);
    }

    private List<String> serves(Section section, List<InetAddress> addresses) {
        var value = section.value(HaKeys.SERVES);
        if (value == null) {
            return frontends.stream()
                    .filter(frontend -> frontend.settings().binds().stream()
                            .map(BindSettings::address)
                            .filter(InetSocketAddress.class::isInstance)
                            .map(address -> ((InetSocketAddress) address).getAddress())
                            .anyMatch(address -> isFor(address, addresses)))
                    .map(frontend -> frontend.settings().name())
                    .toList();
        }
        var names =
                frontends.stream().map(frontend -> frontend.settings().name()).toList();
        var serves = new ArrayList<String>();
        for (var element : value.elements()) {
            var name = element.scalar().orElse("");
            if (!names.contains(name)) {
                element.wrong("no such frontend; expected: "
                        + (names.isEmpty() ? "one that is in frontends" : Words.listed(names))
                        + Words.didYouMean(name, names));
            } else if (!serves.contains(name)) {
                serves.add(name);
            }
        }
        return serves;
    }
}
