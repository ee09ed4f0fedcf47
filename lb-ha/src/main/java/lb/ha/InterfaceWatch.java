package lb.ha;

import java.net.InetAddress;
import java.util.List;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.address.AddressPlane.InterfaceState;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import org.jspecify.annotations.Nullable;

/** What the interface of one virtual router allows, looked at now and then. HA thread only. */
final class InterfaceWatch {
    private static final long LEAST_NANOS = 100_000_000;
    private static final long MOST_NANOS = 1_000_000_000;

    private final NodeWide wide;
    private final AddressPlane plane;
    private final Warnings warnings;
    private VirtualRouterSettings settings;
    private long period;
    private View view = new View("not looked at yet", null, List.of());
    private long lookAt;

    InterfaceWatch(VirtualRouterSettings settings, NodeWide wide, AddressPlane plane, Warnings warnings, long now) {
        this.wide = wide;
        this.plane = plane;
        this.warnings = warnings;
        this.settings = settings;
        this.period = period(settings);
        this.lookAt = now;
    }

    /** Looks from now on for those settings, and at once. */
    void become(VirtualRouterSettings next, long now) {
        settings = next;
        period = period(next);
        lookAt = now;
    }

    private static long period(VirtualRouterSettings settings) {
        return Math.clamp(settings.advertInterval().toNanos(), LEAST_NANOS, MOST_NANOS);
    }

    /**
     * The interface at one moment.
     *
     * @param problem why no advert can be sent or heard; empty when nothing is wrong
     * @param source where adverts come from; null when there is no such address
     * @param addresses all of its addresses of the family, virtual ones included
     */
    record View(String problem, @Nullable InetAddress source, List<InetAddress> addresses) {}

    /** As last seen. */
    View view() {
        return view;
    }

    /** When the next look is due. */
    long lookAt() {
        return lookAt;
    }

    /** Whether the last look was in this very turn. */
    boolean lookedAt(long now) {
        return now - (lookAt - period) == 0;
    }

    /** Looks. Returns whether it could see. */
    boolean look(long now) {
        lookAt = now + period;
        try {
            view = see();
            return true;
        } catch (AddressException | RuntimeException e) {
            // What stood before still stands: a kernel short of memory is no reason to yield.
            warnings.tell("look", Warnings.sentence("look at interface " + settings.interfaceName(), e));
            return false;
        }
    }

    private View see() throws AddressException {
        String name = settings.interfaceName();
        InterfaceState state = plane.state(name);
        if (state == null) {
            return new View(
                    "interface " + name + " does not exist (there are: " + String.join(", ", plane.interfaces()) + ")",
                    null,
                    List.of());
        }
        List<InetAddress> addresses = plane.addresses(name, settings.family());
        InetAddress source = settings.peers() instanceof Unicast unicast ? unicast.source() : primary(addresses);
        if (!state.up()) {
            return new View("interface " + name + " is down", source, addresses);
        }
        if (source == null) {
            String kind = settings.family() == AddressFamily.IPV6 ? "link-local IPv6" : "IPv4";
            return new View("interface " + name + " has no " + kind + " address to send adverts from", null, addresses);
        }
        if (!addresses.contains(source) && !plane.addresses(settings.family()).contains(source)) {
            // (That of a loopback interface would do.) It could neither be heard nor hear its peers, so it would take
            // what one of them has.
            return new View(
                    AddressText.of(source) + ", which adverts to peers come from, is not an address of this machine",
                    null,
                    addresses);
        }
        return new View("", source, addresses);
    }

    /**
     * The interface's own first address, in IPv6 its first link-local one (RFC 9568 section 5.1.2.1); a virtual one only
     * for an owner that has no other (section 1.6).
     */
    private @Nullable InetAddress primary(List<InetAddress> addresses) {
        List<InetAddress> possible = addresses.stream()
                .filter(address -> settings.family() == AddressFamily.IPV4 || address.isLinkLocalAddress())
                .toList();
        for (InetAddress address : possible) {
            if (!wide.virtual().contains(address)) {
                return address;
            }
        }
        boolean owner = settings.priority() == VirtualRouterSettings.OWNER_PRIORITY;
        return owner && !possible.isEmpty() ? possible.getFirst() : null;
    }
}
