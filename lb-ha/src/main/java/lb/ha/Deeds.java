package lb.ha;

import java.net.InetAddress;
import java.util.List;
import lb.ha.link.VrrpLink;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.VrrpAction;
import lb.ha.vrrp.VrrpAction.AddAddresses;
import lb.ha.vrrp.VrrpAction.Announce;
import lb.ha.vrrp.VrrpAction.RemoveAddresses;
import lb.ha.vrrp.VrrpAction.SendAdvert;
import org.jspecify.annotations.Nullable;

/** Does what the state machine of one virtual router asks for: adverts, addresses, announcements. HA thread only. */
final class Deeds {
    private final String name;
    private final VrrpLink link;
    private final Warnings warnings;
    private final AdvertSequence sequence;
    private final Ownership ownership;
    private final AdvertCounters counters;
    private final HaEvents events;
    private AdvertSender sender;
    private @Nullable InetAddress source;

    Deeds(
            VirtualRouterSettings settings,
            VrrpLink link,
            Warnings warnings,
            AdvertSequence sequence,
            Ownership ownership,
            AdvertCounters counters,
            HaEvents events) {
        this.name = settings.name();
        this.link = link;
        this.warnings = warnings;
        this.sequence = sequence;
        this.sender = new AdvertSender(settings, link, warnings, sequence);
        this.ownership = ownership;
        this.counters = counters;
        this.events = events;
    }

    /** Adverts say from now on what those settings do. */
    void become(VirtualRouterSettings settings) {
        sender = new AdvertSender(settings, link, warnings, sequence);
    }

    /** The address that adverts come from, from now on; until then there are none. */
    void speakFrom(InetAddress address) {
        source = address;
    }

    /** Does what was asked, in order. Returns why the addresses could not be taken, else null. */
    @Nullable
    String act(List<VrrpAction> actions, long now) {
        for (VrrpAction action : actions) {
            switch (action) {
                case SendAdvert(int priority) -> send(priority);
                case AddAddresses add -> {
                    String refused = ownership.take(now);
                    if (refused != null) {
                        return refused;
                    }
                }
                case RemoveAddresses remove -> ownership.release();
                case Announce(boolean taken) -> {
                    ownership.announce(taken, now);
                    if (!taken) {
                        events.contested(name);
                    }
                }
            }
        }
        return null;
    }

    private void send(int priority) {
        if (source != null && sender.send(priority, source)) {
            counters.sent();
        }
    }
}
