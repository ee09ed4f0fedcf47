package lb.proxy.upstream;

import java.net.BindException;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicBoolean;
import lb.proxy.limit.LineThrottle;
import lb.proxy.settings.PortRange;
import lb.proxy.settings.ServerSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Local addresses and ports of the connections to one server, and what is told of those that cannot be had. Any thread. */
final class LocalAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAddresses.class);

    private final ServerSettings settings;
    private final @Nullable SourcePorts ports;
    private final AtomicBoolean toldUnavailable = new AtomicBoolean();
    private final LineThrottle exhausted = new LineThrottle();
    private final LineThrottle refused = new LineThrottle();

    LocalAddresses(ServerSettings settings) {
        this.settings = settings;
        PortRange range = settings.connect().sourceOptions().ports();
        ports = range == null ? null : new SourcePorts(range);
    }

    /** The ports of its range; null when there is none. */
    @Nullable
    SourcePorts ports() {
        return ports;
    }

    /** The source address could not be bound, so that a connection went out without: told once. */
    void unavailable(Throwable cause) {
        if (toldUnavailable.compareAndSet(false, true)) {
            LOG.warn(
                    "server \"{}\": its source address {} cannot be used ({}); the kernel chooses one until it can",
                    settings.name(),
                    settings.connect().source(),
                    cause.getMessage());
        }
    }

    /** No port of the range is left for a connection, which there is not: told at most every ten seconds. */
    ConnectException exhausted() {
        ConnectException failure = new ConnectException(
                "no port of " + settings.connect().sourceOptions().ports() + " is free");
        if (exhausted.lets(System.nanoTime())) {
            LOG.warn("server \"{}\": a connection was not made: {}", settings.name(), failure.getMessage());
        }
        return failure;
    }

    /** A connection cannot come from its client's address, so that there is none: told at most every ten seconds. */
    BindException refused(String why) {
        BindException failure = new BindException(why);
        if (refused.lets(System.nanoTime())) {
            LOG.warn(
                    "server \"{}\": a connection was not made, since it cannot come from its client's address ({})",
                    settings.name(),
                    why);
        }
        return failure;
    }
}
