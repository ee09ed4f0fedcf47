package lb.ha;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.ha.settings.Secret;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Authentication;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp;
import lb.ha.settings.VirtualRouterSettings.Hold;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.settings.VirtualRouterSettings.Multicast;
import lb.ha.settings.VirtualRouterSettings.NoAuthentication;
import lb.ha.settings.VirtualRouterSettings.Peers;
import lb.ha.settings.VirtualRouterSettings.Preemption;
import lb.ha.settings.VirtualRouterSettings.SimpleText;
import lb.ha.settings.VirtualRouterSettings.WhenUnusable;
import lb.ha.settings.VirtualRule;
import org.jspecify.annotations.Nullable;

/** Settings of a virtual router for tests: a default, and others by what differs. */
public final class RouterSettings {
    public static final InetAddress VIRTUAL = InetAddress.ofLiteral("10.77.0.100");
    public static final int ROUTER_ID = 51;
    public static final String INTERFACE = "eth1";

    public static final RouterSettings DEFAULT = new RouterSettings();

    private String name = "web";
    private int routerId = ROUTER_ID;
    private int version = 3;
    private int priority = 100;
    private Duration interval = Duration.ofMillis(100);
    private List<InetAddress> addresses = List.of(VIRTUAL);
    private List<VirtualAddress> beside = List.of();
    private List<VirtualRoute> routes = List.of();
    private List<VirtualRule> rules = List.of();
    private Preemption preemption = Preemption.AT_ONCE;
    private Duration startupDelay = Duration.ZERO;
    private @Nullable String syncGroup;
    private Peers peers = new Multicast();
    private boolean virtualMac;
    private Authentication authentication = new NoAuthentication();
    private ChecksumForm checksum = ChecksumForm.PSEUDO_HEADER;
    private GratuitousArp gratuitousArp = GratuitousArp.DEFAULT;
    private WhenUnusable whenUnusable = new GiveUp();
    private Tracking tracking = new Tracking(List.of(), List.of(), Duration.ofMillis(300));
    private Holding holding = Holding.DEFAULT;

    private RouterSettings() {}

    /** A copy, for one of the methods below to change before anybody has it. */
    private RouterSettings copy() {
        RouterSettings copy = new RouterSettings();
        copy.name = name;
        copy.routerId = routerId;
        copy.version = version;
        copy.priority = priority;
        copy.interval = interval;
        copy.addresses = addresses;
        copy.beside = beside;
        copy.routes = routes;
        copy.rules = rules;
        copy.preemption = preemption;
        copy.startupDelay = startupDelay;
        copy.syncGroup = syncGroup;
        copy.peers = peers;
        copy.virtualMac = virtualMac;
        copy.authentication = authentication;
        copy.checksum = checksum;
        copy.gratuitousArp = gratuitousArp;
        copy.whenUnusable = whenUnusable;
        copy.tracking = tracking;
        copy.holding = holding;
        return copy;
    }

    public int priority() {
        return priority;
    }

    public RouterSettings named(String other, int otherRouterId) {
        RouterSettings copy = copy();
        copy.name = other;
        copy.routerId = otherRouterId;
        return copy;
    }

    public RouterSettings version(int other) {
        RouterSettings copy = copy();
        copy.version = other;
        copy.interval = other == 2 ? Duration.ofSeconds(1) : interval;
        return copy;
    }

    public RouterSettings priority(int other) {
        RouterSettings copy = copy();
        copy.priority = other;
        return copy;
    }

    public RouterSettings interval(Duration other) {
        RouterSettings copy = copy();
        copy.interval = other;
        return copy;
    }

    public RouterSettings addresses(String... others) {
        RouterSettings copy = copy();
        copy.addresses = List.of(others).stream().map(InetAddress::ofLiteral).toList();
        return copy;
    }

    /** Addresses that are held in a way of their own, or are not told of by adverts. */
    public RouterSettings held(VirtualAddress... others) {
        RouterSettings copy = copy();
        copy.beside = List.of(others);
        return copy;
    }

    private List<VirtualAddress> held() {
        Map<InetAddress, VirtualAddress> held = new LinkedHashMap<>();
        addresses.forEach(address -> held.put(address, VirtualAddress.of(address)));
        beside.forEach(address -> held.put(address.address(), address));
        return List.copyOf(held.values());
    }

    public RouterSettings routes(VirtualRoute... others) {
        RouterSettings copy = copy();
        copy.routes = List.of(others);
        return copy;
    }

    public RouterSettings rules(VirtualRule... others) {
        RouterSettings copy = copy();
        copy.rules = List.of(others);
        return copy;
    }

    public RouterSettings hold(Hold other) {
        RouterSettings copy = copy();
        copy.holding = new Holding(other, holding.lease());
        return copy;
    }

    public RouterSettings preempt(boolean other) {
        RouterSettings copy = copy();
        copy.preemption = new Preemption(other, Duration.ZERO);
        return copy;
    }

    public RouterSettings preemptDelay(Duration other) {
        RouterSettings copy = copy();
        copy.preemption = new Preemption(true, other);
        return copy;
    }

    public RouterSettings startupDelay(Duration other) {
        RouterSettings copy = copy();
        copy.startupDelay = other;
        return copy;
    }

    public RouterSettings syncGroup(String other) {
        RouterSettings copy = copy();
        copy.syncGroup = other;
        return copy;
    }

    public RouterSettings peers(Peers other) {
        RouterSettings copy = copy();
        copy.peers = other;
        return copy;
    }

    public RouterSettings virtualMac() {
        RouterSettings copy = copy();
        copy.virtualMac = true;
        return copy;
    }

    public RouterSettings password(String other) {
        return authentication(new SimpleText(new Secret(other)));
    }

    public RouterSettings authentication(Authentication other) {
        RouterSettings copy = copy();
        copy.authentication = other;
        return copy;
    }

    public RouterSettings checksum(ChecksumForm other) {
        RouterSettings copy = copy();
        copy.checksum = other;
        return copy;
    }

    public RouterSettings gratuitousArp(GratuitousArp other) {
        RouterSettings copy = copy();
        copy.gratuitousArp = other;
        return copy;
    }

    public RouterSettings lease(Duration other) {
        RouterSettings copy = copy();
        copy.holding = new Holding(holding.hold(), other);
        return copy;
    }

    public RouterSettings whenUnusable(WhenUnusable other) {
        RouterSettings copy = copy();
        copy.whenUnusable = other;
        return copy;
    }

    public RouterSettings tracking(Tracking other) {
        RouterSettings copy = copy();
        copy.tracking = other;
        return copy;
    }

    public VirtualRouterSettings build() {
        return new VirtualRouterSettings(
                name,
                INTERFACE,
                routerId,
                version,
                priority,
                interval,
                addresses,
                held(),
                routes,
                rules,
                preemption,
                startupDelay,
                syncGroup,
                peers,
                virtualMac,
                authentication,
                checksum,
                gratuitousArp,
                whenUnusable,
                tracking,
                holding);
    }
}
