package lb.admin.page;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.ha.VirtualRouterStatus;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.vrrp.VrrpState;

/** Virtual routers for tests. */
final class Routers {
    private Routers() {}

    static List<VirtualRouterStatus> lab(Instant now) {
        return List.of(
                router("web", VrrpState.MASTER, now.minusSeconds(273_840), "no advert for 3.61 s", 101, true, ""),
                router(
                        "redis",
                        VrrpState.BACKUP,
                        now.minusSeconds(75),
                        "a higher priority was heard",
                        50,
                        false,
                        "backend redis has no usable server"));
    }

    static VirtualRouterStatus router(
            String name,
            VrrpState state,
            Instant since,
            String why,
            int effectivePriority,
            boolean usable,
            String unusableReason) {
        Map<String, Long> rejected = new LinkedHashMap<>();
        rejected.put("wrong TTL", 0L);
        rejected.put("authentication failed", 3L);
        rejected.put("wrong checksum", 1L);
        return new VirtualRouterStatus(
                name,
                "eth1",
                101,
                3,
                List.of(ip("192.168.56.69"), ip("192.168.56.70")),
                List.of(),
                Holding.DEFAULT,
                state,
                since,
                why,
                false,
                101,
                effectivePriority,
                usable,
                unusableReason,
                ip("192.168.56.22"),
                100,
                4,
                2,
                273_842,
                1_204,
                rejected,
                "advert from 192.168.56.22: authentication type 0, expected 1");
    }

    private static Inet4Address ip(String address) {
        try {
            return (Inet4Address) InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
