package lb.ha;

import java.net.InetAddress;
import java.util.List;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The virtual addresses of one virtual router: held on its interface or on a device of this process, announced on its
 * interface. HA thread only; failures are told, never thrown.
 */
final class VirtualAddresses {
    private final VirtualRouterSettings settings;
    private final AddressPlane plane;
    private final Warnings warnings;

    VirtualAddresses(VirtualRouterSettings settings, AddressPlane plane, Warnings warnings) {
        this.settings = settings;
        this.plane = plane;
        this.warnings = warnings;
    }

    /** Takes them all. Returns null, or why one of them could not be taken. */
    @Nullable
    String add() {
        for (InetAddress address : settings.addresses()) {
            String refused = add(address);
            if (refused != null) {
                return refused;
            }
        }
        return null;
    }

    private @Nullable String add(InetAddress address) {
        try {
            plane.add(device(), address, settings.lease());
            return null;
        } catch (AddressException | RuntimeException e) {
            String refused = Warnings.sentence("add " + AddressText.of(address), e);
            warnings.tell("add", refused);
            return refused;
        }
    }

    /** Removes them all, each whether or not another one could be. */
    void remove() {
        for (InetAddress address : settings.addresses()) {
            remove(address);
        }
    }

    private Removal remove(InetAddress address) {
        Removal removal = Removal.NOT_OURS;
        for (String device : devices()) {
            Removal one = remove(device, address);
            removal = one.compareTo(removal) > 0 ? one : removal;
        }
        return removal;
    }

    /** What came of one, the in the order in which the later counts for more. */
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

    /** Where any of them may be, also when the device of the process cannot be had. */
    private List<String> devices() {
        try {
            String device = device();
            return device.equals(settings.interfaceName())
                    ? List.of(device)
                    : List.of(device, settings.interfaceName());
        } catch (AddressException | RuntimeException e) {
            return List.of(settings.interfaceName());
        }
    }

    /** Where they are held. */
    private String device() throws AddressException {
        if (settings.virtualMac()) {
            plane.makeVirtualMacDevice(
                    settings.device(), settings.interfaceName(), settings.routerId(), settings.family());
            return settings.device();
        }
        return switch (settings.holding().hold()) {
            case PROCESS -> plane.processDevice();
            // What is best on this machine was found out before; who did not ask has the interface.
            case AUTO, INTERFACE -> settings.interfaceName();
        };
    }

    /** Asks for all of them once more, so that their leases begin anew. Returns whether all were granted. */
    boolean renew() {
        boolean renewed = true;
        for (InetAddress address : settings.addresses()) {
            renewed &= add(address) == null;
        }
        return renewed;
    }

    /** Announces each of them so many times, in rounds. */
    void announce(int times) {
        for (int round = 0; round < times; round++) {
            for (InetAddress address : settings.addresses()) {
                announce(address);
            }
        }
    }

    private void announce(InetAddress address) {
        try {
            plane.announce(settings.device(), address);
        } catch (AddressException | RuntimeException e) {
            warnings.tell("announce", Warnings.sentence("announce " + on(address), e));
        }
    }

    /**
     * Puts back what somebody else has removed from a master.
     *
     * @param onInterface what is on the interface
     * @return null, or why one of them could not be put back
     */
    @Nullable
    String restore(List<InetAddress> onInterface) {
        List<InetAddress> present;
        try {
            present = onDevice(onInterface);
        } catch (AddressException | RuntimeException e) {
            // What cannot be seen is no reason to yield; the lease is renewed all the same.
            warnings.tell("look", Warnings.sentence("look for the addresses", e));
            return null;
        }
        for (InetAddress address : settings.addresses()) {
            if (!present.contains(address)) {
                String refused = add(address);
                if (refused != null) {
                    return refused;
                }
                warnings.tell("restore", on(address) + " was missing though this node is master: added again");
                announce(address);
            }
        }
        return null;
    }

    /**
     * Removes what a node that is not master must not have: left behind by a run that was killed, or not removed because
     * the kernel refused.
     *
     * @param onInterface what is on the interface
     */
    void sweep(List<InetAddress> onInterface) {
        List<InetAddress> onDevice;
        try {
            onDevice = onDevice(onInterface);
        } catch (AddressException | RuntimeException e) {
            onDevice = List.of();
        }
        for (InetAddress address : settings.addresses()) {
            if (!onInterface.contains(address) && !onDevice.contains(address)) {
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

    private List<InetAddress> onDevice(List<InetAddress> onInterface) throws AddressException {
        String device = device();
        return device.equals(settings.interfaceName()) ? onInterface : plane.addresses(device, settings.family());
    }

    private String on(InetAddress address) {
        return AddressText.of(address) + " on " + settings.interfaceName();
    }
}
