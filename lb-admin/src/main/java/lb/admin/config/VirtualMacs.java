package lb.admin.config;

import java.util.HashMap;
import java.util.List;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Hold;

/** Reads which virtual IPs are at a MAC address of their own, and checks what that excludes. */
final class VirtualMacs {
    private VirtualMacs() {}

    static boolean read(Section section, int priority) {
        var virtualMac = section.orStandard(HaKeys.VIRTUAL_MAC);
        if (virtualMac && priority == VirtualRouterSettings.OWNER_PRIORITY) {
            section.wrong(
                    HaKeys.VIRTUAL_MAC, "not with priority 255: the owner has the address on the interface itself");
        }
        if (virtualMac && section.orStandard(HaKeys.HOLD) == Hold.PROCESS) {
            section.wrong(HaKeys.HOLD, "expected with virtual-mac: interface, or auto");
        }
        return virtualMac;
    }

    /** @param sections those of the routers, in the same order */
    static void check(List<Section> sections, List<VirtualRouterSettings> routers) {
        var devices = new HashMap<String, Section>();
        for (var i = 0; i < routers.size(); i++) {
            if (!routers.get(i).virtualMac()) {
                continue;
            }
            var device = routers.get(i).device();
            var other = devices.putIfAbsent(device, sections.get(i));
            if (other != null) {
                sections.get(i)
                        .wrong(
                                HaKeys.VIRTUAL_MAC,
                                "%s has one of the same router-id, and so a device %s"
                                        .formatted(other.title(), device));
            }
        }
    }
}
