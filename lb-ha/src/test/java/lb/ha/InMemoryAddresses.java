package lb.ha;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.address.ClaimListener;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualAddress;
import org.jspecify.annotations.Nullable;

/** The addresses of a machine by device, and what the kernel may refuse. */
final class InMemoryAddresses implements AddressPlane {
    static final String PROCESS_DEVICE = "lb-hold0";

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final Wire wire;
    private final SimulatedNode node;
    private final Map<String, Map<InetAddress, Long>> devices = new LinkedHashMap<>();
    private final Map<String, InMemoryClaims> claims = new LinkedHashMap<>();
    private final InMemoryRoutes routes = new InMemoryRoutes();
    private final List<String> log = new ArrayList<>();
    private boolean addRefused;
    private boolean removeRefused;
    private boolean lookRefused;

    InMemoryAddresses(Wire wire, SimulatedNode node, InetAddress own) {
        this.wire = wire;
        this.node = node;
        put(own);
    }

    void refuseAdd(boolean refused) {
        addRefused = refused;
    }

    void refuseRemove(boolean refused) {
        removeRefused = refused;
    }

    void refuseLook(boolean refused) {
        lookRefused = refused;
    }

    /** Another hand than the HA thread's. */
    void put(InetAddress address) {
        put(RouterSettings.INTERFACE, address);
    }

    /** Another hand than the HA thread's. */
    void put(String device, InetAddress address) {
        on(device).put(address, FOR_EVER);
    }

    /** Another hand than the HA thread's. */
    void take(InetAddress address) {
        devices.values().forEach(addresses -> addresses.remove(address));
    }

    /** What is there now, on whatever device. */
    List<InetAddress> addresses() {
        return devices.keySet().stream()
                .flatMap(device -> addresses(device).stream())
                .toList();
    }

    /** What is there now. */
    List<InetAddress> addresses(String device) {
        on(device).values().removeIf(until -> until - wire.nanoTime() <= 0);
        return List.copyOf(on(device).keySet());
    }

    private Map<InetAddress, Long> on(String device) {
        return devices.computeIfAbsent(device, _ -> new LinkedHashMap<>());
    }

    /** Whether these are there now. */
    boolean hold(List<InetAddress> wanted) {
        for (InetAddress address : wanted) {
            boolean held = false;
            for (Map<InetAddress, Long> device : devices.values()) {
                Long until = device.get(address);
                held |= until != null && until - wire.nanoTime() > 0;
            }
            if (!held) {
                return false;
            }
        }
        return true;
    }

    /** What was done, in order. */
    List<String> log() {
        return log;
    }

    @Override
    public void add(String interfaceName, VirtualAddress added, Duration lease) throws AddressException {
        InetAddress address = added.address();
        if (addRefused) {
            throw refused("add " + address.getHostAddress() + " to " + interfaceName + ": operation not permitted");
        }
        boolean renewed = addresses(interfaceName).contains(address);
        on(interfaceName).put(address, lease.isZero() ? FOR_EVER : wire.nanoTime() + lease.toNanos());
        if (!renewed) {
            log.add("add " + address.getHostAddress());
        }
    }

    @Override
    public void makeVirtualMacDevice(String name, String interfaceName, int routerId, AddressFamily family) {
        log.add("make " + name + " on " + interfaceName);
    }

    @Override
    public String processDevice() {
        return PROCESS_DEVICE;
    }

    @Override
    public boolean remove(String interfaceName, InetAddress address) throws AddressException {
        if (removeRefused) {
            throw refused(
                    "remove " + address.getHostAddress() + " from " + interfaceName + ": device or resource busy");
        }
        boolean there = on(interfaceName).remove(address) != null;
        log.add("remove " + address.getHostAddress());
        return there;
    }

    @Override
    public boolean addStatic(String interfaceName, VirtualAddress address) throws AddressException {
        if (addRefused) {
            throw refused("add " + address.words() + " to " + interfaceName + ": operation not permitted");
        }
        boolean added = on(interfaceName).putIfAbsent(address.address(), FOR_EVER) == null;
        if (added) {
            log.add("add " + address.words() + " to " + interfaceName);
        }
        return added;
    }

    @Override
    public boolean removeStatic(String interfaceName, VirtualAddress address) throws AddressException {
        return remove(interfaceName, address.address());
    }

    @Override
    public void announce(String interfaceName, InetAddress address) {
        log.add("announce " + address.getHostAddress());
        wire.announced(node, address);
    }

    @Override
    public List<InetAddress> addresses(String interfaceName, AddressFamily family) throws AddressException {
        if (lookRefused) {
            throw refused("list the addresses of " + interfaceName + ": no buffer space available");
        }
        return addresses(interfaceName).stream()
                .filter(address -> AddressFamily.of(address) == family)
                .toList();
    }

    @Override
    public List<InetAddress> addresses(AddressFamily family) {
        return addresses().stream()
                .filter(address -> AddressFamily.of(address) == family)
                .toList();
    }

    /** Those that are open now, by interface. */
    Map<String, InMemoryClaims> claims() {
        claims.values().removeIf(InMemoryClaims::closed);
        return claims;
    }

    @Override
    public ClaimListener listen(String interfaceName, Collection<InetAddress> listened) {
        InMemoryClaims opened = new InMemoryClaims(listened);
        claims.put(interfaceName, opened);
        return opened;
    }

    @Override
    public InMemoryRoutes routes() {
        return routes;
    }

    @Override
    public @Nullable InterfaceState state(String interfaceName) {
        return node.interfaceExists() ? new InterfaceState(1, node.interfaceIsUp(interfaceName)) : null;
    }

    @Override
    public List<String> interfaces() {
        return List.of("lo");
    }

    private static AddressException refused(String what) {
        return new AddressException("cannot " + what);
    }

    @Override
    public void close() {}
}
