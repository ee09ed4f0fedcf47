package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabProcess;
import lb.admin.demo.NetworkLab;
import lb.admin.demo.ProbeProcess;
import lb.admin.demo.ProbeReport;
import org.jspecify.annotations.Nullable;

/** Clients that ask the virtual address while it moves: a probe on new connections and, where it is there, wrk on kept ones. */
final class ClientLoad {
    /** Enough for two retransmissions of a SYN. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<String> state;
    private final ProbeProcess probe;
    private final @Nullable LabProcess kept;

    /**
     * Starts them; returns when they are answered.
     *
     * @param seconds for how long wrk asks
     * @param state what to say of the surroundings when something does not hold
     */
    ClientLoad(FourNodes four, String seconds, Supplier<String> state) {
        this.state = state;
        this.probe = four.probe(PATIENCE);
        this.kept = NetworkLab.onPath("wrk") ? keepAsking(four, seconds) : null;
        answered(System.nanoTime());
    }

    /** Four connections, each of which asks 5 ms after each answer, or on a new connection when it is told to close. */
    private static LabProcess keepAsking(FourNodes four, String seconds) {
        var script = Lb.write(four.folder().resolve("wrk.lua"), "function delay() return 5 end\n");
        return four.client()
                .start(List.of(
                        "wrk",
                        "-t1",
                        "-c4",
                        "-d" + seconds,
                        "-s",
                        script.toString(),
                        "http://" + FourNodes.VIRTUAL + "/"));
    }

    private void answered(long from) {
        Eventually.holds(
                "requests that began later are answered",
                FourNodes.PATIENCE,
                () -> probe.since(from).stream()
                                .filter(sample -> sample.good(ProbeReport.SLOW))
                                .count()
                        > 100,
                state);
    }

    /** Ends the probe when it is answered again: what it saw since {@code begun}. */
    ProbeReport since(long begun) {
        answered(System.nanoTime());
        var samples = probe.since(begun);
        probe.stop();
        return ProbeReport.of(samples);
    }

    /** Waits for the end of wrk, which must tell of no connection that was lost. */
    void keptLostNothing() {
        if (kept == null) {
            return;
        }
        Eventually.holds("the load is over", FourNodes.PATIENCE, () -> !kept.alive(), kept::output);
        System.out.println("on kept connections: "
                + kept.output()
                        .lines()
                        .filter(line -> line.contains("requests in"))
                        .findFirst()
                        .orElse("?")
                        .strip());
        assertThat(kept.output())
                .contains("requests in")
                .as("wrk tells of no connection that was refused, broken off or silent for two seconds")
                .doesNotContain("Socket errors", "Non-2xx");
    }
}
