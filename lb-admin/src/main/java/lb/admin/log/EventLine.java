package lb.admin.log;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import lb.ha.Transition;
import lb.proxy.health.AddressChange;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerState;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.health.ServerState.Operation;
import org.jspecify.annotations.Nullable;

/** The sentences about servers, in HAProxy's words because scripts look for them, and about virtual routers. */
final class EventLine {
    private EventLine() {}

    /** What has changed, and what is left. */
    static String of(ServerEvent event) {
        ServerState from = event.from();
        ServerState to = event.to();
        String name = name(event);
        String upOrDown = to.operation() == Operation.DOWN ? "DOWN" : "UP";
        if (to.admin() == Admin.MAINT) {
            return from.operation() == Operation.DOWN
                    ? name + " was DOWN and now enters maintenance" + inBrackets(event.reason()) + via(event) + "."
                    : name + " is going DOWN for maintenance" + inBrackets(event.reason()) + via(event) + "."
                            + left(event);
        }
        if (from.admin() == Admin.MAINT) {
            String forced = event.via().isEmpty() ? "forced " : "";
            String why = event.reason().isEmpty() ? "leaving " + forced + "maintenance" : event.reason();
            return "%s is %s/%s (%s).".formatted(name, upOrDown, to.admin(), why);
        }
        if (from.admin() != to.admin()) {
            return to.admin() == Admin.DRAIN
                    ? name + " enters drain state" + via(event) + "." + (to.isDown() ? left(event) : online(event))
                    : "%s is %s (leaving forced drain).".formatted(name, upOrDown);
        }
        String reason = (event.reason().isEmpty() ? "" : ", reason: " + event.reason()) + via(event) + ".";
        return name
                + switch (to.operation()) {
                    case UP -> " is UP" + reason + online(event);
                    case STOPPING -> " is stopping" + reason + online(event);
                    case DOWN -> " is DOWN" + reason + left(event);
                };
    }

    /** What follows where a server that is drained changes in another way. */
    static String remainsInDrain(ServerEvent event) {
        return name(event) + " remains in forced drain mode.";
    }

    private static String via(ServerEvent event) {
        return event.via().isEmpty() ? "" : " via " + event.via();
    }

    private static String inBrackets(String reason) {
        return reason.isEmpty() ? "" : " (" + reason + ")";
    }

    private static String name(ServerEvent event) {
        return (event.backup() ? "Backup Server " : "Server ") + event.backend() + "/" + event.server();
    }

    private static String online(ServerEvent event) {
        return " %d active and %d backup servers online. %d sessions requeued, %d total in queue."
                .formatted(event.activeServersLeft(), event.backupServersLeft(), event.requeued(), event.queued());
    }

    private static String left(ServerEvent event) {
        boolean onBackup = event.activeServersLeft() == 0 && event.backupServersLeft() > 0;
        return " %d active and %d backup servers left.%s %d sessions active, %d requeued, %d remaining in queue."
                .formatted(
                        event.activeServersLeft(),
                        event.backupServersLeft(),
                        onBackup ? " Running on backup." : "",
                        event.sessions(),
                        event.requeued(),
                        event.queued());
    }

    /** A name has led a server elsewhere; the port is told where it is another. */
    static String of(AddressChange change) {
        boolean samePort = change.from() instanceof InetSocketAddress from
                && change.to() instanceof InetSocketAddress to
                && from.getPort() == to.getPort();
        return "%s/%s changed its %s from %s to %s by DNS (%s)."
                .formatted(
                        change.backend(),
                        change.server(),
                        samePort ? "IP" : "address",
                        text(change.from(), samePort),
                        text(change.to(), samePort),
                        change.by());
    }

    private static String text(SocketAddress address, boolean withoutPort) {
        if (!(address instanceof InetSocketAddress network)) {
            return address.toString();
        }
        return withoutPort ? NetUtil.toAddressString(network.getAddress()) : NetUtil.toSocketAddressString(network);
    }

    /** HAProxy does not tell of it. */
    static String grown(String backend, String server) {
        return "Server %s/%s has ended its slow start.".formatted(backend, server);
    }

    static String noServerAvailable(String backend) {
        return "backend %s has no server available!".formatted(backend);
    }

    static String of(Transition transition) {
        return "Virtual router %s is %s, was %s, reason: %s.%s"
                .formatted(
                        transition.virtualRouter(),
                        transition.to(),
                        transition.from(),
                        transition.why(),
                        transition.isGain() ? absence(transition.withoutOwner()) : "");
    }

    private static String absence(@Nullable Duration withoutOwner) {
        if (withoutOwner == null) {
            return " For how long nobody owned it is not known.";
        }
        return withoutOwner.isZero()
                ? " It had an owner until now."
                : " Nobody owned it for " + withoutOwner.toMillis() + " ms.";
    }

    static String priority(String virtualRouter, int from, int to, String why) {
        return "Virtual router %s has priority %d, was %d, reason: %s.".formatted(virtualRouter, to, from, why);
    }
}
