package lb.ha;

import java.time.Duration;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.VrrpEvent;
import lb.ha.vrrp.VrrpEvent.AdvertReceived;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * For how long a virtual router has been without an owner, as far as this node can know: from the last sign of one on, or
 * from the moment that it said that it stops, was seen to die, or was this node and stopped. Pure: times are those of
 * {@link NanoClock}. HA thread only.
 */
final class OwnerWatch {
    private Sign sign = new Unknown();
    private long interval;

    /** @param interval nanoseconds between adverts, until one says another */
    OwnerWatch(long interval) {
        this.interval = interval;
    }

    private sealed interface Sign {}

    /** Nothing is known of an owner. */
    private record Unknown() implements Sign {}

    /** There was one then. */
    private record Present(long at) implements Sign {}

    /** There has been none since then. */
    private record Gone(long at) implements Sign {}

    /** What has happened to the virtual router, and to which state that has led. */
    void on(VrrpEvent event, VrrpState from, VrrpState to, long now) {
        boolean loss = from == VrrpState.MASTER && to != VrrpState.MASTER;
        switch (event) {
            case AdvertReceived(var sender, long keeps) -> {
                boolean stops = sender.priority() == Advert.STOPPING_PRIORITY;
                interval = keeps;
                sign = stops ? new Gone(now) : new Present(now);
            }
            // Whoever took over meanwhile could not be heard.
            case VrrpEvent.StoodStill(long nanos) -> forget(nanos > interval);
            case VrrpEvent.InterfaceDown down -> forget(true);
            // The kernel has taken the addresses back, or another node has them: nobody knows since when.
            case VrrpEvent.LeaseLapsed lapsed -> forget(loss);
            case VrrpEvent.TimeReached reached -> forget(loss);
            default -> {
                if (loss) {
                    sign = new Gone(now);
                }
            }
        }
    }

    private void forget(boolean really) {
        if (really) {
            sign = new Unknown();
        }
    }

    /** Its owner is dead, and showed the last sign of life then. */
    void diedAt(long at) {
        sign = new Gone(at);
    }

    /** For how long there has been none; zero where there is one, null where nothing is known. */
    @Nullable
    Duration absence(long now) {
        return switch (sign) {
            case Unknown unknown -> null;
            case Gone(long at) -> Duration.ofNanos(Math.max(0, now - at));
            // Who advertises in time is there: the addresses are taken from it.
            case Present(long at) -> now - at <= interval + interval / 2 ? Duration.ZERO : Duration.ofNanos(now - at);
        };
    }
}
