package lb.ha;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.settings.VirtualRouterSettings.Multicast;
import lb.ha.settings.VirtualRouterSettings.Peers;
import lb.ha.settings.VirtualRouterSettings.WhenUnusable;
import org.jspecify.annotations.Nullable;

/** Settings of a virtual router for tests: a default, and others by what differs. */
public record RouterSettings(
        int version,
        int priority,
        Duration interval,
        List<InetAddress> addresses,
        boolean preempt,
        Peers peers,
        @Nullable String password,
        ChecksumForm checksum,
        WhenUnusable whenUnusable,
        Holding holding) {
    public static final InetAddress VIRTUAL = InetAddress.ofLiteral("10.77.0.100");
    public static final int ROUTER_ID = 51;
    public static final String INTERFACE = "eth1";

    public static final RouterSettings DEFAULT = new RouterSettings(
            3,
            100,
            Duration.ofMillis(100),
            List.of(VIRTUAL),
            true,
            new Multicast(),
            null,
            ChecksumForm.PSEUDO_HEADER,
            new GiveUp(),
            Holding.DEFAULT);

    public RouterSettings version(int other) {
        Duration fitting = other == 2 ? Duration.ofSeconds(1) : interval;
        return new RouterSettings(
                other, priority, fitting, addresses, preempt, peers, password, checksum, whenUnusable, holding);
    }

    public RouterSettings priority(int other) {
        return new RouterSettings(
                version, other, interval, addresses, preempt, peers, password, checksum, whenUnusable, holding);
    }

    public RouterSettings interval(Duration other) {
        return new RouterSettings(
                version, priority, other, addresses, preempt, peers, password, checksum, whenUnusable, holding);
    }

    public RouterSettings addresses(String... others) {
        List<InetAddress> parsed =
                List.of(others).stream().map(InetAddress::ofLiteral).toList();
        return new RouterSettings(
                version, priority, interval, parsed, preempt, peers, password, checksum, whenUnusable, holding);
    }

    public RouterSettings preempt(boolean other) {
        return new RouterSettings(
                version, priority, interval, addresses, other, peers, password, checksum, whenUnusable, holding);
    }

    public RouterSettings peers(Peers other) {
        return new RouterSettings(
                version, priority, interval, addresses, preempt, other, password, checksum, whenUnusable, holding);
    }

    public RouterSettings password(@Nullable String other) {
        return new RouterSettings(
                version, priority, interval, addresses, preempt, peers, other, checksum, whenUnusable, holding);
    }

    public RouterSettings checksum(ChecksumForm other) {
        return new RouterSettings(
                version, priority, interval, addresses, preempt, peers, password, other, whenUnusable, holding);
    }

    public RouterSettings whenUnusable(WhenUnusable other) {
        return new RouterSettings(
                version, priority, interval, addresses, preempt, peers, password, checksum, other, holding);
    }

    public RouterSettings lease(Duration other) {
        Holding leased = new Holding(holding.hold(), other);
        return new RouterSettings(
                version, priority, interval, addresses, preempt, peers, password, checksum, whenUnusable, leased);
    }

    public VirtualRouterSettings build() {
        return new VirtualRouterSettings(
                "web",
                INTERFACE,
                ROUTER_ID,
                version,
                priority,
                interval,
                addresses,
                preempt,
                peers,
                password,
                checksum,
                GratuitousArp.DEFAULT,
                whenUnusable,
                holding);
    }
}
