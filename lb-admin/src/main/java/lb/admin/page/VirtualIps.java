package lb.admin.page;

import java.net.InetAddress;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lb.ha.Transition;
import lb.ha.VirtualRouterStatus;
import lb.ha.cloud.MoverStatus;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings.Hold;
import lb.ha.vrrp.VrrpState;

/** The virtual routers: who owns which addresses since when and why, and what is heard of the other nodes. */
final class VirtualIps {
    private VirtualIps() {}

    static void section(
            List<VirtualRouterStatus> routers,
            List<MoverStatus> clouds,
            Controls controls,
            ZonedDateTime now,
            Html html) {
        if (routers.isEmpty()) {
            return;
        }
        html.raw("<section aria-labelledby=\"virtual-ips\">\n<h2 id=\"virtual-ips\">Virtual IPs</h2>\n");
        html.raw("<div class=\"cards\">\n");
        for (VirtualRouterStatus router : routers) {
            card(router, clouds, controls, now, html);
        }
        html.raw("</div>\n</section>\n");
    }

    private static void card(
            VirtualRouterStatus router, List<MoverStatus> clouds, Controls controls, ZonedDateTime now, Html html) {
        html.raw("<article>\n<h3>").text(router.name()).raw(" ");
        Badge.state(router.state(), html);
        html.raw("</h3>\n<p class=\"addresses\">");
        html.text(AddressText.list(router.addresses()));
        if (!router.excludedAddresses().isEmpty()) {
            html.raw("</p>\n<p class=\"soft\">and, in no advert, ").text(AddressText.list(router.excludedAddresses()));
        }
        html.raw("</p>\n<p class=\"soft\">VRID ").number(router.routerId()).raw(", VRRP version ");
        html.number(router.version()).raw(" on ").text(router.interfaceName());
        html.raw("</p>\n");
        Card.since(router.since(), router.why(), now, html);
        html.raw("<dl>\n");
        Card.fact("Priority", priority(router), html);
        usable(router, html);
        Card.fact("Owner", owner(router), html);
        Card.fact("Other nodes", peers(router), html);
        Card.fact("Last advert from", lastAdvert(router), html);
        Card.fact("Held by", held(router), html);
        Card.fact("Became MASTER", Card.times(router.becameMaster()), html);
        Card.fact("Last failover to this node", lastFailover(router, now), html);
        if (router.duplicates() > 0) {
            Card.fact("Addresses used by a stranger", Card.times(router.duplicates()), html);
        }
        Card.fact("Adverts sent", Units.count(router.advertsSent()), html);
        Card.fact("Adverts received", Units.count(router.advertsReceived()), html);
        Card.fact("Adverts rejected", rejected(router), html);
        html.raw("</dl>\n");
        String lastRejection = router.lastRejection();
        if (lastRejection != null) {
            html.raw("<p class=\"soft\">Last rejected: ").text(lastRejection).raw("</p>\n");
        }
        clouds.stream()
                .filter(mover -> mover.virtualRouter().equals(router.name()))
                .forEach(mover -> CloudMove.show(mover, now, html));
        History.show(router.transitions().last(), now, html);
        controls.virtualIp(router.name(), router.yielded(), html);
        html.raw("</article>\n");
    }

    private static void usable(VirtualRouterStatus router, Html html) {
        html.raw("<div><dt>Can serve</dt>");
        String reason = router.unusableReason();
        if (!router.usable()) {
            html.raw("<dd class=\"bad\">no: ").text(reason).raw("</dd></div>\n");
        } else if (reason.isEmpty()) {
            html.raw("<dd>yes</dd></div>\n");
        } else {
            html.raw("<dd class=\"bad\">yes, but ").text(reason).raw("</dd></div>\n");
        }
    }

    private static String held(VirtualRouterStatus router) {
        String device = router.holding().hold() == Hold.PROCESS ? "the process" : router.interfaceName();
        Duration lease = router.holding().lease();
        return lease.isZero() ? device : device + ", lease " + lease.toSeconds() + " s";
    }

    private static String priority(VirtualRouterStatus router) {
        int effective = router.effectivePriority();
        int configured = router.configuredPriority();
        String yielded = router.yielded() ? ", yielded" : "";
        return (effective == configured ? configured : effective + " now, " + configured + " configured") + yielded;
    }

    private static String owner(VirtualRouterStatus router) {
        InetAddress master = router.masterAddress();
        if (router.state() == VrrpState.MASTER) {
            return "this node";
        }
        return master == null ? "not known" : AddressText.of(master);
    }

    /** Those whose adverts were heard. */
    private static String peers(VirtualRouterStatus router) {
        return router.peers().isEmpty()
                ? "none heard"
                : router.peers().stream()
                        .map(peer -> AddressText.of(peer.address()) + ", priority " + peer.priority() + ", "
                                + Units.count(peer.adverts()) + (peer.adverts() == 1 ? " advert" : " adverts"))
                        .collect(Collectors.joining("; "));
    }

    /** When this node took the addresses last, and for how long nobody had owned them the last time that was known. */
    private static String lastFailover(VirtualRouterStatus router, ZonedDateTime now) {
        Duration length = router.transitions().lastFailover();
        return router.transitions().last().reversed().stream()
                .filter(Transition::isGain)
                .findFirst()
                .map(gain -> Card.shown(gain.at(), now)
                        + (length == null ? "" : ", " + Units.shortTime(length) + " without an owner"))
                .orElse("none yet");
    }

    private static String lastAdvert(VirtualRouterStatus router) {
        InetAddress master = router.masterAddress();
        return master == null ? "none yet" : AddressText.of(master) + ", priority " + router.masterPriority();
    }

    private static String rejected(VirtualRouterStatus router) {
        Map<String, Long> reasons = router.advertsRejected();
        long total = reasons.values().stream().mapToLong(Long::longValue).sum();
        String why = reasons.entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> Units.count(reason.getValue()) + " " + reason.getKey())
                .collect(Collectors.joining(", "));
        return total == 0 ? "0" : Units.count(total) + " (" + why + ")";
    }
}
