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
    private @Nullable Map<String, Long> rejectedByLabel;

    AdvertCounters() {
        for (Rejection reason : Rejection.values()) {
            rejected.put(reason, 0L);
        }
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
        rejectedByLabel = null;
    }

    /** Not ours to hear: not worth forgetting a rejection of an advert that was. */
    void passedBy(Rejection reason, String sentence) {
        rejected(reason, lastRejection == null ? sentence : lastRejection);
    }

    long sentTotal() {
        return sent;
    }

    long receivedTotal() {
        return received;
    }

    /** By label. Made when asked for, not for each packet of a flood, and shared until the next rejection. */
    Map<String, Long> rejectedTotals() {
        if (rejectedByLabel == null) {
            Map<String, Long> byLabel = new LinkedHashMap<>();
            rejected.forEach((reason, count) -> byLabel.put(reason.label(), count));
            rejectedByLabel = Collections.unmodifiableMap(byLabel);
        }
        return rejectedByLabel;
    }

    @Nullable
    String lastRejection() {
        return lastRejection;
    }
}
