package lb.ha;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import lb.ha.lifeline.SimulatedStatements;
import lb.ha.vrrp.VrrpState;

/**
 * Lifelines between all nodes of a {@link Wire}, over another network: nothing is lost, and everything is late. They tell the
 * truth, which may have been another one when it was said.
 */
final class SimulatedLifelines {
    private static final Duration HELLO_INTERVAL = Duration.ofMillis(100);

    private final Wire wire;
    private final LongSupplier delay;
    private final Map<List<SimulatedNode>, SimulatedStatements> heard = new HashMap<>();

    /** @param delay of each word, in nanoseconds */
    private SimulatedLifelines(Wire wire, LongSupplier delay) {
        this.wire = wire;
        this.delay = delay;
    }

    /** Connects all nodes that there are. */
    static void connect(Wire wire, LongSupplier delay) {
        SimulatedLifelines lifelines = new SimulatedLifelines(wire, delay);
        for (SimulatedNode node : wire.nodes()) {
            node.ask((sender, virtualRouter, now) -> lifelines.ask(node, sender, virtualRouter, now));
            node.tell(state -> lifelines.say(node, state));
            lifelines.say(node, VrrpState.INITIALIZE);
        }
    }

    private SimulatedStatements between(SimulatedNode who, SimulatedNode about) {
        return heard.computeIfAbsent(List.of(who, about), pair -> new SimulatedStatements(HELLO_INTERVAL));
    }

    private void say(SimulatedNode speaker, VrrpState state) {
        for (SimulatedNode other : wire.nodes()) {
            if (other != speaker) {
                between(other, speaker).send(speaker.settings().name(), state, wire.nanoTime() + delay.getAsLong());
            }
        }
    }

    private Witness.Said ask(SimulatedNode asking, InetAddress sender, String virtualRouter, long ownTime) {
        for (SimulatedNode other : wire.nodes()) {
            if (other.ownAddress().equals(sender)) {
                if (other.stopped()) {
                    return Witness.Said.NOTHING;
                }
                SimulatedStatements said = between(asking, other);
                if (other.running()) {
                    said.answers(wire.nanoTime() - 2 * delay.getAsLong());
                }
                return said.of(virtualRouter, wire.nanoTime());
            }
        }
        return Witness.Said.NOTHING;
    }
}
