package lb.admin.page;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.ha.HeardPeer;
import lb.ha.Transition;
import lb.ha.Transitions;
import lb.ha.Transitions.Change;
import lb.ha.VirtualRouterStatus;
import lb.ha.VrrpTimers;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.vrrp.VrrpState;

/** Virtual routers for tests. */
public final class Routers {
    private Routers() {}

    public static List<VirtualRouterStatus> lab(Instant now) {
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

    public static VirtualRouterStatus router(
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
                0,
                ip("192.168.56.22"),
                100,
                4,
                2,
                273_842,
                1_204,
                rejected,
                "advert from 192.168.56.22: authentication type 0, expected 1",
                true,
                new VrrpTimers(Duration.ofSeconds(1), Duration.ofMillis(3_605), 400_000_000L),
                List.of(new HeardPeer(ip("192.168.56.22"), 100, -300_000_000, 1_204)),
                history(name, state, since, why));
    }

    private static Transitions history(String name, VrrpState state, Instant since, String why) {
        Instant before = since.minusSeconds(86_400);
        Duration absence = state == VrrpState.MASTER ? Duration.ofMillis(3_612) : null;
        return new Transitions(
                List.of(
                        new Transition(name, VrrpState.INITIALIZE, VrrpState.BACKUP, "started", before, null),
                        new Transition(name, VrrpState.BACKUP, state, why, since, absence)),
                Map.of(new Change(VrrpState.INITIALIZE, VrrpState.BACKUP), 1L, new Change(VrrpState.BACKUP, state), 1L),
                absence);
    }

    private static Inet4Address ip(String address) {
        try {
            return (Inet4Address) InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
