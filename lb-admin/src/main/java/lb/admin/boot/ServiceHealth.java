package lb.admin.boot;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import lb.ha.NodeHealth;

/**
 * A virtual router is usable while the process turns, and every frontend that it serves is usable: it listens and its backend
 * has a usable server.
 */
final class ServiceHealth implements NodeHealth {
    private final Map<String, List<String>> serves;
    private final Predicate<String> frontendUsable;
    private final Supplier<String> standstill;

    /**
     * @param serves names of frontends by name of virtual router
     * @param frontendUsable whether the frontend of that name is usable now; called from any thread
     * @param standstill why the process serves nobody at all; empty when it does
     */
    ServiceHealth(Map<String, List<String>> serves, Predicate<String> frontendUsable, Supplier<String> standstill) {
        this.serves = Map.copyOf(serves);
        this.frontendUsable = frontendUsable;
        this.standstill = standstill;
    }

    @Override
    public Verdict verdict(String virtualRouter) {
        String still = standstill.get();
        if (!still.isEmpty()) {
            return new Verdict(false, still, true);
        }
        for (String frontend : serves.getOrDefault(virtualRouter, List.of())) {
            if (!frontendUsable.test(frontend)) {
                return new Verdict(false, "frontend " + frontend + " has no usable server");
            }
        }
        return Verdict.USABLE;
    }
}
