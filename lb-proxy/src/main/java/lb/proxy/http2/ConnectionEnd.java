package lb.proxy.http2;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.Stream;
import lb.proxy.settings.FrontendTimeouts;

/**
 * How a connection of HTTP/2 ends: after a while without a request, when the proxy or its address leaves, or for what the client
 * has done (RFC 9113 section 6.8). On its event loop.
 *
 * <pre>
 *  SERVING --leaving: GOAWAY 2^31-1, PING--&gt; ANNOUNCED --its answer, or a second: GOAWAY n--&gt; LEAVING
 *     |                                          |                       | no stream is left
 *     +--time, violation: GOAWAY n--&gt; LINGERING &lt;+-----------------------+
 *                                        | the client's end, or 5 s
 *                                        CLOSED
 * </pre>
 */
final class ConnectionEnd implements Runnable {
    private enum Phase {
        SERVING,
        ANNOUNCED,
        LEAVING,
        LINGERING
    }

    /** As for HTTP/1: a reset is not to overtake the last frames. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int ANY_STREAM = Integer.MAX_VALUE;

    private final Http2Loop loop;
    private final ClientSide side;
    private final Http2Connection connection;
    private final Stream stream;
    private final ConnectionOutput output;
    private final Deadline deadline = new Deadline(this);
    private final long clientTimeout;
    private final long requestTimeout;
    private final long keepAliveTimeout;
    private Phase phase = Phase.SERVING;
    private boolean wasIdle = true;
    private boolean progress;
    private long backlog;

    ConnectionEnd(Http2Loop loop, ClientSide side, FrontendTimeouts timeouts, Stream stream, ConnectionOutput output) {
        this.loop = loop;
        this.side = side;
        connection = side.connection();
        this.stream = stream;
        this.output = output;
        clientTimeout = timeouts.client().toNanos();
        requestTimeout = nanosOf(timeouts.request(), clientTimeout);
        keepAliveTimeout = nanosOf(timeouts.keepAlive(), requestTimeout);
    }

    private static long nanosOf(Duration wanted, long otherwise) {
        return wanted.isZero() ? otherwise : wanted.toNanos();
    }

    /** Whether nothing more is read: the client's end is waited for. */
    boolean isOver() {
        return phase == Phase.LINGERING;
    }

    /** Sets the time of what is waited for now. */
    void arm() {
        long time = !side.isIdle() ? clientTimeout : side.anyRequest() ? keepAliveTimeout : requestTimeout;
        if (connection.frames().awaitsSettings()) {
            long patience = loop.limits().settingsTimeout().toNanos();
            time = time == 0 ? patience : Math.min(time, patience);
        }
        progress = false;
        backlog = stream.backlog();
        arm(time);
    }

    private void arm(long nanos) {
        if (nanos > 0) {
            loop.context().arm(deadline, nanos);
        } else {
            loop.context().suspend(deadline);
        }
    }

    /** Whether a client that has not asked for anything for so long is to go. */
    boolean isTimeUp(long idleNanos) {
        long limit = side.anyRequest() ? keepAliveTimeout : requestTimeout;
        return limit > 0 && idleNanos >= limit;
    }

    /** The client has sent something, or something can be sent to it. */
    void progressed() {
        progress = true;
    }

    /** A turn of the connection is over. */
    void turnOver(boolean idle, boolean inputEnded) {
        if (phase == Phase.LINGERING) {
            return;
        }
        if (idle && (phase == Phase.LEAVING || inputEnded)) {
            finish();
        } else if (phase != Phase.ANNOUNCED && idle != wasIdle) {
            wasIdle = idle;
            arm();
        }
    }

    /** The time is up. */
    @Override
    public void run() {
        Violation overdue = connection.frames().settingsOverdue();
        if (overdue != null && phase != Phase.LINGERING) {
            connection.violated(overdue);
            return;
        }
        switch (phase) {
            case LINGERING -> stream.close();
            case ANNOUNCED -> {
                left();
                connection.turnSoon();
            }
            case SERVING, LEAVING -> {
                if (!side.isIdle()) {
                    // Streams under way have time-outs of their own; those that are answered have only this one.
                    if (!progress && stream.backlog() == backlog) {
                        side.giveUpUnsent();
                    }
                    arm();
                } else if (side.isTimeUp()) {
                    output.goAway(connection.last(), ErrorCode.NO_ERROR, "");
                    finish();
                } else {
                    arm();
                }
            }
        }
    }

    /** No more streams are wanted: the client is told, and has a round trip to hear of it. */
    void announce() {
        if (phase == Phase.SERVING) {
            phase = Phase.ANNOUNCED;
            output.goAway(ANY_STREAM, ErrorCode.NO_ERROR, "");
            connection.frames().writePing();
            arm(ANSWER_NANOS);
        }
    }

    /** The client has answered: what it opens now it has opened too late. */
    void answered() {
        if (phase == Phase.ANNOUNCED) {
            left();
        }
    }

    private void left() {
        phase = Phase.LEAVING;
        output.goAway(connection.last(), ErrorCode.NO_ERROR, "");
        arm();
    }

    /** Whether new streams are not taken any more. */
    boolean isLeaving() {
        return phase == Phase.LEAVING || phase == Phase.LINGERING;
    }

    /** The time is over: streams were broken off. */
    void now() {
        if (phase != Phase.LINGERING) {
            output.goAway(connection.last(), ErrorCode.NO_ERROR, "");
            phase = Phase.LINGERING;
            output.flush();
        }
        stream.close();
    }

    void violated(Violation violation) {
        if (phase != Phase.LINGERING) {
            output.goAway(connection.last(), violation.code(), violation.found());
            finish();
        }
    }

    private void finish() {
        phase = Phase.LINGERING;
        output.flush();
        arm(LINGER_NANOS);
        if (stream.isOpen()) {
            if (stream.isSent()) {
                sent();
            } else {
                stream.whenSent(this::sent);
            }
        }
    }

    private void sent() {
        if (!stream.isOpen()) {
            return;
        }
        if (connection.isInputEnded()) {
            stream.close();
        } else {
            stream.endOutput();
            stream.read();
        }
    }

    /** The connection is no more. */
    void closed() {
        phase = Phase.LINGERING;
        loop.context().disarm(deadline);
    }
}
