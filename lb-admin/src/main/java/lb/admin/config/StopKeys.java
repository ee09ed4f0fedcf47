package lb.admin.config;

import java.time.Duration;
import java.util.List;

/** How the node stops. */
final class StopKeys {
    private static final Duration STANDARD_DRAIN = Duration.ofSeconds(5);

    static final Key<Duration> DRAIN = Key.of(
            "drain",
            new Form.Time(Duration.ofMillis(1), Duration.ofHours(24), "not at all", "ms"),
            STANDARD_DRAIN,
            "How long connections may go on at most: first those to virtual addresses that the node owns, whose clients are"
                    + " led away before the addresses move; then all others.",
            "hard-stop-after");
    static final Table TABLE = new Table("stop", "How the node stops.", List.of(DRAIN));
    static final Key<Object> STOP = Key.without(
            "stop", new Form.Part("{ … }", List.of(TABLE), false, false), "as for each key", "How the node stops.");

    private StopKeys() {}

    static Duration drain(Section top) {
        return top.sectionOrEmpty(STOP, TABLE).orStandard(DRAIN);
    }
}
