package lb.ha;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lb.ha.Witness.Said;
import lb.ha.settings.AddressText;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Candidate;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import lb.ha.vrrp.Rejection;
import lb.ha.vrrp.RouterState;
import lb.ha.vrrp.RouterState.Backup;
import lb.ha.vrrp.RouterState.Initialize;
import lb.ha.vrrp.RouterState.Master;
import org.jspecify.annotations.Nullable;

/**
 * Adverts of a node that says, on its lifeline, that it is no master: forged, or a recording, or true and faster than the
 * lifeline, since a node that becomes master sends its advert first. So each waits.
 *
 * <pre>
 *   advert ──▶ what does its sender say? ── master, or nothing that is fresh ──▶ heard
 *                      │ no master                                                 ▲
 *                      ▼                  it says master, or nothing fresh now     │
 *                    waits ────────────────────────────────────────────────────────┘
 *                      │ 1 s, or a later one of the same sender
 *                      ▼
 *                   refused, counted
 * </pre>
 *
 * <p>A backup does not take over while one waits that could be its master's: a true one must not make a second owner by
 * being doubted. For a second from the first one on, whoever their senders are, and then not before a minute without any, so
 * that a forger cannot delay a takeover by more than that.
 *
 * <p>A master doubts only what outranks it: all else takes nothing from it, and a node that gave way long ago may send the
 * least priority. Pure: times are those of {@link NanoClock}. HA thread only.
 */
final class Doubts {
    /** For how long an advert waits. */
    static final long PATIENCE = 1_000_000_000;

    /** After so long without any, the next one is the first again. */
    static final long FORGOTTEN = 60 * PATIENCE;

    /** How often the sender is asked again while a takeover waits, and while none does. */
    private static final long SOON = 1_000_000;

    private static final long LATER = 20_000_000;

    private final String virtualRouter;
    private final Witness witness;

    /** By sender: there are no more of them than nodes with a lifeline. */
    private final Map<InetAddress, Doubt> doubts = new HashMap<>();

    /**
     * @param since when the first of all was doubted, of this sender or another
     * @param at when the last of this sender was
     * @param waiting the last; null when it was refused
     * @param masters whether it could be the master's of this node, a backup
     */
    private record Doubt(long since, long at, @Nullable Accepted waiting, boolean masters) {
        boolean defers(long now) {
            return waiting != null && masters && now - since < PATIENCE;
        }
    }

    Doubts(String virtualRouter, Witness witness) {
        this.virtualRouter = virtualRouter;
        this.witness = witness;
    }

    /**
     * Whether an advert, which is as it should be otherwise, is to wait.
     *
     * @param refused is given the one that has waited until now in vain
     */
    boolean take(Accepted advert, RouterState state, long now, Consumer<Rejected> refused) {
        if (witness.equals(Witness.NONE) || !concerns(advert, state)) {
            return false;
        }
        InetAddress sender = advert.source();
        Said said = witness.of(sender, virtualRouter, now);
        Doubt before = doubts.get(sender);
        if (said != Said.NO_MASTER) {
            // What has waited is older than this one, which is heard.
            doubts.remove(sender);
            return false;
        }
        if (before != null && before.waiting() != null) {
            refused.accept(refusal(before.waiting()));
        }
        boolean masters = state instanceof Backup && advert.advert().priority() != Advert.STOPPING_PRIORITY;
        doubts.put(sender, new Doubt(first(now), now, advert, masters));
        return true;
    }

    /** One second for all names together: else they would add up. */
    private long first(long now) {
        long first = now;
        for (Doubt doubt : doubts.values()) {
            if (now - doubt.at() < FORGOTTEN) {
                first = VirtualRouter.earlier(first, doubt.since());
            }
        }
        return first;
    }

    private static boolean concerns(Accepted advert, RouterState state) {
        return switch (state) {
            case Initialize initialize -> false;
            case Backup backup -> true;
            case Master master -> new Candidate(advert.advert().priority(), advert.source()).outranks(master.self());
        };
    }

    /**
     * Those that have waited and are to be heard now.
     *
     * @param refused is given those that have waited in vain
     */
    List<Heard> confirmed(long now, Consumer<Rejected> refused) {
        if (doubts.isEmpty()) {
            return List.of();
        }
        List<Heard> confirmed = new ArrayList<>();
        for (Iterator<Map.Entry<InetAddress, Doubt>> all = doubts.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<InetAddress, Doubt> each = all.next();
            Doubt doubt = each.getValue();
            Accepted waiting = doubt.waiting();
            if (waiting == null) {
                if (now - doubt.at() >= FORGOTTEN) {
                    all.remove();
                }
            } else if (now - doubt.at() >= PATIENCE) {
                refused.accept(refusal(waiting));
                each.setValue(new Doubt(doubt.since(), doubt.at(), null, false));
            } else if (witness.of(each.getKey(), virtualRouter, now) != Said.NO_MASTER) {
                all.remove();
                confirmed.add(new Heard(waiting, doubt.at()));
            }
        }
        return confirmed;
    }

    /** @param at when it came */
    record Heard(Accepted advert, long at) {}

    /** Whether an advert waits that came after a time and may be a master's. */
    boolean speakOfMasterSince(long time, long now) {
        return doubts.values().stream().anyMatch(doubt -> doubt.defers(now) && doubt.at() - time > 0);
    }

    /** When a backup may take over that could by its timer: then at the earliest, or later. */
    long deferred(long masterDownAt, long now) {
        long at = masterDownAt;
        for (Doubt doubt : doubts.values()) {
            if (doubt.defers(now) && doubt.since() + PATIENCE - at > 0) {
                at = doubt.since() + PATIENCE;
            }
        }
        return at;
    }

    /** When {@link #confirmed} wants to be asked again at the latest; {@code fallback} for never. */
    long deadline(long now, long fallback) {
        long next = fallback;
        for (Doubt doubt : doubts.values()) {
            if (doubt.waiting() != null) {
                next = VirtualRouter.earlier(next, now + (now - doubt.since() < PATIENCE ? SOON : LATER));
            }
        }
        return next;
    }

    private static Rejected refusal(Accepted advert) {
        return new Rejected(
                Rejection.CONTRADICTED,
                advert.routerId(),
                "advert from " + AddressText.of(advert.source()) + ": priority "
                        + advert.advert().priority() + ", while that node says on its lifeline that it is no master:"
                        + " forged, or a recording");
    }
}
