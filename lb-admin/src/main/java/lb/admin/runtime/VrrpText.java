package lb.admin.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lb.admin.page.Units;
import lb.ha.HeardPeer;
import lb.ha.Transition;
import lb.ha.Transitions;
import lb.ha.VirtualRouterStatus;
import lb.ha.VrrpTimers;
import lb.ha.lifeline.PeerStatus;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings.Hold;
import lb.ha.vrrp.VrrpState;

/** The virtual IPs as a person reads them in a terminal. Pure. */
final class VrrpText {
    private static final String NONE = "This node has no virtual IPs.\n";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.US);
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.US);

    private VrrpText() {}

    /** A line for each. */
    static String table(List<VirtualRouterStatus> routers, Instant now) {
        if (routers.isEmpty()) {
            return NONE;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "STATE", "FOR", "PRIORITY", "ADDRESSES", "LAST ADVERT FROM", "WHY"));
        for (VirtualRouterStatus router : routers) {
            rows.add(List.of(
                    router.name(),
                    router.state().name(),
                    Units.duration(Duration.between(router.since(), now)),
                    priority(router),
                    AddressText.list(router.addresses()),
                    router.masterAddress() == null
                            ? "-"
                            : AddressText.of(router.masterAddress()) + " (" + router.masterPriority() + ")",
                    router.why()));
        }
        return TextTable.of(rows);
    }

    private static String priority(VirtualRouterStatus router) {
        String yielded = router.yielded() ? " yielded" : "";
        return router.effectivePriority() == router.configuredPriority()
                ? router.configuredPriority() + yielded
                : router.effectivePriority() + " of " + router.configuredPriority() + yielded;
    }

    /** A block for each, and one for the lifelines. */
    static String details(
            List<VirtualRouterStatus> routers, List<PeerStatus> lifelines, ZonedDateTime now, long nanoTime) {
        if (routers.isEmpty()) {
            return NONE;
        }
        StringBuilder out = new StringBuilder();
        for (VirtualRouterStatus router : routers) {
            out.append(out.isEmpty() ? "" : "\n");
            detail(router, now, nanoTime, out);
        }
        if (!lifelines.isEmpty()) {
            out.append("\nlifelines\n");
            for (PeerStatus peer : lifelines) {
                fact(peer.node(), peer.state() + " " + since(peer.since(), now) + ": " + peer.why() + trip(peer), out);
            }
        }
        return out.toString();
    }

    private static String trip(PeerStatus peer) {
        return peer.roundTripNanos() < 0
                ? ""
                : String.format(Locale.ROOT, ", round trip %.2f ms", peer.roundTripNanos() / 1e6);
    }

    private static void detail(VirtualRouterStatus router, ZonedDateTime now, long nanoTime, StringBuilder out) {
        out.append(router.name()).append("  ").append(router.state()).append(' ');
        out.append(since(router.since(), now)).append(": ").append(router.why()).append('\n');
        fact(
                "addresses",
                AddressText.list(router.addresses()) + " on " + router.interfaceName() + ", held by " + held(router),
                out);
        fact("router id", router.routerId() + ", VRRP version " + router.version(), out);
        fact("priority", priority(router) + standing(router), out);
        fact("timers", timers(router, nanoTime), out);
        if (router.peers().isEmpty()) {
            fact("peers", "none heard yet", out);
        }
        for (HeardPeer peer : router.peers()) {
            String age = Units.shortTime(Duration.ofNanos(nanoTime - peer.heardAt()));
            String what = peer.priority() == 0 ? "stopped being master" : "priority " + peer.priority();
            fact(
                    "peer",
                    AddressText.of(peer.address()) + ", " + what + ", heard " + age + " ago, "
                            + plural(peer.adverts(), "advert"),
                    out);
        }
        fact(
                "adverts",
                Units.count(router.advertsSent()) + " sent, " + Units.count(router.advertsReceived()) + " received, "
                        + rejected(router),
                out);
        if (router.lastRejection() != null) {
            fact("", "last rejected: " + router.lastRejection(), out);
        }
        Duration failover = router.transitions().lastFailover();
        String length = failover == null ? "" : "; the last took " + Units.shortTime(failover);
        fact("owned", times(router.becameMaster()) + (router.becameMaster() == 0 ? "" : length), out);
    }

    private static void fact(String name, String value, StringBuilder out) {
        out.append("  %-10s ".formatted(name)).append(value).append('\n');
    }

    private static String since(Instant since, ZonedDateTime now) {
        return "since " + TIME.format(since.atZone(now.getZone())) + " ("
                + Units.duration(Duration.between(since, now.toInstant())) + ")";
    }

    private static String held(VirtualRouterStatus router) {
        String holder = router.holding().hold() == Hold.PROCESS ? "the process" : "the interface";
        Duration lease = router.holding().lease();
        return lease.isZero() ? holder : holder + ", lease " + Units.shortTime(lease);
    }

    /** Why the priority is what it is. */
    private static String standing(VirtualRouterStatus router) {
        String preempts = router.preempts() ? ", preempts" : ", does not preempt";
        String why = router.usable() ? "" : "; cannot serve: " + router.unusableReason();
        return preempts + why;
    }

    private static String timers(VirtualRouterStatus router, long nanoTime) {
        VrrpTimers timers = router.timers();
        String interval = "advert every " + Units.shortTime(timers.advertInterval());
        String down = "master down after " + Units.shortTime(timers.masterDownInterval());
        Long nextAt = timers.nextAt();
        if (nextAt == null) {
            return interval + ", " + down;
        }
        String left = Units.shortTime(Duration.ofNanos(Math.max(0, nextAt - nanoTime)));
        return router.state() == VrrpState.MASTER
                ? interval + ", next in " + left + "; " + down
                : interval + "; " + down + ", " + left + " from now if none is heard";
    }

    private static String rejected(VirtualRouterStatus router) {
        long total = router.advertsRejected().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        String reasons = router.advertsRejected().entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> Units.count(reason.getValue()) + " " + reason.getKey())
                .collect(Collectors.joining(", "));
        return Units.count(total) + " rejected" + (total == 0 ? "" : " (" + reasons + ")");
    }

    private static String times(long count) {
        return count == 0 ? "never" : count == 1 ? "once" : Units.count(count) + " times";
    }

    private static String plural(long count, String what) {
        return Units.count(count) + " " + what + (count == 1 ? "" : "s");
    }

    /** The last hundred of all, the last first. */
    static String transitions(List<VirtualRouterStatus> routers, ZonedDateTime now) {
        if (routers.isEmpty()) {
            return NONE;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TIME", "NAME", "FROM", "TO", "WITHOUT OWNER", "WHY"));
        routers.stream()
                .flatMap(router -> router.transitions().last().stream())
                .sorted(Comparator.comparing(Transition::at).reversed())
                .limit(Transitions.KEPT)
                .forEach(transition -> rows.add(List.of(
                        MILLIS.format(transition.at().atZone(now.getZone())),
                        transition.virtualRouter(),
                        transition.from().name(),
                        transition.to().name(),
                        absence(transition),
                        transition.why())));
        return rows.size() == 1 ? "Nothing has changed since the start.\n" : TextTable.of(rows);
    }

    private static String absence(Transition transition) {
        if (!transition.isGain()) {
            return "";
        }
        Duration absence = transition.withoutOwner();
        return absence == null ? "unknown" : Units.shortTime(absence);
    }
}
