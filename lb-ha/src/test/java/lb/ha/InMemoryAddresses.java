package lb.ha;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/** The addresses of one interface, and what the kernel may refuse. */
final class InMemoryAddresses implements AddressPlane {
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final Wire wire;
    private final SimulatedNode node;
    private final Map<InetAddress, Long> addresses = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();
    private boolean addRefused;
    private boolean removeRefused;
    private boolean lookRefused;

    InMemoryAddresses(Wire wire, SimulatedNode node, InetAddress own) {
        this.wire = wire;
        this.node = node;
        addresses.put(own, FOR_EVER);
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
        addresses.put(address, FOR_EVER);
    }

    /** Another hand than the HA thread's. */
    void take(InetAddress address) {
        addresses.remove(address);
    }

    /** What is there now. */
    List<InetAddress> addresses() {
        addresses.values().removeIf(until -> until - wire.nanoTime() <= 0);
        return List.copyOf(addresses.keySet());
    }

    /** What was done, in order. */
    List<String> log() {
        return log;
    }

    @Override
    public void add(String interfaceName, InetAddress address, Duration lease) throws AddressException {
        if (addRefused) {
            throw refused("add " + address.getHostAddress() + " to " + interfaceName + ": operation not permitted");
        }
        boolean renewed = addresses().contains(address);
        addresses.put(address, lease.isZero() ? FOR_EVER : wire.nanoTime() + lease.toNanos());
        if (!renewed) {
            log.add("add " + address.getHostAddress());
        }
    }

    @Override
    public void makeVirtualMacDevice(String name, String interfaceName, int routerId, AddressFamily family) {
        throw new AssertionError("none of the tests has a virtual MAC address");
    }

    @Override
    public String processDevice() {
        return RouterSettings.INTERFACE;
    }

    @Override
    public boolean remove(String interfaceName, InetAddress address) throws AddressException {
        if (removeRefused) {
            throw refused(
                    "remove " + address.getHostAddress() + " from " + interfaceName + ": device or resource busy");
        }
        boolean there = addresses.remove(address) != null;
        log.add("remove " + address.getHostAddress());
        return there;
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
        return addresses().stream()
                .filter(address -> AddressFamily.of(address) == family)
                .toList();
    }

    @Override
    public @Nullable InterfaceState state(String interfaceName) {
        return node.interfaceExists() ? new InterfaceState(1, node.interfaceIsUp()) : null;
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
