package lb.proxy.listen;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import lb.proxy.settings.Mode;

/** The sessions of all clients that are open now: those of TCP, and the requests of HTTP. Not on an event loop. */
public final class OpenSessions {
    /** For how long the loops may take to tell of them: who asks is to get what there is. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Collection<Frontend> frontends;

    public OpenSessions(Collection<Frontend> frontends) {
        this.frontends = List.copyOf(frontends);
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

    private interface Visit {
        void of(Session session, Runnable end);
    }

    /** Those of now, the oldest first. */
    public List<Session> list() {
        Queue<Session> found = new ConcurrentLinkedQueue<>();
        visit((session, _) -> found.add(session));
        return found.stream()
                .sorted(Comparator.comparing(Session::startedAt).thenComparing(Session::id))
                .toList();
    }

    /** Ends these, as an administrator's doing; gives their number. */
    public int end(Predicate<Session> which) {
        AtomicInteger ended = new AtomicInteger();
        visit((session, end) -> {
            if (which.test(session)) {
                ended.incrementAndGet();
                end.run();
            }
        });
        return ended.get();
    }

    private void visit(Visit visit) {
        Map<DuplexChannel, EventLoop> clients = new HashMap<>();
        frontends.forEach(frontend -> clients.putAll(frontend.clients().open(_ -> true)));
        Clients.ask(
                clients,
                client -> (SessionQuery) (session, end) -> visit.of(of(idOf(client), session), end),
                PATIENCE_NANOS);
    }

    /** Netty numbers the channels of a process: machine-process-number-time-random. */
    private static String idOf(DuplexChannel client) {
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
