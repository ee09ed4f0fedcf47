package lb.admin.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something to become true, and says what is known when it does not in time. */
public final class Eventually {
    private static final Duration BETWEEN = Duration.ofMillis(15);

    private Eventually() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param condition in words, for the message
     * @param state what to say of the surroundings when it does not hold in time
     * @return {@link System#nanoTime()} when it was seen to hold
     * @throws LabException when it does not hold within {@code patience}
     */
    public static long holds(String condition, Duration patience, BooleanSupplier check, Supplier<String> state) {
        var begin = System.nanoTime();
        while (true) {
            // Taken before the look: a condition that held only at the last moment is not missed.
            var late = System.nanoTime() - begin > patience.toNanos();
            if (check.getAsBoolean()) {
                return System.nanoTime();
            }
            if (late) {
                throw new LabException(
                        "not within %d ms: %s%n%s".formatted(patience.toMillis(), condition, state.get()));
            }
            pause();
        }
    }

    /**
     * Returns when the condition has held for {@code time}.
     *
     * @throws LabException as soon as it does not hold
     */
    public static void stays(String condition, Duration time, BooleanSupplier check, Supplier<String> state) {
        var begin = System.nanoTime();
        do {
            if (!check.getAsBoolean()) {
                throw new LabException("no longer after %d ms: %s%n%s"
                        .formatted((System.nanoTime() - begin) / 1_000_000, condition, state.get()));
            }
            pause();
        } while (System.nanoTime() - begin < time.toNanos());
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while waiting", e);
        }
    }
}
