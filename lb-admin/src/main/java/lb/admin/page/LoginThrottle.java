package lb.admin.page;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses passwords: what becomes of an attempt is told late once its address has failed, from a quarter
 * of a second on twice as long each time. Attempts at the same time wait one behind the other; where that is more than
 * eight seconds they are not considered at all, right or wrong. Knows the last 1024 addresses that failed, for five
 * minutes each. Time is a parameter. Any thread.
 */
final class LoginThrottle {
    /** What {@link #attempt} answers when the attempt does not count. */
    static final long TOO_SOON = -1;

    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(8);

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int MOST_ADDRESSES = 1024;
    private static final int IPV6_NETWORK_BYTES = 8;

    /** The least recently used first. */
    private final LinkedHashMap<ByteBuffer, Failures> byAddress = new LinkedHashMap<>(16, 0.75f, true);

    /** How often an address has failed, and until when its next attempt waits. */
    private record Failures(int count, long until) {}

    /**
     * Counts an attempt.
     *
     * @param client null for those over UNIX sockets, who are one
     * @param right whether the credentials are
     * @param now monotonic, ns
     * @return how long to wait before telling, 0 to 8 s in ns; or {@link #TOO_SOON}
     */
    synchronized long attempt(@Nullable InetAddress client, boolean right, long now) {
        ByteBuffer address = key(client);
        Failures before = byAddress.get(address);
        if (before == null || now - before.until > FORGET_NANOS) {
            before = new Failures(0, now);
        }
        long wait = Math.max(0, before.until - now);
        if (wait > LONGEST_NANOS) {
            return TOO_SOON;
        }
        if (right) {
            byAddress.remove(address);
        } else {
            long delay = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(before.count, 5));
            byAddress.put(address, new Failures(before.count + 1, now + wait + delay));
            if (byAddress.size() > MOST_ADDRESSES) {
                byAddress.pollFirstEntry();
            }
        }
        return wait;
    }

    synchronized int size() {
        return byAddress.size();
    }

    /** One IPv6 network is one client: it has more addresses than anybody can count failures of. */
    private static ByteBuffer key(@Nullable InetAddress client) {
        if (client == null) {
            return ByteBuffer.allocate(0);
        }
        byte[] bytes = client.getAddress();
        return ByteBuffer.wrap(bytes, 0, client instanceof Inet6Address ? IPV6_NETWORK_BYTES : bytes.length);
    }
}
