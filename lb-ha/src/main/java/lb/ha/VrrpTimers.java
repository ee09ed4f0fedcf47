package lb.ha;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a virtual router at one moment.
 *
 * @param advertInterval between adverts: in BACKUP those of the master, where version 3 has learned that, else as configured
 * @param masterDownInterval for how long a master is silent at least before this node takes its place
 * @param nextAt {@link NanoClock}'s time of the next advert in MASTER, of the end of patience in BACKUP; null in INITIALIZE
 */
public record VrrpTimers(
        Duration advertInterval,
        Duration masterDownInterval,
        @Nullable Long nextAt) {}
