package lb.admin.boot;

import java.util.List;
import lb.admin.log.EventLog;
import lb.ha.address.AddressException;
import lb.ha.address.NetlinkAddressPlane;
import lb.ha.linux.Presence;

/**
 * What an earlier run of this program had left behind on the machine, now removed, and the sign that this one lives.
 *
 * @param presence says to others that this node lives
 * @param alone whether no other one lived when this was opened: else nothing was looked for that one may have left behind
 * @param removed such as {@code virtual address 10.0.0.1 on eth0}
 */
record Leftovers(Presence presence, boolean alone, List<String> removed) implements AutoCloseable {
    /**
     * Before anything is put on the machine: it would be taken for left behind. Also since how an interface answers ARP
     * decides where addresses can be.
     *
     * @throws StartException when the kernel refuses
     */
    static Leftovers remove() throws StartException {
        Presence presence = Presence.take();
        try (NetlinkAddressPlane plane = NetlinkAddressPlane.open()) {
            boolean alone = presence.isAlone();
            return new Leftovers(presence, alone, alone ? plane.removeLeftovers() : List.of());
        } catch (AddressException e) {
            presence.close();
            throw new StartException(List.of(e.getMessage()));
        }
    }

    void tell(EventLog log) {
        if (!alone) {
            log.notice(
                    "another lb with addresses of its own runs in this network namespace: what a killed run may have left behind"
                            + " there is not looked for, since it may be that one's");
        }
        removed.forEach(one -> log.warning(one + " was left behind by a run that did not end in good order: removed"));
    }

    @Override
    public void close() {
        presence.close();
    }
}
