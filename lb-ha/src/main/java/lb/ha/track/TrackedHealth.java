package lb.ha.track;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import lb.ha.NanoClock;
import lb.ha.NodeHealth;
import lb.ha.Warnings;
import lb.ha.settings.AddressText;
import lb.ha.settings.Prefix;
import lb.ha.settings.Tracking.Polled;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;

/** What others say of this node's health, and what is seen of the files, routes, processes and neighbours that priorities follow. */
public final class TrackedHealth implements NodeHealth, AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long FIRST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A look that takes longer hangs. */
    private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MOST_POINTS = 254;

    private final NodeHealth others;
    private final NanoClock clock;
    private final Warnings warnings;
    private final Runnable changed;
    private final AtomicInteger threads = new AtomicInteger();
    private volatile Watched watched = new Watched(Map.of(), Map.of());

    private TrackedHealth(NodeHealth others, Runnable changed, Consumer<String> warning, NanoClock clock) {
        this.others = others;
        this.changed = changed;
        this.clock = clock;
        this.warnings = new Warnings("tracking", warning, clock);
    }

    /**
     * What is looked at.
     *
     * @param tracked by virtual router
     * @param lookouts one for each thing, however many virtual routers follow it
     */
    private record Watched(Map<String, Map<Polled, Lookout>> tracked, Map<Object, Lookout> lookouts) {
        /** Ends those that another does not have. */
        void closeWithout(Watched other) {
            lookouts.values().stream()
                    .filter(one -> !other.lookouts.containsValue(one))
                    .forEach(Lookout::close);
        }
    }

    /**
     * Begins to look, and waits for the first looks, a second at most.
     *
     * @param others who else is asked
     * @param changed told, on any thread, when a verdict may have changed
     * @param warning told, on the HA thread, what a person should know
     */
    public static TrackedHealth start(
            List<VirtualRouterSettings> settings,
            NodeHealth others,
            Runnable changed,
            Consumer<String> warning,
            NanoClock clock) {
        TrackedHealth started = new TrackedHealth(others, changed, warning, clock);
        started.prepare(settings).follow();
        return started;
    }

    /**
     * Begins to look at what virtual routers of another file follow as well, and waits for the first looks, a second at most. Verdicts are
     * those of before until {@link Next#follow}. Any thread, one at a time.
     */
    public Next prepare(List<VirtualRouterSettings> settings) {
        Map<Object, Lookout> known = watched.lookouts();
        Map<Object, Lookout> lookouts = new LinkedHashMap<>();
        Map<String, Map<Polled, Lookout>> tracked = new HashMap<>();
        List<Lookout> begun = new ArrayList<>();
        for (VirtualRouterSettings router : settings) {
            Map<Polled, Lookout> own = new LinkedHashMap<>();
            for (Polled thing : router.tracking().polled()) {
                Lookout lookout = lookouts.computeIfAbsent(key(thing), key -> {
                    Lookout there = known.get(key);
                    return there == null ? begin(thing, begun) : there;
                });
                own.put(thing, lookout);
            }
            tracked.put(router.name(), own);
        }
        long until = System.nanoTime() + FIRST_LOOK_NANOS;
        try {
            for (Lookout one : begun) {
                one.awaitFirst(until - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Next(new Watched(tracked, lookouts));
    }

    private Lookout begin(Polled thing, List<Lookout> begun) {
        Lookout lookout = new Lookout("lb-track-" + threads.getAndIncrement(), look(thing), PAUSE, changed, clock);
        lookout.start();
        begun.add(lookout);
        return lookout;
    }

    /** What is looked at after a reload, where that comes into force; else it is closed. One thread at a time. */
    public final class Next implements AutoCloseable {
        private final Watched next;

        private Next(Watched next) {
            this.next = next;
        }

        /** Verdicts are by this from now on, and what nobody follows any more is looked at no more. */
        public void follow() {
            Watched before = watched;
            watched = next;
            before.closeWithout(next);
        }

        /** Looks no more at what was begun for it, unless it is in force. */
        @Override
        public void close() {
            next.closeWithout(watched);
        }
    }

    /** What makes two things one: who follows them may make different things of it. */
    private static Object key(Polled thing) {
        return switch (thing) {
            case Polled.File file -> List.of(file.path(), file.missing());
            case Polled.Route route -> List.of(route.network(), route.prefix(), route.table());
            case Polled.Processes tracked -> tracked.processes();
            case Polled.Neighbour neighbour -> List.of(neighbour.interfaceName(), neighbour.address());
        };
    }

    private static Look look(Polled thing) {
        return switch (thing) {
            case Polled.File file -> file.missing() ? new NeededFileLook(file.path()) : new FileLook(file.path());
            case Polled.Route route ->
                route.table() == 0
                        ? new RouteLook(route.network(), route.prefix())
                        : new TableLook(new Prefix(route.network(), route.prefix()), route.table());
            case Polled.Processes tracked -> ProcessLook.of(tracked.processes(), NanoClock.SYSTEM);
            case Polled.Neighbour neighbour -> NeighbourLook.on(neighbour.interfaceName(), neighbour.address());
        };
    }

    private static String name(Polled thing) {
        return switch (thing) {
            case Polled.File file -> "file " + file.path();
            case Polled.Route route ->
                "route to " + AddressText.of(route.network()) + "/" + route.prefix()
                        + (route.table() == 0 ? "" : " in table " + route.table());
            case Polled.Processes tracked -> tracked.processes().toString();
            case Polled.Neighbour neighbour ->
                "neighbour " + AddressText.of(neighbour.address()) + " on " + neighbour.interfaceName();
        };
    }

    private static String problem(Polled thing, int times) {
        String what = name(thing);
        return switch (thing) {
            case Polled.File file when file.missing() -> "there is no " + what;
            case Polled.File file -> times == 1 ? what + " is there" : what + " says " + times;
            case Polled.Route route -> "there is no " + what;
            case Polled.Processes tracked -> tracked.processes().problem();
            case Polled.Neighbour neighbour -> what + " does not answer";
        };
    }

    /** {@inheritDoc} Reads what was seen, and waits for nothing. */
    @Override
    public Verdict verdict(String virtualRouter) {
        Verdict verdict = others.verdict(virtualRouter);
        for (Map.Entry<Polled, Lookout> one :
                watched.tracked().getOrDefault(virtualRouter, Map.of()).entrySet()) {
            verdict = verdict.and(verdict(one.getKey(), one.getValue()));
        }
        return verdict;
    }

    private Verdict verdict(Polled thing, Lookout lookout) {
        Lookout.Seen seen = lookout.seen();
        tellProblem(name(thing), lookout, seen);
        if (seen.times() == 0) {
            return Verdict.USABLE;
        }
        String reason = problem(thing, seen.times());
        return switch (thing.then()) {
            case GiveUp giveUp -> new Verdict(true, reason, true, 0, 0);
            case LowerPriority(int by) -> {
                int points = Math.min(MOST_POINTS, by * seen.times());
                // What a neighbour does not answer to one node it mostly does not answer to the other.
                boolean shared = thing instanceof Polled.Neighbour;
                yield new Verdict(true, reason, false, shared ? 0 : points, shared ? points : 0);
            }
        };
    }

    /** Once for each look: verdicts are asked for more often. */
    private void tellProblem(String name, Lookout lookout, Lookout.Seen seen) {
        boolean hangs = clock.nanoTime() - seen.at() > HANGS_NANOS;
        String problem = seen.problem();
        if ((problem == null && !hangs) || !lookout.isNews(seen)) {
            return;
        }
        warnings.tell(
                name,
                problem != null
                        ? problem
                        : name + ": nothing has come of looking at it for more than "
                                + TimeUnit.NANOSECONDS.toSeconds(HANGS_NANOS) + " s; what was seen before stands");
    }

    @Override
    public void close() {
        watched.lookouts().values().forEach(Lookout::close);
    }
}
