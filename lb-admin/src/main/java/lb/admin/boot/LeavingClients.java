package lb.admin.boot;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lb.admin.log.EventLog;
import lb.ha.VirtualRouterStatus;
import lb.ha.settings.AddressText;
import lb.ha.vrrp.VrrpState;
import lb.proxy.Proxy;
import lb.proxy.listen.Departed;
import lb.proxy.listen.Departure;

/**
 * The first step of a stop: leads clients away from the virtual addresses that this node owns, so that they find the next
 * owner and lose no request when the addresses are given up.
 *
 * @param routers the state of the virtual routers now
 * @param drain how long their connections may go on; zero: the addresses are given up at once, as they are when none is owned
 */
record LeavingClients(Proxy proxy, Supplier<List<VirtualRouterStatus>> routers, EventLog events, Duration drain)
        implements AutoCloseable {

    @Override
    public void close() {
        Set<InetAddress> owned = owned(routers.get());
        if (owned.isEmpty() || drain.isZero()) {
            return;
        }
        String addresses = owned.stream().map(AddressText::of).collect(Collectors.joining(", "));
        events.notice("stopping: clients of " + addresses + " are led away, for " + drain.toMillis() + " ms at most");
        Departure departure = proxy.departureOf(owned);
        departure.drain(drain);
        Departed departed = departure.holdBack();
        departed.refusals().forEach(events::warning);
        String sentence = sentence(addresses, departed);
        if (departed.isWithoutLoss()) {
            events.notice(sentence);
        } else {
            events.warning(sentence);
        }
    }

    static Set<InetAddress> owned(List<VirtualRouterStatus> routers) {
        Set<InetAddress> owned = new LinkedHashSet<>();
        for (VirtualRouterStatus router : routers) {
            if (router.state() == VrrpState.MASTER) {
                owned.addAll(router.addresses());
                owned.addAll(router.excludedAddresses());
            }
        }
        return owned;
    }

    static String sentence(String addresses, Departed departed) {
        String idle = departed.idle() == 0 ? "" : "; " + number(departed.idle(), "idle connection") + " closed";
        if (departed.isWithoutLoss()) {
            return "clients of " + addresses + " have left: nothing broken off" + idle;
        }
        List<String> lost = new ArrayList<>();
        if (departed.requests() > 0) {
            lost.add(number(departed.requests(), "request"));
        }
        if (departed.sessions() > 0) {
            lost.add(number(departed.sessions(), "session"));
        }
        return "clients of " + addresses + " have left: " + String.join(" and ", lost)
                + " broken off, which took longer than the drain" + idle;
    }

    private static String number(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
