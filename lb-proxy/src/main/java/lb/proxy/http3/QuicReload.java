package lb.proxy.http3;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lb.proxy.listen.BoundAddress;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Protocol;
import lb.proxy.settings.BindSettings;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.QuicCertificates;
import org.jspecify.annotations.Nullable;

/**
 * What a reload makes of the sockets of HTTP/3: what is new is bound, and silent, until it is put in force or given up. One that is
 * there stays for whoever wants its address, also one that was about to close with its last connection. Not on an event loop.
 */
public final class QuicReload {
    private static final String PROTOCOL = "h3";

    private final QuicListeners owner;
    private final List<Http3Loop> loops;
    private final List<QuicListener> before;
    private final List<QuicListener> departing;
    private final List<Place> places = new ArrayList<>();
    private final List<QuicListener> bound = new ArrayList<>();

    /** Those that were about to close. */
    private final List<QuicListener> back = new ArrayList<>();

    /** Those that an older process has still. */
    private final List<Late> late = new ArrayList<>();

    /** An address that is bound when an older process has let go of it. */
    record Late(Frontend frontend, InetSocketAddress address, int bind, QuicCertificates certificates) {
        Late of(Map<String, Frontend> frontends) {
            return new Late(frontends.getOrDefault(frontend.name(), frontend), address, bind, certificates);
        }

        QuicListener listen(Http3Loop loop) throws IOException {
            return QuicListener.bind(loop, frontend.latest(), address, bind, certificates);
        }
    }

    /** One address of the next settings. */
    private record Place(QuicListener listener, Frontend frontend, int bind, QuicCertificates certificates) {}

    /** One that is to be found a socket for. */
    private record Wanted(Frontend frontend, int bind, BindSettings settings) {
        InetSocketAddress address() {
            return (InetSocketAddress) settings.address();
        }
    }

    QuicReload(QuicListeners owner, List<Http3Loop> loops, List<QuicListener> before, List<QuicListener> departing) {
        this.owner = owner;
        this.loops = loops;
        this.before = before;
        this.departing = List.copyOf(departing);
    }

    void prepare(
            Collection<Frontend> next,
            Function<BindSettings, ListenContext> certificates,
            Predicate<Frontend> silent,
            List<String> problems) {
        List<Wanted> all = wanted(next);
        List<@Nullable QuicListener> found = found(all);
        for (int i = 0; i < all.size(); i++) {
            Wanted wanted = all.get(i);
            String name = "frontend \"" + wanted.frontend().name() + "\"";
            String absence = QuicLibrary.absence();
            if (!absence.isEmpty()) {
                problems.add(name + ": no HTTP/3 on port " + wanted.address().getPort() + ": " + absence);
                continue;
            }
            QuicListener known = found.get(i);
            if (known == null && silent.test(wanted.frontend())) {
                problems.add(name + " does not listen now: it can have an address of HTTP/3 once it does again");
                continue;
            }
            try {
                place(wanted, known, certificates.apply(wanted.settings()));
            } catch (IOException e) {
                problems.add(BoundAddress.problem(Protocol.UDP, wanted.frontend(), wanted.address(), e, ours()));
            }
        }
    }

    private static List<Wanted> wanted(Collection<Frontend> next) {
        List<Wanted> all = new ArrayList<>();
        for (Frontend frontend : next) {
            int number = 0;
            for (BindSettings bind : frontend.settings().binds()) {
                number++;
                if (bind.quic()) {
                    all.add(new Wanted(frontend, number, bind));
                }
            }
        }
        return all;
    }

    /** The socket of each that there is one for: that of its own frontend, or else one of another. */
    private List<@Nullable QuicListener> found(List<Wanted> all) {
        List<QuicListener> left = new ArrayList<>(before);
        left.addAll(departing);
        List<@Nullable QuicListener> found = new ArrayList<>();
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

    private static @Nullable QuicListener take(List<QuicListener> from, Predicate<QuicListener> which) {
        for (QuicListener one : from) {
            if (which.test(one)) {
                from.remove(one);
                return one;
            }
        }
        return null;
    }

    private void place(Wanted wanted, @Nullable QuicListener known, ListenContext context) throws IOException {
        QuicListener listener = known;
        if (listener != null && departing.contains(listener)) {
            if (listener.stay()) {
                back.add(listener);
            } else {
                // Its last connection has just ended: the address is free in a moment.
                listener.close();
                listener = null;
            }
        }
        QuicCertificates certificates =
                listener != null && listener.certificates().areOf(context)
                        ? listener.certificates()
                        : new QuicCertificates(context, PROTOCOL);
        if (listener == null) {
            QuicListener fresh = listen(new Late(wanted.frontend(), wanted.address(), wanted.bind(), certificates));
            if (fresh == null) {
                return;
            }
            bound.add(fresh);
            listener = fresh;
        }
        places.add(new Place(listener, wanted.frontend(), wanted.bind(), certificates));
    }

    /** Null where it comes later. */
    private @Nullable QuicListener listen(Late wanted) throws IOException {
        try {
            QuicListener fresh = wanted.listen(
                    loop(loops, Stream.concat(before.stream(), bound.stream()).toList()));
            fresh.whenClosed(() -> owner.closed(fresh));
            return fresh;
        } catch (IOException e) {
            if (!BoundAddress.isTaken(e) || !owner.mayComeLate(wanted.address())) {
                throw e;
            }
            late.add(wanted);
            return null;
        }
    }

    /** One socket each: they are spread over the loops. */
    static Http3Loop loop(List<Http3Loop> loops, List<QuicListener> others) {
        return loops.stream()
                .min(Comparator.comparingLong(loop ->
                        others.stream().filter(one -> one.loop().equals(loop)).count()))
                .orElseThrow();
    }

    private List<BoundAddress> ours() {
        return Stream.of(before, departing, bound)
                .flatMap(List::stream)
                .map(one -> new BoundAddress(
                        one.frontend(), one.asked(), one.address().getPort()))
                .toList();
    }

    List<Late> late() {
        return List.copyOf(late);
    }

    /** In the order of the settings. */
    List<QuicListener> listeners() {
        return places.stream().map(Place::listener).toList();
    }

    /**
     * Puts it in force: clients to come are those of the new frontends, and what nobody wants closes with its last connection.
     *
     * @param frontends by name, in the places of those with which it was prepared
     */
    public void commit(Map<String, Frontend> frontends) {
        for (Place place : places) {
            Frontend frontend =
                    Objects.requireNonNullElse(frontends.get(place.frontend().name()), place.frontend());
            place.listener().serve(frontend, place.bind(), place.certificates());
        }
        owner.become(listeners(), late.stream().map(one -> one.of(frontends)).toList());
        bound.forEach(QuicListener::open);
    }

    /** Gives it up: nothing has changed. */
    public void discard() {
        places.clear();
        late.clear();
        bound.forEach(QuicListener::close);
        back.forEach(QuicListener::depart);
        owner.unchanged();
    }
}
