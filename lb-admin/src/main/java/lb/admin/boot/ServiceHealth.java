package lb.admin.boot;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import lb.ha.NodeHealth;

/** A virtual router is usable while every frontend that it serves is: it listens and its backend has a usable server. */
final class ServiceHealth implements NodeHealth {
    private final Map<String, List<String>> serves;
    private final Predicate<String> frontendUsable;

    /**
     * @param serves names of frontends by name of virtual router
     * @param frontendUsable whether the frontend of that name is usable now; called from any thread
     */
    ServiceHealth(Map<String, List<String>> serves, Predicate<String> frontendUsable) {
        this.serves = Map.copyOf(serves);
        this.frontendUsable = frontendUsable;
    }

    @Override
    public Verdict verdict(String virtualRouter) {
        for (String frontend : serves.getOrDefault(virtualRouter, List.of())) {
            if (!frontendUsable.test(frontend)) {
                return new Verdict(false, "frontend " + frontend + " has no usable server");
            }
        }
        return Verdict.USABLE;
    }
}
