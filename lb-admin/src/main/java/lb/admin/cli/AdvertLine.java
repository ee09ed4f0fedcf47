package lb.admin.cli;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Collectors;
import lb.ha.settings.AddressText;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.Decoded;
import lb.ha.vrrp.VrrpCodec;

/** A captured advert in words for people. The password is not in it. */
final class AdvertLine {
    private AdvertLine() {}

    static String of(ByteBuffer packet, Refusers refusers) {
        return switch (VrrpCodec.decode(packet)) {
            case Decoded.Accepted accepted ->
                AddressText.of(accepted.source()) + " > " + AddressText.of(accepted.destination()) + " "
                        + words(accepted.advert()) + sequence(accepted) + refusers.words(accepted);
            case Decoded.Rejected rejected -> "rejected (" + rejected.reason().label() + "): " + rejected.sentence();
        };
    }

    private static String sequence(Decoded.Accepted accepted) {
        return accepted.header() == null
                ? ""
                : " sequence " + Integer.toUnsignedString(accepted.header().sequence());
    }

    private static String words(Advert advert) {
        return "VRRPv" + advert.version() + " router-id " + advert.routerId() + " priority " + advert.priority()
                + (advert.priority() == Advert.STOPPING_PRIORITY ? " (stops being master)" : "")
                + " interval " + inUnits(advert.interval())
                + " addresses "
                + advert.addresses().stream().map(AddressText::of).collect(Collectors.joining(" "))
                + (advert.authentication().equals(Authentication.NONE)
                        ? ""
                        : " authentication type " + advert.authentication().type());
    }

    private static String inUnits(Duration interval) {
        return interval.toMillis() % 1000 == 0 ? interval.toSeconds() + "s" : interval.toMillis() + "ms";
    }
}
