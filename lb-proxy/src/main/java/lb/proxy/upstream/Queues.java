package lb.proxy.upstream;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for servers with room, across all event loops: those who are to come back to a server in that one's line, all
 * others in the backend's. A server with room serves whoever of both has waited for the longest.
 *
 * <pre>
 *   server a   | 7 | 3 |  \
 *   server b   | 6 |       &gt; room at a: 3, 4, 5, 7        room at b: 4, 5, 6
 *   backend    | 5 | 4 |  /
 * </pre>
 *
 * <p>Nobody who comes later may take room while somebody waits for it, and whoever makes room calls {@link #serve}. Both look
 * after they have made their own step visible, so that one of them sees the other: no wake is lost.
 *
 * <p>Any thread. The lock is taken only while somebody waits.
 *
 * @param <S> the servers
 */
final class Queues<S> {
    /** No limit to how many may wait for one server. */
    static final int UNLIMITED = 0;

    /** Where there is room. Called under the lock. */
    interface Rooms<S> {
        /** Takes room of this one, if it has any. */
        boolean take(S server);

        /** Whether it serves who may go to any. */
        boolean servesAll(S server);

        /** Takes room of a server for which alone nobody waits, as balancing chooses; null where none has any. */
        @Nullable
        S takeUnawaited();

        /** Those who wait for this one alone. */
        WaitingLine<S> lineOf(S server);
    }

    private Rooms<S> rooms;
    private Set<S> servers;
    private final WaitingLine<S> any = new WaitingLine<>(false);
    private long comings;

    Queues(Collection<? extends S> servers, Rooms<S> rooms) {
        this.servers = new LinkedHashSet<>(servers);
        this.rooms = rooms;
    }

    /**
     * There are other servers from now on, with room elsewhere. Who waits for one that is gone waits for any; nobody is served
     * before {@link #serve()}.
     */
    synchronized void become(Collection<? extends S> others, Rooms<S> elsewhere) {
        for (S server : servers) {
            if (!others.contains(server)
                    && others.stream().noneMatch(other -> lineOf(other).equals(lineOf(server)))) {
                any.takeAll(lineOf(server));
            }
        }
        any.measure();
        servers = new LinkedHashSet<>(others);
        rooms = elsewhere;
    }

    private WaitingLine<S> lineOf(S server) {
        return rooms.lineOf(server);
    }

    /** Those who wait for any server. */
    WaitingLine<S> any() {
        return any;
    }

    /** Joins those who wait for any server; what is free by then is granted at once. */
    synchronized void enter(Place<S> place) {
        place.number = comings++;
        any.join(place);
        serveAny();
        any.measure();
    }

    /**
     * Joins those who wait for one server; what is free by then is granted at once.
     *
     * @param most how many may wait for it, or {@link #UNLIMITED}
     * @return false if as many do
     */
    synchronized boolean enter(Place<S> place, S server, int most) {
        if (!servers.contains(server)) {
            // A reload has just taken it away.
            enter(place);
            return true;
        }
        WaitingLine<S> line = rooms.lineOf(server);
        if (most != UNLIMITED && line.length() >= most) {
            return false;
        }
        place.number = comings++;
        line.join(place);
        serve(server);
        line.measure();
        return true;
    }

    /** Goes without having been served. False if he was granted something just before, which is then his to give back. */
    synchronized boolean leave(Place<S> place) {
        WaitingLine<S> line = place.line;
        if (line == null) {
            return false;
        }
        line.leave(place);
        return true;
    }

    /** Grants what room this server has, in order. To be called after room was made. */
    synchronized void serve(S server) {
        WaitingLine<S> own = rooms.lineOf(server);
        while (true) {
            Place<S> one = own.first();
            Place<S> other = any.first();
            // Those who wait for it also come before others whom it does not serve (now).
            boolean ownFirst = other == null || (one != null && one.number < other.number) || !rooms.servesAll(server);
            if ((ownFirst && one == null) || !rooms.take(server)) {
                return;
            }
            grant(ownFirst ? own : any, server);
        }
    }

    /** Grants what room there is anywhere. To be called after servers have changed. */
    synchronized void serve() {
        for (S server : servers) {
            if (!rooms.lineOf(server).isEmpty()) {
                serve(server);
            }
        }
        serveAny();
    }

    private void serveAny() {
        while (!any.isEmpty()) {
            S server = rooms.takeUnawaited();
            if (server == null) {
                return;
            }
            grant(any, server);
        }
    }

    /**
     * Those who wait for this server, but for those who stay, wait for any from now on, at their places by the order of
     * coming.
     *
     * @return how many
     */
    synchronized int release(S server) {
        WaitingLine<S> own = rooms.lineOf(server);
        int released = any.takeIn(own);
        any.measure();
        return released;
    }

    private void grant(WaitingLine<S> line, S server) {
        line.serveFirst().granted.accept(server);
    }
}
