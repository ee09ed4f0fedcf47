package lb.ha.cloud;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one mover at one moment.
 *
 * @param virtualRouter whose master it is for
 * @param name what it moves
 * @param phase what it is at
 * @param why what has gone wrong; empty when nothing has
 * @param since wall-clock time of the last change of phase
 * @param lastMove wall-clock time at which it was last found here after a move; null for never
 * @param lastMoveTook from the election to that; null for never
 * @param tries requests to move it, since the start
 * @param moves moves that succeeded, since the start
 * @param failures times that it failed, since the start
 */
public record MoverStatus(
        String virtualRouter,
        String name,
        MoverPhase phase,
        String why,
        Instant since,
        @Nullable Instant lastMove,
        @Nullable Duration lastMoveTook,
        long tries,
        long moves,
        long failures) {}
