package lb.proxy.resolve;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.proxy.resolve.Answer.Failed;
import lb.proxy.resolve.Answer.Failure;
import lb.proxy.resolve.Answer.Found;
import lb.proxy.settings.Resolver;
import org.jspecify.annotations.Nullable;

/**
 * The servers that share one name, and which address of it each has: answers in, changes out. No socket, clock or thread.
 *
 * <p>A server keeps its address as long as answers hold it, so that its neighbours' coming and going does not move it. An
 * address that answers hold no longer, is given up when it has been missing for {@code hold.obsolete}, and its server
 * takes one that no other has, if there is such a one; where a host of the service could not be asked for, it may be that
 * one's, and is kept for the hold time of that failure. When asking fails all stays as it is, until the last good answer is as
 * old as the hold time of that failure; then no server has an address.
 */
final class Slots {
    /**
     * What a server has from now on.
     *
     * @param to null for no address
     * @param why who says so, or what the matter is
     */
    record Change(int slot, @Nullable Endpoint to, String why) {}

    private final Resolver resolver;
    private final @Nullable Endpoint[] held;
    private final long[] seenAt;
    private long goodAt;
    private boolean empty;
    private int surplus;

    /**
     * @param count of the servers, 1 or more
     * @param initial where they all are until the first answer; null for nowhere
     */
    Slots(Resolver resolver, int count, @Nullable Endpoint initial, long now) {
        this.resolver = resolver;
        held = new @Nullable Endpoint[count];
        seenAt = new long[count];
        for (int i = 0; i < count; i++) {
            held[i] = initial;
            seenAt[i] = now;
        }
        goodAt = now;
        empty = initial == null;
    }

    /** How many addresses of the last good answer are not used, because there are not as many servers. */
    int surplus() {
        return surplus;
    }

    /** When to ask again after this answer, in ns from it on. */
    long pauseNanos(Answer answer) {
        Duration least = resolver.timeouts().resolve();
        if (!(answer instanceof Found found)) {
            return least.toNanos();
        }
        Duration most = resolver.hold().valid();
        long ttl = Duration.ofSeconds(Math.min(found.ttlSeconds(), most.toSeconds() + 1))
                .toNanos();
        return Math.max(least.toNanos(), Math.min(ttl, most.toNanos()));
    }

    /**
     * Takes an answer in.
     *
     * @param now in ns of a monotonic clock; never goes back
     */
    List<Change> answered(Answer answer, long now) {
        return switch (answer) {
            case Found found -> found(found, now);
            case Failed failed -> failed(failed, now);
        };
    }

    private List<Change> failed(Failed failed, long now) {
        surplus = 0;
        if (empty || now - goodAt < failed.failure().holds(resolver.hold()).toNanos()) {
            return List.of();
        }
        empty = true;
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < held.length; i++) {
            if (held[i] != null) {
                held[i] = null;
                changes.add(new Change(i, null, failed.failure().words()));
            }
        }
        return changes;
    }

    /** For how long an address still counts that such an answer does not hold, in ns. */
    private long keptFor(Found found) {
        long obsolete = resolver.hold().obsolete().toNanos();
        Failure missing = found.missing();
        return missing == null
                ? obsolete
                : Math.max(obsolete, missing.holds(resolver.hold()).toNanos());
    }

    private List<Change> found(Found found, long now) {
        goodAt = now;
        empty = false;
        Map<InetSocketAddress, Endpoint> free = new HashMap<>();
        found.endpoints().forEach(endpoint -> free.put(endpoint.address(), endpoint));
        List<Change> changes = new ArrayList<>();
        List<Integer> wanting = new ArrayList<>();
        for (int i = 0; i < held.length; i++) {
            Endpoint before = held[i];
            Endpoint same = before == null ? null : free.remove(before.address());
            if (same != null) {
                seenAt[i] = now;
                if (!same.equals(before)) {
                    held[i] = same;
                    changes.add(new Change(i, same, found.by()));
                }
            } else if (before == null || now - seenAt[i] >= keptFor(found)) {
                wanting.add(i);
            }
        }
        List<Endpoint> rest = found.endpoints().stream()
                .filter(endpoint -> free.containsKey(endpoint.address()))
                .toList();
        for (int i = 0; i < wanting.size(); i++) {
            int slot = wanting.get(i);
            if (i < rest.size()) {
                held[slot] = rest.get(i);
                seenAt[slot] = now;
                changes.add(new Change(slot, rest.get(i), found.by()));
            } else if (held[slot] != null) {
                held[slot] = null;
                changes.add(new Change(slot, null, "No IP for server"));
            }
        }
        surplus = Math.max(0, rest.size() - wanting.size());
        return changes;
    }
}
