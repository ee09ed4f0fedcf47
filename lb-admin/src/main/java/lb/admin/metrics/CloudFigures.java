package lb.admin.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import lb.ha.cloud.MoverPhase;
import lb.ha.cloud.MoverStatus;

/** What clouds move, as metrics. */
final class CloudFigures {
    private static final List<String> STATES =
            Stream.of(MoverPhase.values()).map(MoverPhase::name).toList();

    private CloudFigures() {}

    static void add(List<MoverStatus> movers, Families to) {
        for (MoverStatus mover : movers) {
            Labels labels = Labels.of("virtual_router", mover.virtualRouter(), "mover", mover.name());
            to.state(
                    "lb_cloud_state",
                    "1 for the state that it is in.",
                    labels,
                    STATES,
                    mover.phase().name());
            double since = mover.since().toEpochMilli() / 1e3;
            to.gauge("lb_cloud_state_since_seconds", "Last change of state, Unix time.", labels, since);
            to.counter("lb_cloud_tries", "Requests to move it.", labels, mover.tries());
            to.counter("lb_cloud_moves", "Moves that have succeeded.", labels, mover.moves());
            to.counter("lb_cloud_failures", "Times that it has failed.", labels, mover.failures());
            Instant last = mover.lastMove();
            Duration took = mover.lastMoveTook();
            if (last != null && took != null) {
                to.gauge("lb_cloud_last_move_seconds", "Last move, Unix time.", labels, last.toEpochMilli() / 1e3);
                to.gauge("lb_cloud_last_move_took_seconds", "How long it took.", labels, took.toNanos() / 1e9);
            }
        }
    }
}
