package lb.proxy.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lb.proxy.listen.BoundAddress;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Protocol;
import lb.proxy.settings.BindSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a reload makes of the addresses of mode udp: what is new is bound, and silent, until it is put in force or given up. One that is there
 * stays for whoever wants it, also one that was about to close with its last session. Not on an event loop.
 */
public final class UdpReload {
    private final UdpListeners owner;
    private final List<UdpLoop> loops;
    private final List<UdpAddress> before;
    private final List<UdpAddress> departing;
    private final List<Place> places = new ArrayList<>();
    private final List<UdpAddress> bound = new ArrayList<>();

    /** Those that were about to close. */
    private final List<UdpAddress> back = new ArrayList<>();

    /** One address of the next settings. */
    private record Place(UdpAddress address, Frontend frontend) {}

    /** One that is to be found a socket for. */
    private record Wanted(Frontend frontend, InetSocketAddress address) {}

    UdpReload(UdpListeners owner, List<UdpLoop> loops, List<UdpAddress> before, List<UdpAddress> departing) {
        this.owner = owner;
        this.loops = loops;
        this.before = before;
        this.departing = List.copyOf(departing);
    }

    void prepare(List<Frontend> next, PassedDatagrams passed, List<String> problems) {
        List<Wanted> all = new ArrayList<>();
        for (Frontend frontend : next) {
            for (BindSettings bind : frontend.settings().binds()) {
                // Nothing else takes datagrams here.
                all.add(new Wanted(frontend, (InetSocketAddress) bind.address()));
            }
        }
        List<@Nullable UdpAddress> found = found(all);
        for (int i = 0; i < all.size(); i++) {
            Wanted wanted = all.get(i);
            try {
                place(wanted, found.get(i), passed);
            } catch (IOException e) {
                problems.add(BoundAddress.problem(Protocol.UDP, wanted.frontend(), wanted.address(), e, ours()));
            }
        }
    }

    /** The sockets of each that there are some for: those of its own frontend, or else of another. */
    private List<@Nullable UdpAddress> found(List<Wanted> all) {
        List<UdpAddress> left = new ArrayList<>(before);
        left.addAll(departing);
        List<@Nullable UdpAddress> found = new ArrayList<>();
        for (Wanted wanted : all) {
            found.add(take(
                    left,
                    one -> one.asked().equals(wanted.address())
                            && one.frontend().name().equals(wanted.frontend().name())));
        }
        for (int i = 0; i < all.size(); i++) {
            InetSocketAddress address = all.get(i).address();
            // Any port will do: it was another one for each.
            if (found.get(i) == null && address.getPort() != 0) {
                found.set(i, take(left, one -> one.asked().equals(address)));
            }
        }
        return found;
    }

    private static @Nullable UdpAddress take(List<UdpAddress> from, Predicate<UdpAddress> which) {
        for (UdpAddress one : from) {
            if (which.test(one)) {
                from.remove(one);
                return one;
            }
        }
        return null;
    }

    private void place(Wanted wanted, @Nullable UdpAddress known, PassedDatagrams passed) throws IOException {
        UdpAddress address = known;
        if (address != null && departing.contains(address)) {
            if (address.stay()) {
                back.add(address);
            } else {
                // Its last session has just ended: the address is free in a moment.
                address.close();
                address = null;
            }
        }
        if (address == null) {
            address = UdpAddress.bind(wanted.frontend(), wanted.address(), loops, before.size() + bound.size(), passed);
            bound.add(address);
        }
        places.add(new Place(address, wanted.frontend()));
    }

    private List<BoundAddress> ours() {
        return Stream.of(before, departing, bound)
                .flatMap(List::stream)
                .map(one -> new BoundAddress(
                        one.frontend(), one.asked(), one.local().getPort()))
                .toList();
    }

    /** In the order of the settings. */
    List<UdpAddress> addresses() {
        return places.stream().map(Place::address).toList();
    }

    /**
     * Puts it in force: sessions to come are those of the new frontends, and what nobody wants closes with its last session.
     *
     * @param frontends by name, in the places of those with which it was prepared
     */
    public void commit(Map<String, Frontend> frontends) {
        for (Place place : places) {
            place.address()
                    .serve(Objects.requireNonNullElse(
                            frontends.get(place.frontend().name()), place.frontend()));
        }
        owner.become(addresses());
        bound.forEach(UdpAddress::open);
    }

    /** Gives it up: nothing has changed. */
    public void discard() {
        places.clear();
        bound.forEach(UdpAddress::close);
        back.forEach(UdpAddress::depart);
    }
}
