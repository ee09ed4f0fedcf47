package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import lb.ha.settings.AddressText;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;

/** Reads the addresses, routes and rules that a node has whoever is master. */
final class StaticReader {
    private static final int MOST = 1000;

    private StaticReader() {}

    /** @param routers whose addresses are none of these */
    static StaticSettings read(Section top, List<VirtualRouterSettings> routers) {
        var section = top.section(StaticKeys.STATIC, StaticKeys.TABLE);
        return section == null
                ? StaticSettings.NONE
                : new StaticSettings(
                        addresses(section, routers),
                        VirtualRouteReader.staticRoutes(section),
                        VirtualRouteReader.staticRules(section));
    }

    private static List<VirtualAddress> addresses(Section section, List<VirtualRouterSettings> routers) {
        var addresses = new ArrayList<VirtualAddress>();
        var given = section.value(StaticKeys.ADDRESSES);
        if (given == null) {
            return addresses;
        }
        if (given.elements().size() > MOST) {
            given.expected("%d of them at most".formatted(MOST));
            return addresses;
        }
        for (var value : given.elements()) {
            var address = VirtualAddressReader.readStatic(value);
            if (address == null) {
                continue;
            }
            var label = address.label();
            var device = String.valueOf(address.interfaceName());
            if (label != null && !label.equals(device) && !label.startsWith(device + ":")) {
                value.errorWithin(
                        "label \"%s\" (expected: %s, or what begins with \"%s:\")".formatted(label, device, device),
                        value.place());
            }
            var shared = routers.stream()
                    .filter(router ->
                            router.held().stream().anyMatch(one -> one.address().equals(address.address())))
                    .findFirst();
            if (shared.isPresent()) {
                value.error("%s is an address of virtual-ip \"%s\" too"
                        .formatted(
                                AddressText.of(address.address()), shared.get().name()));
            } else if (addresses.stream()
                    .anyMatch(one -> one.address().equals(address.address()) && device.equals(one.interfaceName()))) {
                value.error("has %s on %s twice".formatted(AddressText.of(address.address()), device));
            } else {
                addresses.add(address);
            }
        }
        return addresses;
    }
}
