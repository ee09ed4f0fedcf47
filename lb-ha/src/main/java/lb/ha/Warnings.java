package lb.ha;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Warnings of one subject, held back: of one kind the first is told, then one a minute at most, with the number of those
 * not told; after a day without any, it is the first again. One thread only.
 */
public final class Warnings {
    private static final long HELD_BACK_NANOS = 60_000_000_000L;

    /** After so long without being told a kind is a new one. */
    private static final long FORGOTTEN_NANOS = Duration.ofDays(1).toNanos();

    private final String subject;
    private final Consumer<String> told;
    private final NanoClock clock;
    private final Map<String, Kind> kinds = new HashMap<>();

    Warnings(String virtualRouter, HaEvents events, NanoClock clock) {
        this("virtual router " + virtualRouter, events::warning, clock);
    }

    /**
     * Warnings of anything.
     *
     * @param subject what stands before each sentence
     * @param told who is told
     */
    public Warnings(String subject, Consumer<String> told, NanoClock clock) {
        this.subject = subject;
        this.told = told;
        this.clock = clock;
    }

    /**
     * Tells a person, unless one of this kind was told a short while ago.
     *
     * @param kind one of few: a word, perhaps with what of the file it is about
     */
    public void tell(String kind, String sentence) {
        long now = clock.nanoTime();
        Kind known = kinds.get(kind);
        if (known != null && now - known.toldAt < HELD_BACK_NANOS) {
            known.heldBack++;
            return;
        }
        String since = known == null || known.heldBack == 0 ? "" : " (" + known.heldBack + " more since the last told)";
        // Reloads bring kinds of their own, with what they name.
        kinds.values().removeIf(other -> now - other.toldAt >= FORGOTTEN_NANOS);
        kinds.put(kind, new Kind(now));
        told.accept(subject + ": " + sentence + since);
    }

    /**
     * What to tell of something that failed.
     *
     * @param tried as in "add 10.0.0.1 to eth0"
     */
    static String sentence(String tried, Exception failure) {
        // The exceptions of the link and the address plane say what was tried; a fault of the program does not.
        String message = failure.getMessage();
        return failure instanceof RuntimeException || message == null ? "cannot " + tried + ": " + failure : message;
    }

    private static final class Kind {
        private final long toldAt;
        private long heldBack;

        private Kind(long toldAt) {
            this.toldAt = toldAt;
        }
    }
}
