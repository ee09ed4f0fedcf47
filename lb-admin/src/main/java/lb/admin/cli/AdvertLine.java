package lb.admin.cli;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;
import lb.ha.link.CapturedAdvert;
import lb.ha.settings.AddressText;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.Decoded;
import lb.ha.vrrp.VrrpCodec;

/** A captured advert in one line for people. The password is not in it. */
final class AdvertLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneId.systemDefault());

    private AdvertLine() {}

    static String of(CapturedAdvert captured) {
        String start = TIME.format(captured.time()) + " ";
        return switch (VrrpCodec.decode(captured.packet())) {
            case Decoded.Accepted accepted ->
                start + AddressText.of(accepted.source()) + " > " + AddressText.of(accepted.destination()) + " "
                        + words(accepted.advert());
            case Decoded.Rejected rejected ->
                start + "rejected (" + rejected.reason().label() + "): " + rejected.sentence();
        };
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
