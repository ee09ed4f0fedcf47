package lb.ha;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import lb.ha.vrrp.Rejection;
import org.jspecify.annotations.Nullable;

/** Counters of the adverts of one virtual router. Plain fields of the HA thread; others see copies. */
final class AdvertCounters {
    private final EnumMap<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
    private long sent;
    private long received;
    private @Nullable String lastRejection;
    private Map<String, Long> rejectedByLabel = Map.of();

    AdvertCounters() {
        for (Rejection reason : Rejection.values()) {
            rejected.put(reason, 0L);
        }
        label();
    }

    void sent() {
        sent++;
    }

    void received() {
        received++;
    }

    void rejected(Rejection reason, String sentence) {
        rejected.merge(reason, 1L, Long::sum);
        lastRejection = sentence;
        label();
    }

    /** Not ours to hear: not worth forgetting a rejection of an advert that was. */
    void passedBy(Rejection reason, String sentence) {
        rejected(reason, lastRejection == null ? sentence : lastRejection);
    }

    /** Rejections are rare, snapshots are not: the map is made here and shared by all snapshots until the next one. */
    private void label() {
        Map<String, Long> byLabel = new LinkedHashMap<>();
        rejected.forEach((reason, count) -> byLabel.put(reason.label(), count));
        rejectedByLabel = Collections.unmodifiableMap(byLabel);
    }

    long sentTotal() {
        return sent;
    }

    long receivedTotal() {
        return received;
    }

    Map<String, Long> rejectedTotals() {
        return rejectedByLabel;
    }

    @Nullable
    String lastRejection() {
        return lastRejection;
    }
}
