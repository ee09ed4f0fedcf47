package lb.proxy.listen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lb.proxy.settings.BindSettings;
import org.jspecify.annotations.Nullable;

/** What a reload makes of the listening sockets: what is new is bound, and silent, until it is put in force or given up. */
public final class ListenerReload {
    private final Listeners listeners;
    private final List<Pair> kept;
    private final List<Listener> bound;

    ListenerReload(Listeners listeners, List<Pair> kept, List<Listener> bound) {
        this.listeners = listeners;
        this.kept = kept;
        this.bound = bound;
    }

    /** One socket, as it was and as it will be. */
    record Pair(Listener before, Listener after) {}

    /** One address of a frontend. */
    private record Bind(String frontend, int number) {}

    /** The sockets that stay. */
    record Kept(Map<Bind, List<Pair>> binds) {
        /** Which of these go on, for addresses that the frontends of the same names have, too. */
        static Kept of(List<Listener> listeners, List<Frontend> next) {
            Map<Bind, List<Listener>> before = new LinkedHashMap<>();
            for (Listener listener : listeners) {
                before.computeIfAbsent(new Bind(listener.frontend().name(), listener.bind()), _ -> new ArrayList<>())
                        .add(listener);
            }
            Map<Bind, List<Pair>> kept = new LinkedHashMap<>();
            for (Frontend frontend : next) {
                for (int number = 0; number < frontend.settings().binds().size(); number++) {
                    if (frontend.settings().binds().get(number).quic()) {
                        continue;
                    }
                    List<Listener> own =
                            take(before, frontend, frontend.settings().binds().get(number));
                    if (own != null) {
                        int is = number;
                        kept.put(
                                new Bind(frontend.name(), number),
                                own.stream()
                                        .map(one -> new Pair(one, one.of(frontend, is)))
                                        .toList());
                    }
                }
            }
            return new Kept(kept);
        }

        private static @Nullable List<Listener> take(
                Map<Bind, List<Listener>> before, Frontend frontend, BindSettings wanted) {
            for (Map.Entry<Bind, List<Listener>> one : before.entrySet()) {
                BindSettings has = one.getValue().getFirst().settings();
                if (one.getKey().frontend().equals(frontend.name())
                        && has.address().equals(wanted.address())
                        && Objects.equals(has.tcp().device(), wanted.tcp().device())) {
                    return before.remove(one.getKey());
                }
            }
            return null;
        }

        boolean has(Frontend frontend, int number) {
            return binds.containsKey(new Bind(frontend.name(), number));
        }

        List<Pair> all() {
            return binds.values().stream().flatMap(List::stream).toList();
        }
    }

    /**
     * Puts it in force: clients to come are those of the new frontends, and what nobody wants is closed. Not on an event loop.
     *
     * @param frontends by name, in the places of those with which it was prepared
     */
    public void commit(Map<String, Frontend> frontends) {
        listeners.become(
                kept.stream()
                        .map(pair -> new Pair(pair.before(), settled(pair.after(), frontends)))
                        .toList(),
                bound.stream().map(listener -> settled(listener, frontends)).toList());
    }

    private static Listener settled(Listener listener, Map<String, Frontend> frontends) {
        Frontend frontend = frontends.get(listener.frontend().name());
        return frontend == null ? listener : listener.of(frontend, listener.bind());
    }

    /** Gives it up: nothing has changed. Not on an event loop. */
    public void discard() {
        listeners.discard(bound);
    }
}
