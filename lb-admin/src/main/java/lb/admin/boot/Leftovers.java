package lb.admin.boot;

import java.util.List;
import lb.admin.log.EventLog;
import lb.ha.address.AddressException;
import lb.ha.address.LeftBehind;
import lb.ha.address.NetlinkAddressPlane;
import lb.ha.linux.Presence;
import lb.ha.settings.StaticSettings;

/**
 * What an earlier run of this program had left behind on the machine, and the sign that this one lives.
 *
 * @param presence says to others that this node lives
 * @param alone whether no other one lived when this was opened: else nothing was looked for that one may have left behind
 * @param found what was removed, and what this run has instead of that one
 */
record Leftovers(Presence presence, boolean alone, LeftBehind found) implements AutoCloseable {
    /**
     * Before anything is put on the machine: it would be taken for left behind. Also since how an interface answers ARP
     * decides where addresses can be.
     *
     * @param wanted static ones that this run is to have: those that are there stay
     * @throws StartException when the kernel refuses
     */
    static Leftovers remove(StaticSettings wanted) throws StartException {
        Presence presence = Presence.take();
        try (NetlinkAddressPlane plane = NetlinkAddressPlane.open()) {
            boolean alone = presence.isAlone();
            LeftBehind none = new LeftBehind(List.of(), StaticSettings.NONE);
            return new Leftovers(presence, alone, alone ? plane.removeLeftovers(wanted) : none);
        } catch (AddressException e) {
            presence.close();
            throw new StartException(List.of(e.getMessage()));
        }
    }

    /**
     * The same where another process of this node has them still, and leaves them to this one.
     *
     * @throws StartException when the kernel refuses
     */
    static Leftovers share(StaticSettings wanted) throws StartException {
        Presence presence = Presence.take();
        try (NetlinkAddressPlane plane = NetlinkAddressPlane.open()) {
            return new Leftovers(presence, true, new LeftBehind(List.of(), plane.present(wanted)));
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
        found.removed()
                .forEach(one -> log.warning(one + " was left behind by a run that did not end in good order: removed"));
        StaticSettings kept = found.kept();
        int count =
                kept.addresses().size() + kept.routes().size() + kept.rules().size();
        if (count > 0) {
            log.notice("a run that did not end in good order has left " + count
                    + " static addresses, routes and rules behind, which are those of the file: they stay, and are removed at"
                    + " the stop");
        }
    }

    @Override
    public void close() {
        presence.close();
    }
}
