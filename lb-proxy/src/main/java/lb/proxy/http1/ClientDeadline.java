package lb.proxy.http1;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.FrontendSettings;

/**
 * The moment at which a client's time is up, by the time-out that fits what is waited for. On the event loop of its
 * connection.
 */
final class ClientDeadline {
    /** How long a client may go on sending what nobody will read, so that a reset does not overtake the last answer. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LoopContext loop;
    private ClientSession client;
    private Deadline deadline;
    private final long clientTimeout;
    private final long requestTimeout;
    private final long keepAliveTimeout;
    private long backlogBefore;
    private long armedFor;

    ClientDeadline(LoopContext loop, ClientSession client, FrontendSettings settings) {
        this.loop = loop;
        this.client = client;
        deadline = client.deadline();
        clientTimeout = settings.timeouts().client().toNanos();
        requestTimeout = nanosOf(settings.timeouts().request(), clientTimeout);
        keepAliveTimeout = nanosOf(settings.timeouts().keepAlive(), requestTimeout);
    }

    /** Is that of another client from now on. */
    void serve(ClientSession client) {
        this.client = client;
        deadline = client.deadline();
    }

    private static long nanosOf(Duration wanted, long otherwise) {
        return wanted.isZero() ? otherwise : wanted.toNanos();
    }

    /** A request head is to be complete by then. */
    void armForRequest() {
        arm(requestTimeout);
    }

    /** Another request is to begin by then. */
    void armForKeepAlive() {
        arm(keepAliveTimeout);
    }

    /** The last answer is to be taken by then. */
    void armForLastWrite() {
        arm(clientTimeout);
    }

    /** The client, which has been told of the end, is to close by then. */
    void armForLinger() {
        arm(LINGER_NANOS);
    }

    /** Sets or moves it, in ns from now; zero means not for now. */
    void arm(long nanos) {
        if (nanos > 0) {
            backlogBefore = client.stream().backlog();
            armedFor = nanos;
            loop.arm(deadline, nanos);
        } else {
            suspend();
        }
    }

    /** Takes it off for now. */
    void suspend() {
        loop.suspend(deadline);
    }

    /** Takes it off for good. */
    void disarm() {
        loop.disarm(deadline);
    }

    /** Once it has passed: sets it anew if the client has taken something since it was set, and says whether it has. */
    boolean putOff() {
        if (client.stream().backlog() == backlogBefore) {
            return false;
        }
        arm(armedFor);
        return true;
    }
}
