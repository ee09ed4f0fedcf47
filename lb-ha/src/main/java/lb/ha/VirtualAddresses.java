package lb.ha;

import java.net.InetAddress;
import java.util.List;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/** The virtual addresses of one virtual router on its interface. HA thread only; failures are told, never thrown. */
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
            plane.add(settings.interfaceName(), address);
            return null;
        } catch (AddressException | RuntimeException e) {
            String refused = Warnings.sentence("add " + AddressText.of(address) + " to " + settings.interfaceName(), e);
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

    private boolean remove(InetAddress address) {
        try {
            plane.remove(settings.interfaceName(), address);
            return true;
        } catch (AddressException | RuntimeException e) {
            String tried = "remove " + AddressText.of(address) + " from " + settings.interfaceName();
            warnings.tell("remove", Warnings.sentence(tried, e) + " (another try follows)");
            return false;
        }
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
            plane.announce(settings.interfaceName(), address);
        } catch (AddressException | RuntimeException e) {
            warnings.tell("announce", Warnings.sentence("announce " + on(address), e));
        }
    }

    /**
     * Puts back what somebody else has removed from a master.
     *
     * @param present what is on the interface
     * @return null, or why one of them could not be put back
     */
    @Nullable
    String restore(List<InetAddress> present) {
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
     * @param present what is on the interface
     */
    void sweep(List<InetAddress> present) {
        for (InetAddress address : settings.addresses()) {
            // The owner's own address stays: it is not held as /32.
            if (present.contains(address)
                    && remove(address)
                    && settings.priority() != VirtualRouterSettings.OWNER_PRIORITY) {
                warnings.tell("sweep", on(address) + " was there though this node is not master: removed");
            }
        }
    }

    private String on(InetAddress address) {
        return AddressText.of(address) + " on " + settings.interfaceName();
    }
}
