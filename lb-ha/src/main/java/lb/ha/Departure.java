package lb.ha;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The question whether another process goes on with the virtual routers: while it is open the HA thread does nothing, and whoever has
 * asked it has to answer.
 */
final class Departure {
    private final CompletableFuture<List<Tenure>> tenures = new CompletableFuture<>();
    private final CompletableFuture<Boolean> gone = new CompletableFuture<>();

    /** What they have come to: complete once the HA thread stands still. */
    CompletableFuture<List<Tenure>> tenures() {
        return tenures;
    }

    /** @param other whether another process has them now */
    void settle(boolean other) {
        gone.complete(other);
    }

    /** Tells what they have come to, and waits until it is known who has them. HA thread. */
    boolean await(List<Tenure> now) {
        tenures.complete(now);
        return gone.join();
    }
}
