package lb.admin.boot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import lb.admin.config.Serving;
import lb.ha.NodeHealth;
import lb.proxy.health.Strength;

/**
 * A virtual router is usable while the process turns, and every frontend that it serves is usable: it listens and its backend
 * has a usable server. Backends that count one by one lower its priority in proportion.
 */
final class ServiceHealth implements NodeHealth {
    private static final Serving NOTHING = new Serving(List.of(), Map.of());

    /** A reason stays one line. */
    private static final int MOST_NAMED = 5;

    private final Predicate<String> frontendUsable;
    private final Function<String, Strength> backendStrength;
    private final Supplier<String> standstill;
    private volatile Map<String, Serving> serves;

    /**
     * @param serves what each virtual router is for, by its name
     * @param frontendUsable whether the frontend of that name is usable now; called from any thread
     * @param backendStrength how much of the backend of that name is usable now; called from any thread
     * @param standstill why the process serves nobody at all; empty when it does
     */
    ServiceHealth(
            Map<String, Serving> serves,
            Predicate<String> frontendUsable,
            Function<String, Strength> backendStrength,
            Supplier<String> standstill) {
        this.serves = Map.copyOf(serves);
        this.frontendUsable = frontendUsable;
        this.backendStrength = backendStrength;
        this.standstill = standstill;
    }

    /** These are what virtual routers are for, from now on. Any thread. */
    void follow(Map<String, Serving> next) {
        serves = Map.copyOf(next);
    }

    /**
     * While a reload may or may not have come into force, only what is there before and after it counts. Any thread.
     *
     * @param next what they are for after it
     */
    void narrow(Map<String, Serving> next) {
        Map<String, Serving> common = new HashMap<>();
        serves.forEach((name, serving) -> common.put(name, serving.common(next.getOrDefault(name, NOTHING))));
        serves = Map.copyOf(common);
    }

    @Override
    public Verdict verdict(String virtualRouter) {
        String still = standstill.get();
        if (!still.isEmpty()) {
            return new Verdict(false, still, true);
        }
        Serving serving = serves.getOrDefault(virtualRouter, NOTHING);
        List<String> unusable =
                serving.frontends().stream().filter(frontendUsable.negate()).toList();
        return unusable.isEmpty() ? backends(serving) : new Verdict(false, reason(unusable)).and(backends(serving));
    }

    private static String reason(List<String> unusable) {
        if (unusable.size() == 1) {
            return "frontend " + unusable.getFirst() + " has no usable server";
        }
        int more = unusable.size() - MOST_NAMED;
        return "frontends " + String.join(", ", unusable.subList(0, Math.min(MOST_NAMED, unusable.size())))
                + (more > 0 ? " and " + more + " more" : "") + " have no usable server";
    }

    private Verdict backends(Serving serving) {
        Verdict all = Verdict.USABLE;
        for (Map.Entry<String, Integer> backend : serving.backends().entrySet()) {
            Strength strength = backendStrength.apply(backend.getKey());
            int points = strength.missing(backend.getValue());
            if (points > 0) {
                String reason = "backend " + backend.getKey() + " has " + strength.usable() + " of "
                        + strength.servers() + " servers usable";
                all = all.and(new Verdict(true, reason, false, 0, points));
            }
        }
        return all;
    }
}
