package lb.proxy.tcp;

import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.listen.Client;
import lb.proxy.loop.LoopContext;
import lb.proxy.route.PersistRules;
import lb.proxy.route.Route;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.RetryEffort;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.Stickiness;
import lb.proxy.upstream.Turn;
import org.jspecify.annotations.Nullable;

/** The server of one session: chosen at once, or waited for. On the event loop of its client. */
final class ServerChoice implements Turn.Caller {
    /** Who wants a server. */
    interface Caller {
        /** It waits for one with room. */
        void waiting();

        /** This is the one, with a session begun on it. */
        void chosen(Server server);

        /** There is none. */
        void none(EndedBy by, EndedIn in);
    }

    private final LoopContext loop;
    private final Backend backend;
    private final @Nullable PersistRules persist;
    private final Client client;
    private final long key;
    private final @Nullable Server named;
    private final long began;
    private final Caller caller;
    private final RetryEffort retries = new RetryEffort();

    /** The server that the client is to come back to; null for none. */
    private @Nullable Server own;

    /** Whether that was down when the client came. */
    private boolean ownDown;

    private @Nullable Turn turn;
    private @Nullable Server waitedFor;
    private int serverQueue;
    private int backendQueue;

    private final String frontend;
    private long waitedNanos = -1;

    /**
     * @param key what leads to a server, or {@link lb.proxy.balance.Balancer#NO_KEY}
     * @param named the server that the client itself names; null for none
     * @param began when the session did
     * @param frontend the name of that which the client has come to
     */
    ServerChoice(
            LoopContext loop,
            Route.Forward route,
            long key,
            @Nullable Server named,
            Client client,
            long began,
            String frontend,
            Caller caller) {
        this.frontend = frontend;
        this.loop = loop;
        this.key = key;
        this.named = named;
        this.began = began;
        this.client = client;
        this.caller = caller;
        backend = route.backend();
        persist = route.persist();
    }

    /** Begins, once; tells the caller, perhaps before this returns. */
    void begin() {
        Server first = ownServer();
        own = first;
        if (first != null) {
            if (backend.begin(first, loop.index())) {
                caller.chosen(first);
                return;
            }
            if (awaitTurn(first)) {
                return;
            }
        }
        Server next = backend.next(key, loop.index());
        if (next != null) {
            caller.chosen(next);
        } else if (!awaitTurn(null)) {
            backend.counters().add(loop.index(), Counter.CONNECTION_ERRORS, 1);
            caller.none(EndedBy.SERVER, EndedIn.CONNECT);
        }
    }

    /** The server that the client is to come back to; null for any. */
    private @Nullable Server ownServer() {
        Stickiness stickiness = backend.stickiness();
        if (stickiness == null && named == null) {
            retries.begin(backend, false);
            return null;
        }
        boolean forced = persist != null && persist.isForced(Greeting.silent(client, frontend));
        boolean evenDown = persist != null && (forced || persist.whenDown());
        // It was told by the server that it had, and would be sent on again and again.
        Server found = named != null && (evenDown || named.reachable()) ? named : null;
        if (found == null && stickiness != null) {
            found = stickiness.find(client.sourceBytes(), loop.nanoTime(), evenDown);
        }
        retries.begin(backend, forced && found != null);
        ownDown = evenDown && found != null && !found.reachable();
        return found;
    }

    /**
     * Waits for a server with room.
     *
     * @param wanted null for any
     * @return false where there is nothing to wait for, and another may be looked for
     */
    private boolean awaitTurn(@Nullable Server wanted) {
        Turn wait = backend.turn(loop, wanted, this);
        if (wait == null) {
            return false;
        }
        if (wait.await(retries.mayRedispatch())) {
            turn = wait;
            caller.waiting();
            return true;
        }
        if (retries.mayRedispatch()) {
            return false;
        }
        waitedFor = wanted;
        caller.none(EndedBy.SERVER, EndedIn.QUEUE);
        return true;
    }

    @Override
    public void turnCame(Server server) {
        end();
        caller.chosen(server);
    }

    @Override
    public void turnMissed() {
        caller.none(EndedBy.SERVER_TIMEOUT, EndedIn.QUEUE);
    }

    /** Waits no longer. */
    void end() {
        if (turn != null) {
            turn.cancel();
            serverQueue = turn.serverPosition();
            backendQueue = turn.backendPosition();
            waitedFor = turn.wanted();
            waitedNanos = loop.nanoTime() - began;
            turn = null;
        }
    }

    boolean isWaiting() {
        return turn != null;
    }

    /** The retries of the session. */
    RetryEffort retries() {
        return retries;
    }

    /** Whether the client is to come back to this server. */
    boolean isOwn(Server server) {
        return server.equals(own);
    }

    /** Whether the client was sent to this server although it was down. */
    boolean isKeptDown(Server server) {
        return ownDown && isOwn(server);
    }

    /** The server whose queue it left, or whose queue did not take it; null for none. */
    @Nullable
    Server waitedFor() {
        return waitedFor;
    }

    boolean hasWaited() {
        return waitedNanos >= 0;
    }

    /** How long it waited, in ns; -1 where there was nothing to wait for. */
    long waitedNanos() {
        return waitedNanos;
    }

    int serverQueue() {
        return serverQueue;
    }

    int backendQueue() {
        return backendQueue;
    }
}
