package lb.admin.explain;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.Configuration;
import lb.admin.config.Serving;
import lb.ha.settings.AddressText;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/** A virtual IP: who has it, and what makes it move. */
final class VirtualIpText {
    private static final int ADVERTS_MISSED = 3;
    private static final int PRIORITIES = 256;

    private VirtualIpText() {}

    static Paragraph of(VirtualRouterSettings router, Configuration configuration) {
        Paragraph text = new Paragraph("Virtual IP " + InWords.quoted(router.name()) + " is "
                + AddressText.list(router.addresses())
                + (router.excluded().isEmpty() ? "" : ", and with it " + AddressText.list(router.excluded())) + ", on "
                + router.interfaceName() + ". One node has it at a time (VRRP version " + router.version()
                + ", router-id " + router.routerId() + ").");
        text.add("This node has priority " + router.priority()
                + ". The node with the highest has the address, of equal ones"
                + " the one whose own address is higher.");
        text.add(adverts(router));
        text.add(preemption(router));
        Serving serving = configuration.serves().get(router.name());
        serving(router, serving, text);
        tracking(router, text);
        if (router.syncGroup() != null) {
            text.add("It moves together with the others of the group " + InWords.quoted(router.syncGroup()) + ".");
        }
        if (!router.startupDelay().isZero()) {
            text.add("It takes no part for " + InWords.of(router.startupDelay()) + " after the start.");
        }
        if (router.hasRoutes() && !(router.routes().isEmpty() && router.rules().isEmpty())) {
            text.add("With it come " + InWords.counted(router.routes().size(), "route") + " and "
                    + InWords.counted(router.rules().size(), "rule") + ".");
        }
        if (configuration.clouds().stream()
                .anyMatch(cloud -> cloud.virtualRouter().equals(router.name()))) {
            text.add("Who has it asks the cloud to move what belongs to it.");
        }
        return text;
    }

    private static String adverts(VirtualRouterSettings router) {
        String whom = switch (router.peers()) {
            case VirtualRouterSettings.Multicast _ -> "everybody on " + router.interfaceName();
            case VirtualRouterSettings.Unicast(InetAddress _, List<InetAddress> peers, int _) ->
                AddressText.list(peers);
        };
        Duration interval = router.advertInterval();
        // RFC 9568 section 6.1; the skew of version 2 is a part of a second (RFC 3768).
        Duration skew = (router.version() == 2 ? Duration.ofSeconds(1) : interval)
                .multipliedBy(PRIORITIES - router.priority())
                .dividedBy(PRIORITIES);
        Duration down = interval.multipliedBy(ADVERTS_MISSED).plus(skew);
        return "Who has it says so to " + whom + " every " + InWords.of(interval) + "; where nothing is heard for "
                + seconds(down) + ", this node takes it.";
    }

    /** To a tenth. */
    private static String seconds(Duration time) {
        long tenths = Math.round(time.toMillis() / 100.0);
        return tenths / 10 + "." + tenths % 10 + " s";
    }

    private static String preemption(VirtualRouterSettings router) {
        if (!router.preemption().allowed()) {
            return "It does not take the address from a node that has it and works, whatever the priorities.";
        }
        Duration delay = router.preemption().delay();
        return "With the higher priority it takes the address back from another node "
                + (delay.isZero() ? "at once." : "that it has heard for " + InWords.of(delay) + ".");
    }

    private static void serving(VirtualRouterSettings router, @Nullable Serving serving, Paragraph text) {
        if (serving == null || serving.frontends().isEmpty()) {
            text.add("It is held whatever the frontends do.");
        } else {
            text.add("While " + (serving.frontends().size() == 1 ? "frontend " : "one of the frontends ")
                    + InWords.quoted(serving.frontends(), "or")
                    + " does not listen, or has no server that can be used, "
                    + consequence(router.whenUnusable()) + ".");
        }
        if (serving != null) {
            serving.backends()
                    .forEach((backend, points) -> text.add("With no usable server in backend " + InWords.quoted(backend)
                            + " its priority is lower by " + points + ", in proportion when some are not."));
        }
    }

    private static String consequence(VirtualRouterSettings.WhenUnusable what) {
        return switch (what) {
            case VirtualRouterSettings.GiveUp _ -> "this node gives the address up, and does not take it";
            case VirtualRouterSettings.LowerPriority(int by) ->
                "this node's priority is lower by " + by + ", so that one that serves takes the address";
        };
    }

    private static void tracking(VirtualRouterSettings router, Paragraph text) {
        List<String> tracked = new ArrayList<>();
        router.tracking()
                .interfaces()
                .forEach(one ->
                        tracked.add("while interface " + one.name() + " is down, " + consequence(one.whenDown())));
        router.tracking()
                .polled()
                .forEach(one -> tracked.add(
                        switch (one) {
                            case Tracking.Polled.File file ->
                                "while there is " + (file.missing() ? "no " : "") + file.path() + ", "
                                        + consequence(file.then());
                            case Tracking.Polled.Route route ->
                                "while there is no route to " + AddressText.of(route.network()) + "/" + route.prefix()
                                        + ", " + consequence(route.then());
                            case Tracking.Polled.Processes processes ->
                                "while " + processes.processes().problem() + ", " + consequence(processes.then());
                            case Tracking.Polled.Neighbour neighbour ->
                                "while " + AddressText.of(neighbour.address()) + " does not answer on "
                                        + neighbour.interfaceName() + ", " + consequence(neighbour.then());
                        }));
        if (!tracked.isEmpty()) {
            tracked.addFirst("It follows what else this node has:");
            text.list(tracked);
        }
    }
}
