package lb.dist;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.ProbeProcess;
import lb.admin.demo.ProbeReport;

/** Two balancers of one kind in a network of their own, to which things happen. */
final class FailoverPair implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final String contestant;
    private final boolean preempt;
    private final FourNodes four;
    private final OwnersWatch watch;
    private final List<Balancer> balancers;

    /**
     * @param preempt whether ha1 takes the address whenever it can
     * @param maker makes the two balancers, that of ha1 first
     */
    FailoverPair(String contestant, boolean preempt, Function<FourNodes, List<Balancer>> maker) {
        this.preempt = preempt;
        this.contestant = contestant;
        this.four = FourNodes.open();
        try {
            four.startWebs();
            this.watch = new OwnersWatch(four);
            this.balancers = maker.apply(four);
            balancers.forEach(Balancer::start);
        } catch (RuntimeException e) {
            four.close();
            throw e;
        }
    }

    String contestant() {
        return contestant;
    }

    /** The event, from the time at which both balancers are there to the time at which they are again. */
    FailoverFigures.Round round(FailoverEvent event) {
        ready();
        var owner = owner();
        var probe = four.probe(event.patience(), Duration.ofMillis(event.alone() ? 2 : 5));
        try {
            settled(probe, PATIENCE);
            var began = Instant.now();
            var harmed = System.nanoTime();
            event.harm().accept(four, owner);
            if (event.lasts().isZero()) {
                served(probe, harmed, PATIENCE);
            } else {
                Eventually.holds(
                        "its time is over",
                        PATIENCE,
                        () -> System.nanoTime() - harmed > event.lasts().toNanos(),
                        this::state);
            }
            var healed = System.nanoTime();
            event.heal().accept(four, owner);
            ready();
            settled(probe, PATIENCE);
            return new FailoverFigures.Round(
                    ProbeReport.of(probe.between(harmed, healed)),
                    ProbeReport.of(probe.since(healed)),
                    watch.shared(began, Instant.now()));
        } finally {
            probe.stop();
        }
    }

    /** The owner first: to see that clients are served takes as long as a client is patient. */
    private void settled(ProbeProcess probe, Duration patience) {
        owner();
        served(probe, System.nanoTime(), patience);
    }

    /** Waits until the client has been served well for some time that began after {@code from}. */
    private void served(ProbeProcess probe, long from, Duration patience) {
        Eventually.holds("the client is served", patience, () -> probe.allGoodFor(SETTLED, from), this::state);
    }

    /** Both take part, and know each other by the lifeline where there is one. */
    private void ready() {
        for (var balancer : balancers) {
            Eventually.holds(
                    balancer + " on " + balancer.node().name() + " takes part",
                    PATIENCE,
                    () -> ready(balancer.output()),
                    this::state);
        }
    }

    private boolean ready(String said) {
        var lifeline = said.lastIndexOf("lifeline to node");
        return said.contains("BACKUP") && (lifeline < 0 || said.indexOf("it is ALIVE", lifeline) > 0);
    }

    private Balancer owner() {
        // The owner that was seen is the one that counts: with fast adverts nobody may have it an instant later.
        var seen = new AtomicReference<LabNode>();
        Eventually.holds(
                "the node that should have the address has it alone", PATIENCE, () -> isHeld(seen), this::state);
        return balancers.stream()
                .filter(balancer -> balancer.node().equals(seen.get()))
                .findFirst()
                .orElseThrow();
    }

    private boolean isHeld(AtomicReference<LabNode> seen) {
        var owners = four.owners();
        if (owners.size() != 1 || (preempt && !owners.contains(four.ha1()))) {
            return false;
        }
        seen.set(owners.getFirst());
        return true;
    }

    private String state() {
        return contestant + ": " + four.state(balancers.toArray(Balancer[]::new));
    }

    @Override
    public void close() {
        four.close();
    }
}
