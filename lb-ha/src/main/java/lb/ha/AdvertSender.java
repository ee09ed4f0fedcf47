package lb.ha;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import lb.ha.link.LinkException;
import lb.ha.link.VrrpLink;
import lb.ha.settings.AddressText;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Header;
import lb.ha.settings.VirtualRouterSettings.Multicast;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.AuthenticationHeader;
import lb.ha.vrrp.IntegrityKey;
import lb.ha.vrrp.VrrpCodec;
import org.jspecify.annotations.Nullable;

/** The adverts of one virtual router on their way out. HA thread only; failures are told, never thrown. */
final class AdvertSender {
    private final VirtualRouterSettings settings;
    private final VrrpLink link;
    private final Warnings warnings;
    private final List<InetAddress> destinations;
    private final Advert advert;
    private final AdvertSequence sequence;
    private final @Nullable IntegrityKey key;
    private final ByteBuffer message = ByteBuffer.allocateDirect(VrrpCodec.MAX_MESSAGE_BYTES);
    private final ByteBuffer packet =
            ByteBuffer.allocateDirect(AuthenticationHeader.LENGTH_WITH_IP + VrrpCodec.MAX_MESSAGE_BYTES);

    AdvertSender(VirtualRouterSettings settings, VrrpLink link, Warnings warnings, AdvertSequence sequence) {
        this.settings = settings;
        this.link = link;
        this.warnings = warnings;
        this.sequence = sequence;
        this.key = settings.authentication() instanceof Header(Secret password) ? new IntegrityKey(password) : null;
        this.destinations = switch (settings.peers()) {
            case Multicast multicast -> List.of(VrrpCodec.multicastGroup(settings.family()));
            case Unicast unicast -> unicast.peers();
        };
        this.advert = new Advert(
                settings.version(),
                settings.routerId(),
                settings.priority(),
                settings.advertInterval(),
                inOrder(settings.addresses()),
                settings.version() == 2 ? Authentication.of(settings.authentication()) : Authentication.NONE);
    }

    /** An IPv6 link-local address comes first (RFC 9568 section 5.2.9); nobody minds the order else. */
    private static List<InetAddress> inOrder(List<InetAddress> addresses) {
        return Stream.of(true, false)
                .flatMap(first -> addresses.stream()
                        .filter(address -> (address instanceof Inet6Address && address.isLinkLocalAddress()) == first))
                .toList();
    }

    /** Sends one advert to everybody concerned. Returns whether it left for anybody. */
    boolean send(int priority, InetAddress source) {
        boolean sent = false;
        int number = key == null ? 0 : sequence.next();
        for (InetAddress destination : destinations) {
            message.clear();
            VrrpCodec.encode(advert.withPriority(priority), settings.checksum(), source, destination, message);
            message.flip();
            try {
                if (key == null) {
                    link.send(settings.advertDevice(), source, destination, message);
                } else {
                    AuthenticationHeader.packet(source, destination, number, key, message, packet);
                    link.sendPacket(settings.advertDevice(), source, destination, packet);
                }
                sent = true;
            } catch (LinkException | RuntimeException e) {
                // Still the owner: who cannot be reached may well be dead, and giving up would leave nobody.
                String to = AddressText.of(destination);
                warnings.tell("send to " + to, Warnings.sentence("send an advert to " + to, e));
            }
        }
        return sent;
    }
}
