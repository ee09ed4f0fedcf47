package lb.admin.cli;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.AdvertCheck;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import org.jspecify.annotations.Nullable;

/** What the virtual routers of a configuration would think of adverts. */
final class Refusers {
    /** Without a configuration nobody thinks anything. */
    static final Refusers NOBODY = new Refusers(List.of(), null);

    private final List<VirtualRouterSettings> routers;

    /** @param interfaceName where adverts are captured; null when that is not known */
    Refusers(List<VirtualRouterSettings> all, @Nullable String interfaceName) {
        this.routers = all.stream()
                .filter(one -> interfaceName == null
                        || one.interfaceName().equals(interfaceName)
                        || one.device().equals(interfaceName))
                .toList();
    }

    /** In words, each behind a dash: what would be wrong with an advert, or remarked of it. */
    String words(Accepted accepted) {
        if (routers.isEmpty()) {
            return "";
        }
        AddressFamily family = AddressFamily.of(accepted.source());
        List<String> words = new ArrayList<>();
        boolean known = false;
        for (VirtualRouterSettings router : routers) {
            if (router.routerId() == accepted.routerId() && router.family() == family) {
                known = true;
                judge(router, accepted, words);
            }
        }
        if (!known) {
            words.add("no virtual IP here has router-id " + accepted.routerId());
        }
        return words.isEmpty() ? "" : " -- " + String.join("; ", words);
    }

    private static void judge(VirtualRouterSettings router, Accepted accepted, List<String> words) {
        InetAddress self = router.peers() instanceof Unicast unicast ? unicast.source() : null;
        if (accepted.source().equals(self)) {
            return;
        }
        AdvertCheck check = new AdvertCheck(router);
        Rejected rejected = check.reject(accepted, self);
        if (rejected != null) {
            words.add("refused by " + router.name() + " (" + rejected.reason().label() + "): "
                    + withoutSender(rejected.sentence()));
            return;
        }
        for (AdvertCheck.Remark remark : check.remarks(accepted)) {
            words.add("heard by " + router.name() + ", but: " + withoutSender(remark.sentence()));
        }
    }

    /** The line begins with it. */
    private static String withoutSender(String sentence) {
        int end = sentence.indexOf(": ");
        return sentence.startsWith("advert from ") && end > 0 ? sentence.substring(end + 2) : sentence;
    }
}
