package lb.proxy.route;

import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last pairs of name and password that one list of users has refused, by their keyed digests: of users, and of names that are
 * nobody's, so that both are forgotten alike. Any thread.
 */
final class WrongPairs {
    private static final int KEPT = 64;

    private final AtomicReferenceArray<byte[]> digests = new AtomicReferenceArray<>(KEPT);
    private final AtomicInteger next = new AtomicInteger();

    boolean contains(byte[] digest) {
        for (int i = 0; i < KEPT; i++) {
            byte[] one = digests.get(i);
            if (one != null && MessageDigest.isEqual(one, digest)) {
                return true;
            }
        }
        return false;
    }

    /** In the place of the oldest. */
    void add(byte[] digest) {
        digests.set(Math.floorMod(next.getAndIncrement(), KEPT), digest);
    }
}
