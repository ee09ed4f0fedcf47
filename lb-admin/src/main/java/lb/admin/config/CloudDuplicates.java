package lb.admin.config;

import java.util.HashMap;
import java.util.Map;
import lb.ha.settings.AddressText;
import lb.ha.settings.CloudSettings;
import lb.ha.settings.CloudTarget;

/** Refuses what two virtual IPs would move, or one of them twice: it can be at one place only. */
final class CloudDuplicates {
    /** Who moves what. */
    private final Map<String, String> known = new HashMap<>();

    void check(Section virtualIp, CloudSettings cloud) {
        for (var target : cloud.targets()) {
            var moved = words(target);
            if (moved.isEmpty()) {
                continue;
            }
            var other = known.putIfAbsent(moved, cloud.virtualRouter());
            if (other != null) {
                virtualIp.error("cloud moves %s%s (expected: each thing once)"
                        .formatted(
                                moved,
                                other.equals(cloud.virtualRouter())
                                        ? " twice"
                                        : ", as virtual-ip \"" + other + "\" does"));
            }
        }
    }

    /** What it is, in the words of the file; empty where nobody but the person knows. */
    private static String words(CloudTarget target) {
        return switch (target) {
            case CloudTarget.AwsElasticIp it -> "elastic-ip " + it.allocationId();
            case CloudTarget.AwsPrivateIp it -> "private-ip " + AddressText.of(it.address());
            case CloudTarget.AwsRoute it -> "route " + it.destination() + " of " + it.tableId();
            case CloudTarget.DigitalOceanReservedIp it -> "reserved-ip " + AddressText.of(it.address());
            case CloudTarget.HetznerFloatingIp it -> "floating-ip " + it.id();
            case CloudTarget.OpenStackFloatingIp it -> "floating-ip " + AddressText.of(it.address());
            case CloudTarget.Webhook _ -> "";
        };
    }
}
