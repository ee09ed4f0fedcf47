package lb.ha;

import java.time.Instant;
import java.util.List;
import lb.ha.vrrp.RouterState;

/**
 * What a virtual router of this node has come to, for another process of the same machine that goes on with it. Times of {@link NanoClock}
 * mean the same there.
 *
 * @param virtualRouter its name
 * @param yielded whether a person has had it yield
 * @param sequence the highest sequence number of an advert, where they have one
 * @param peers that were heard, and when
 * @param dueAt until when it would have rested: what it did not run after that is no silence of others
 * @param since wall-clock time of the last change of state
 * @param becameMaster times that it became master
 */
public record Tenure(
        String virtualRouter,
        RouterState state,
        boolean yielded,
        int sequence,
        List<HeardPeer> peers,
        long dueAt,
        Instant since,
        long becameMaster) {
    public Tenure {
        peers = List.copyOf(peers);
    }
}
