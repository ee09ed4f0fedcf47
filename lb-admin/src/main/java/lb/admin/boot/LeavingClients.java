package lb.admin.boot;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lb.admin.log.EventLog;
import lb.ha.handover.Clients;
import lb.ha.settings.AddressText;
import lb.proxy.Proxy;
import lb.proxy.listen.Departed;
import lb.proxy.listen.Departure;

/**
 * Leads clients away from virtual addresses that this node is to leave, so that they find the next owner and lose no request
 * when the addresses are given up; on a thread for each time. Any thread.
 */
final class LeavingClients implements Clients {
    private final Proxy proxy;
    private final Supplier<Duration> asked;
    private final EventLog events;
    private final BooleanSupplier prepared;
    private final Map<Set<InetAddress>, Departure> departures = new ConcurrentHashMap<>();

    /**
     * @param asked how long clients may go on, by the file as it is; zero for not leading them away
     * @param prepared whether clients are served as fast as they will be
     */
    LeavingClients(Proxy proxy, Supplier<Duration> asked, EventLog events, BooleanSupplier prepared) {
        this.asked = asked;
        this.proxy = proxy;
        this.events = events;
        this.prepared = prepared;
    }

    @Override
    public boolean arePrepared() {
        return asked.get().isZero() || prepared.getAsBoolean();
    }

    @Override
    public void leadAway(Set<InetAddress> addresses, Duration drain, Runnable away) {
        if (asked.get().isZero()) {
            away.run();
            return;
        }
        Departure departure = proxy.departureOf(addresses);
        departures.put(addresses, departure);
        Thread.ofPlatform().name("lb-leaving").daemon().start(() -> {
            String names = addresses.stream().map(AddressText::of).sorted().collect(Collectors.joining(", "));
            Optional<Departed> departed = Optional.empty();
            try {
                departed = lead(names, departure, drain);
            } finally {
                // First: nobody is served until the addresses are somewhere else.
                away.run();
            }
            departed.ifPresent(left -> tell(names, left));
        });
    }

    private Optional<Departed> lead(String addresses, Departure departure, Duration drain) {
        if (!drain.isZero()) {
            events.notice("clients of " + addresses + " are led away, for " + drain.toMillis() + " ms at most");
            departure.drain(drain);
        }
        return departure.holdBack();
    }

    private void tell(String addresses, Departed departed) {
        departed.refusals().forEach(events::warning);
        String sentence = sentence(addresses, departed);
        if (departed.isWithoutLoss()) {
            events.notice(sentence);
        } else {
            events.warning(sentence);
        }
    }

    @Override
    public void letIn(Set<InetAddress> addresses) {
        Departure departure = departures.remove(addresses);
        if (departure != null) {
            departure.letIn();
        }
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
