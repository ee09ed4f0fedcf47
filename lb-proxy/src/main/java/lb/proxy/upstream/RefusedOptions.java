package lb.proxy.upstream;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is told, once each, of options that the kernel refuses for the connections to one server. Any thread. */
final class RefusedOptions {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedOptions.class);

    private final String server;
    private final AtomicBoolean toldOptions = new AtomicBoolean();
    private final AtomicBoolean toldFastOpen = new AtomicBoolean();

    RefusedOptions(String server) {
        this.server = server;
    }

    /** An option that is asked for was refused, so that there is no connection. */
    void options(Throwable cause) {
        if (toldOptions.compareAndSet(false, true)) {
            LOG.warn(
                    "server \"{}\": its connections cannot have the options that are asked for ({})",
                    server,
                    cause.getMessage());
        }
    }

    /** The first bytes of a connection may not go with the SYN, so that they came later. */
    void fastOpen(Throwable cause) {
        if (toldFastOpen.compareAndSet(false, true)) {
            LOG.warn(
                    "server \"{}\": no tcp-fast-open until the kernel allows it ({}): expected net.ipv4.tcp_fastopen with 1 in it,"
                            + " or 3",
                    server,
                    cause.getMessage());
        }
    }
}
