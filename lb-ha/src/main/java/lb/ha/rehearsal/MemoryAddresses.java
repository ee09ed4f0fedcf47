package lb.ha.rehearsal;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import lb.ha.address.AddressPlane;
import lb.ha.address.ClaimListener;
import lb.ha.address.RoutePlane;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;

/** The addresses of a machine that is not there: it has one interface, no routes, and nobody claims anything. */
final class MemoryAddresses implements AddressPlane, RoutePlane {
    static final String INTERFACE = "memory";

    private static final InterfaceState UP = new InterfaceState(1, true);

    private final List<InetAddress> present = new ArrayList<>();

    MemoryAddresses(InetAddress own) {
        present.add(own);
    }

    @Override
    public void add(String interfaceName, VirtualAddress address, Duration lease) {
        if (!present.contains(address.address())) {
            present.add(address.address());
        }
    }

    @Override
    public boolean remove(String interfaceName, InetAddress address) {
        return present.remove(address);
    }

    @Override
    public boolean addStatic(String interfaceName, VirtualAddress address) {
        return present.add(address.address());
    }

    @Override
    public boolean removeStatic(String interfaceName, VirtualAddress address) {
        return present.remove(address.address());
    }

    @Override
    public void announce(String interfaceName, InetAddress address) {}

    @Override
    public List<InetAddress> addresses(String interfaceName, AddressFamily family) {
        return addresses(family);
    }

    @Override
    public List<InetAddress> addresses(AddressFamily family) {
        return List.copyOf(present);
    }

    @Override
    public String processDevice() {
        return INTERFACE;
    }

    @Override
    public void makeVirtualMacDevice(String name, String interfaceName, int routerId, AddressFamily family) {}

    @Override
    public ClaimListener listen(String interfaceName, Collection<InetAddress> addresses) {
        return new Nobody();
    }

    @Override
    public InterfaceState state(String interfaceName) {
        return UP;
    }

    @Override
    public List<String> interfaces() {
        return List.of(INTERFACE);
    }

    @Override
    public RoutePlane routes() {
        return this;
    }

    @Override
    public boolean add(VirtualRoute route) {
        return true;
    }

    @Override
    public boolean add(VirtualRule rule) {
        return true;
    }

    @Override
    public boolean remove(VirtualRoute route) {
        return true;
    }

    @Override
    public boolean remove(VirtualRule rule) {
        return true;
    }

    @Override
    public Set<VirtualRoute> present(Collection<VirtualRoute> routes) {
        return Set.copyOf(routes);
    }

    @Override
    public Set<VirtualRule> presentRules(Collection<VirtualRule> rules) {
        return Set.copyOf(rules);
    }

    @Override
    public void close() {}

    /** Claims nothing. */
    private static final class Nobody implements ClaimListener {
        @Override
        public void listenFor(Collection<InetAddress> addresses) {}

        @Override
        public List<Claim> heard() {
            return List.of();
        }

        @Override
        public void ask(Inet4Address address) {}

        @Override
        public void close() {}
    }
}
