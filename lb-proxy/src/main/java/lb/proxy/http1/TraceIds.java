package lb.proxy.http1;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Random IDs of traces and spans, and which traces are sampled. Of one event loop; allocates nothing. */
final class TraceIds {
    private final SplittableRandom random;

    TraceIds() {
        // No secret, but two nodes, or two starts, must not have the same.
        this(new SecureRandom().nextLong());
    }

    TraceIds(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Any number but 0. */
    long next() {
        long id = random.nextLong();
        while (id == 0) {
            id = random.nextLong();
        }
        return id;
    }

    /** True once in so many times on average; never for 0. */
    boolean isOneIn(int many) {
        return many > 0 && random.nextInt(many) == 0;
    }
}
