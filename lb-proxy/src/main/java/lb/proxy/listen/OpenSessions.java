package lb.proxy.listen;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import lb.proxy.settings.Mode;

/** The sessions of all clients that are open now: those of TCP, and the requests of HTTP. Not on an event loop. */
public final class OpenSessions {
    /** For how long the loops may take to tell of them: who asks is to get what there is. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Supplier<Collection<Frontend>> frontends;

    /** @param frontends those of the moment */
    public OpenSessions(Supplier<Collection<Frontend>> frontends) {
        this.frontends = frontends;
    }

    /**
     * One of them.
     *
     * @param id that of its client's connection, which no other has, in eight hexadecimal digits
     * @param backend that of the frontend's name where none was chosen
     * @param server {@code <NOSRV>} where none was chosen
     * @param bytesToClient so far
     */
    public record Session(
            String id,
            Mode mode,
            InetSocketAddress source,
            String frontend,
            String backend,
            String server,
            Instant startedAt,
            long bytesToClient) {}

    /**
     * Some of them.
     *
     * @param sessions the oldest first
     * @param whole false where an event loop was late: there may be more
     */
    public record Seen(List<Session> sessions, boolean whole) {
        public static final Seen NONE = new Seen(List.of(), true);

        public Seen {
            sessions = List.copyOf(sessions);
        }
    }

    private interface Visit {
        /** Whether it is one of those looked for. */
        boolean of(Session session, Runnable end);
    }

    /** Those of now. */
    public Seen look() {
        return visit((_, _) -> true);
    }

    /** As {@link #look}, for whom it does not matter whether there are more. */
    public List<Session> list() {
        return look().sessions();
    }

    /** Ends these, as an administrator's doing; gives those that have ended. What a late event loop has of them ends later. */
    public Seen shutdown(Predicate<Session> which) {
        return visit((session, end) -> {
            boolean meant = which.test(session);
            if (meant) {
                end.run();
            }
            return meant;
        });
    }

    /** The same; gives their number. */
    public int end(Predicate<Session> which) {
        return shutdown(which).sessions().size();
    }

    private Seen visit(Visit visit) {
        Map<Channel, EventLoop> clients = new HashMap<>();
        frontends.get().forEach(frontend -> clients.putAll(frontend.clients().open(_ -> true)));
        Queue<Session> found = new ConcurrentLinkedQueue<>();
        boolean whole = Clients.ask(
                clients,
                client -> (SessionQuery) (exchange, end) -> {
                    Session session = of(idOf(client), exchange);
                    if (visit.of(session, end)) {
                        found.add(session);
                    }
                },
                PATIENCE_NANOS);
        return new Seen(
                found.stream()
                        .sorted(Comparator.comparing(Session::startedAt).thenComparing(Session::id))
                        .toList(),
                whole);
    }

    /** Netty numbers the channels of a process: machine-process-number-time-random. */
    private static String idOf(Channel client) {
        return client.id().asLongText().split("-", -1)[2];
    }

    private static Session of(String id, FrontendExchange session) {
        return new Session(
                id,
                session.cameIn().settings().mode(),
                session.client(),
                session.frontend(),
                session.backend(),
                session.server(),
                Instant.ofEpochMilli(session.startedAt()),
                session.bytesToClient());
    }
}
