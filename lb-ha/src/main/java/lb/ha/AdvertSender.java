package lb.ha;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.List;
import lb.ha.link.LinkException;
import lb.ha.link.VrrpLink;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Multicast;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.VrrpCodec;

/** The adverts of one virtual router on their way out. HA thread only; failures are told, never thrown. */
final class AdvertSender {
    private final VirtualRouterSettings settings;
    private final VrrpLink link;
    private final Warnings warnings;
    private final List<Inet4Address> destinations;
    private final Advert advert;
    private final ByteBuffer message = ByteBuffer.allocateDirect(VrrpCodec.MAX_MESSAGE_BYTES);

    AdvertSender(VirtualRouterSettings settings, VrrpLink link, Warnings warnings) {
        this.settings = settings;
        this.link = link;
        this.warnings = warnings;
        this.destinations = switch (settings.peers()) {
            case Multicast multicast -> List.of(VrrpCodec.MULTICAST_GROUP);
            case Unicast unicast -> unicast.peers();
        };
        this.advert = new Advert(
                settings.version(),
                settings.routerId(),
                settings.priority(),
                settings.advertInterval(),
                settings.addresses(),
                settings.version() == 2 ? Authentication.ofPassword(settings.password()) : Authentication.NONE);
    }

    /** Sends one advert to everybody concerned. Returns whether it left for anybody. */
    boolean send(int priority, Inet4Address source) {
        boolean sent = false;
        for (Inet4Address destination : destinations) {
            message.clear();
            VrrpCodec.encode(advert.withPriority(priority), settings.checksum(), source, destination, message);
            message.flip();
            try {
                link.send(settings.interfaceName(), source, destination, message);
                sent = true;
            } catch (LinkException | RuntimeException e) {
                // Still the owner: who cannot be reached may well be dead, and giving up would leave nobody.
                String to = destination.getHostAddress();
                warnings.tell("send to " + to, Warnings.sentence("send an advert to " + to, e));
            }
        }
        return sent;
    }
}
