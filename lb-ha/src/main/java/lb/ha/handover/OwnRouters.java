package lb.ha.handover;

import java.util.List;
import java.util.function.Supplier;
import lb.ha.HighAvailability;
import lb.ha.VirtualRouterStatus;
import org.jspecify.annotations.Nullable;

/**
 * This node's virtual routers as its hand-overs see them.
 *
 * @param running null while the node starts
 */
public record OwnRouters(Supplier<@Nullable HighAvailability> running) implements VirtualRouters {
    @Override
    public List<VirtualRouterStatus> status() {
        HighAvailability known = running.get();
        return known == null ? List.of() : known.status();
    }

    @Override
    public void yieldAll() {
        HighAvailability known = running.get();
        if (known != null) {
            known.status().forEach(router -> known.yield(router.name()));
        }
    }

    @Override
    public void letGo(String unit, String why, boolean stopping, boolean yielded) {
        HighAvailability known = running.get();
        if (known != null) {
            known.letGo(unit, why, stopping, yielded);
        }
    }

    @Override
    public void takeOver(String unit, String why) {
        HighAvailability known = running.get();
        if (known != null) {
            known.takeOver(unit, why);
        }
    }
}
