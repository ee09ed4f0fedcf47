package lb.ha;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The virtual addresses of one virtual router: held on an interface or on a device of this process, announced on the
 * interface. HA thread only; failures are told, never thrown.
 */
final class VirtualAddresses {
    private final AddressPlane plane;
    private final Warnings warnings;
    private VirtualRouterSettings settings;

    /** Those that the file had until a reload, and that could not be removed yet. */
    private final List<VirtualAddress> formerly = new ArrayList<>();

    VirtualAddresses(VirtualRouterSettings settings, AddressPlane plane, Warnings warnings) {
        this.settings = settings;
        this.plane = plane;
        this.warnings = warnings;
    }

    /**
     * Has those of other settings from now on. A master takes those that are new.
     *
     * @return null, or why one of them could not be taken
     */
    @Nullable
    String become(VirtualRouterSettings next, boolean master) {
        List<VirtualAddress> added = without(next.held(), settings.held());
        List<VirtualAddress> gone = without(settings.held(), next.held());
        settings = next;
        formerly.removeAll(added);
        if (!master) {
            return null;
        }
        formerly.addAll(gone);
        for (VirtualAddress address : added) {
            String refused = add(address);
            if (refused != null) {
                return refused;
            }
        }
        return null;
    }

    /** Removes those that {@link #become} has left to no settings. */
    void removeFormer() {
        formerly.removeIf(address -> remove(address) != Removal.REFUSED);
    }

    private static List<VirtualAddress> without(List<VirtualAddress> some, List<VirtualAddress> others) {
        return some.stream().filter(one -> !others.contains(one)).toList();
    }

    /** Takes them all. Returns null, or why one of them could not be taken. */
    @Nullable
    String add() {
        for (VirtualAddress address : settings.held()) {
            String refused = add(address);
            if (refused != null) {
                return refused;
            }
        }
        return null;
    }

    private @Nullable String add(VirtualAddress address) {
        try {
            plane.add(device(address), address, settings.lease());
            return null;
        } catch (AddressException | RuntimeException e) {
            String refused = Warnings.sentence("add " + AddressText.of(address.address()), e);
            warnings.tell("add", refused);
            return refused;
        }
    }

    /** Removes them all, each whether or not another one could be. */
    void remove() {
        removeFormer();
        for (VirtualAddress address : settings.held()) {
            remove(address);
        }
    }

    private Removal remove(VirtualAddress address) {
        Removal removal = Removal.NOT_OURS;
        for (String device : devices(address)) {
            Removal one = remove(device, address.address());
            removal = one.compareTo(removal) > 0 ? one : removal;
        }
        return removal;
    }

    /** What came of one, in the order in which the later counts for more. */
    private enum Removal {
        /** It is not there as lb holds it. */
        NOT_OURS,
        DONE,
        REFUSED
    }

    private Removal remove(String device, InetAddress address) {
        try {
            return plane.remove(device, address) ? Removal.DONE : Removal.NOT_OURS;
        } catch (AddressException | RuntimeException e) {
            String tried = "remove " + AddressText.of(address) + " from " + device;
            warnings.tell("remove", Warnings.sentence(tried, e) + " (another try follows)");
            return Removal.REFUSED;
        }
    }

    /** Where one may be, also when the device of the process cannot be had. */
    private List<String> devices(VirtualAddress address) {
        String onInterface = settings.interfaceOf(address);
        try {
            String device = device(address);
            return device.equals(onInterface) ? List.of(device) : List.of(device, onInterface);
        } catch (AddressException | RuntimeException e) {
            return List.of(onInterface);
        }
    }

    /** Where one is held. */
    private String device(VirtualAddress address) throws AddressException {
        String device = settings.deviceOf(address);
        if (!device.equals(settings.interfaceOf(address))) {
            plane.makeVirtualMacDevice(device, settings.interfaceName(), settings.routerId(), settings.family());
            return device;
        }
        return switch (settings.holding().hold()) {
            case PROCESS -> settings.isFree(address) ? plane.processDevice() : device;
            // What is best on this machine was found out before; who did not ask has the interface.
            case AUTO, INTERFACE -> device;
        };
    }

    /** Asks for all of them once more, so that their leases begin anew. Returns whether all were granted. */
    boolean renew() {
        boolean renewed = true;
        for (VirtualAddress address : settings.held()) {
            renewed &= add(address) == null;
        }
        return renewed;
    }

    /** Announces each of them so many times, in rounds. */
    void announce(int times) {
        for (int round = 0; round < times; round++) {
            for (VirtualAddress address : settings.held()) {
                announce(address);
            }
        }
    }

    private void announce(VirtualAddress address) {
        try {
            plane.announce(settings.deviceOf(address), address.address());
        } catch (AddressException | RuntimeException e) {
            warnings.tell("announce", Warnings.sentence("announce " + on(address), e));
        }
    }

    /**
     * Puts back what somebody else has removed from a master.
     *
     * @param onInterface what of its family is on the virtual router's interface
     * @return null, or why one of them could not be put back
     */
    @Nullable
    String restore(List<InetAddress> onInterface) {
        removeFormer();
        Sight sight = new Sight(onInterface);
        for (VirtualAddress address : settings.held()) {
            boolean missing;
            try {
                missing = !sight.of(device(address), address.family()).contains(address.address());
            } catch (AddressException | RuntimeException e) {
                // What cannot be seen is no reason to yield; the lease is renewed all the same.
                warnings.tell("look", Warnings.sentence("look for " + on(address), e));
                continue;
            }
            if (missing) {
                String refused = add(address);
                if (refused != null) {
                    return refused;
                }
                warnings.tell(
                        "restore " + AddressText.of(address.address()),
                        on(address) + " was missing though this node is master: added again");
                announce(address);
            }
        }
        return null;
    }

    /**
     * Removes what a node that is not master must not have: left behind by a run that was killed, or not removed because
     * the kernel refused.
     *
     * @param onInterface what of its family is on the virtual router's interface
     */
    void sweep(List<InetAddress> onInterface) {
        removeFormer();
        Sight sight = new Sight(onInterface);
        for (VirtualAddress address : settings.held()) {
            if (!isAnywhere(address, sight)) {
                continue;
            }
            Removal removal = remove(address);
            // The owner's own address stays: it is not held as /32.
            if (settings.priority() == VirtualRouterSettings.OWNER_PRIORITY) {
                continue;
            }
            switch (removal) {
                case DONE -> warnings.tell("sweep", on(address) + " was there though this node is not master: removed");
                case NOT_OURS ->
                    warnings.tell(
                            "foreign",
                            on(address) + " is there though this node is not master, and not as lb holds it (another"
                                    + " prefix length): remove it, or two nodes answer for it");
                case REFUSED -> {}
            }
        }
    }

    private boolean isAnywhere(VirtualAddress address, Sight sight) {
        boolean there = false;
        for (String device : devices(address)) {
            try {
                there |= sight.of(device, address.family()).contains(address.address());
            } catch (AddressException | RuntimeException e) {
                // Where the device is not, no address is.
            }
        }
        return there;
    }

    /** What is on the devices at one moment: each is looked at once. */
    private final class Sight {
        private final Map<String, List<InetAddress>> seen = new HashMap<>();

        private Sight(List<InetAddress> onInterface) {
            seen.put(key(settings.interfaceName(), settings.family()), onInterface);
        }

        private List<InetAddress> of(String device, AddressFamily family) throws AddressException {
            List<InetAddress> known = seen.get(key(device, family));
            if (known == null) {
                known = plane.addresses(device, family);
                seen.put(key(device, family), known);
            }
            return known;
        }

        private static String key(String device, AddressFamily family) {
            return family + " " + device;
        }
    }

    private String on(VirtualAddress address) {
        return AddressText.of(address.address()) + " on " + settings.interfaceOf(address);
    }
}
