package lb.ha;

import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.AdvertCheck;
import lb.ha.vrrp.AuthenticationHeader;
import lb.ha.vrrp.Candidate;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import lb.ha.vrrp.Rejection;
import lb.ha.vrrp.RouterState;
import lb.ha.vrrp.VrrpEvent.AdvertReceived;
import org.jspecify.annotations.Nullable;

/** The adverts of one virtual router on their way in: checked, doubted, counted and remarked on. HA thread only. */
final class AdvertIntake {
    private static final int MOST_PEERS = 16;

    private final AdvertCounters counters;
    private final Warnings warnings;
    private final AdvertSequence sequence;
    private final Doubts doubts;
    private final Map<InetAddress, HeardPeer> peers = new LinkedHashMap<>();
    private AdvertCheck check;
    private @Nullable Candidate lastHeard;
    private long heardAt;
    private @Nullable Long claimedAt;

    AdvertIntake(
            VirtualRouterSettings settings,
            AdvertCounters counters,
            Warnings warnings,
            AdvertSequence sequence,
            Witness witness) {
        this.check = new AdvertCheck(settings);
        this.counters = counters;
        this.warnings = warnings;
        this.sequence = sequence;
        this.doubts = new Doubts(settings.name(), witness);
    }

    /** Judges those that come from now on by those settings. */
    void become(VirtualRouterSettings settings) {
        check = new AdvertCheck(settings);
    }

    /**
     * Whether a well-formed advert with our VRID on our interface is to be heard now. Else it is counted and told of, or waits:
     * {@link #confirmed}.
     *
     * @param self the address that this node's adverts come from; null while it has none
     */
    boolean accepts(Accepted received, @Nullable InetAddress self, RouterState state, long now) {
        Rejected rejected = check.reject(received, self);
        if (rejected == null) {
            rejected = replayed(received);
        }
        if (rejected != null) {
            hear(rejected);
            return false;
        }
        return !doubts.take(received, state, now, this::hear);
    }

    /** Those that have waited, and are to be heard after all. */
    List<Doubts.Heard> confirmed(long now) {
        return doubts.confirmed(now, this::hear);
    }

    /**
     * What an accepted advert says.
     *
     * @param at when it was received
     */
    AdvertReceived hear(Accepted received, long at) {
        counters.received();
        for (AdvertCheck.Remark remark : check.remarks(received)) {
            warnings.tell(remark.kind(), remark.sentence());
        }
        Advert heard = received.advert();
        Candidate from = new Candidate(heard.priority(), received.source());
        // One that has waited may have come before others.
        if (lastHeard == null || at - heardAt >= 0) {
            lastHeard = from;
            heardAt = at;
        }
        remember(received.source(), heard.priority(), at);
        if (heard.priority() != Advert.STOPPING_PRIORITY && (claimedAt == null || at - claimedAt > 0)) {
            claimedAt = at;
        }
        return new AdvertReceived(from, heard.interval().toNanos());
    }

    /** When the last advert was received; meaningless before any. */
    long heardAt() {
        return heardAt;
    }

    /** Whether any was heard that was received after that time. */
    boolean isAnyHeardSince(long time) {
        return lastHeard != null && heardAt - time > 0;
    }

    /** Whether one waits that was received after that time and may be a master's. */
    boolean isAnyDoubtedSince(long time, long now) {
        return doubts.speakOfMasterSince(time, now);
    }

    /** Whether one that does not give the addresses up was received after that time. */
    boolean isClaimedSince(long time, long now) {
        return (claimedAt != null && claimedAt - time > 0) || doubts.speakOfMasterSince(time, now);
    }

    /** When a backup may take over that could by its timer: then at the earliest, or later. */
    long deferred(long masterDownAt, long now) {
        return doubts.deferred(masterDownAt, now);
    }

    /** When {@link #confirmed} wants to be called at the latest; {@code fallback} for never. */
    long deadline(long now, long fallback) {
        return doubts.deadline(now, fallback);
    }

    private @Nullable Rejected replayed(Accepted received) {
        AuthenticationHeader header = received.header();
        if (header == null || sequence.accepts(header.sequence())) {
            return null;
        }
        return new Rejected(
                Rejection.REPLAYED,
                received.routerId(),
                "advert from " + AddressText.of(received.source()) + ": sequence number "
                        + Integer.toUnsignedString(header.sequence()) + " in its authentication header, "
                        + Integer.toUnsignedString(sequence.last()) + " was the last here: a recording, or of a node"
                        + " that has not heard this one for a while");
    }

    /** Has heard what another process of this node has. */
    void goOn(List<HeardPeer> heard) {
        for (HeardPeer peer : heard) {
            peers.put(peer.address(), peer);
            if (lastHeard == null || peer.heardAt() - heardAt >= 0) {
                lastHeard = new Candidate(peer.priority(), peer.address());
                heardAt = peer.heardAt();
            }
        }
    }

    private void remember(InetAddress source, int priority, long now) {
        HeardPeer known = peers.get(source);
        if (known == null && peers.size() == MOST_PEERS) {
            // In a group anybody may speak up; who has been silent for the longest is forgotten.
            HeardPeer silent =
                    Collections.min(peers.values(), (one, other) -> Long.signum(one.heardAt() - other.heardAt()));
            peers.remove(silent.address());
        }
        peers.put(source, new HeardPeer(source, priority, now, known == null ? 1 : known.adverts() + 1));
    }

    /** The nodes that were heard, the first first. */
    List<HeardPeer> peers() {
        return List.copyOf(peers.values());
    }

    /** A packet that is none, and that was or may have been meant for us. */
    void hear(Rejected rejected) {
        counters.rejected(rejected.reason(), rejected.sentence());
        warnings.tell(rejected.reason().label(), rejected.sentence());
    }

    /** Who sent the last advert that was heard; null before any. */
    @Nullable
    Candidate lastHeard() {
        return lastHeard;
    }
}
