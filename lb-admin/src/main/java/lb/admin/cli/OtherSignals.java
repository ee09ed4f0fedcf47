package lb.admin.cli;

import lb.admin.process.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does on the signals that HAProxy and keepalived know beside SIGTERM and SIGINT. Left to the JVM and the
 * kernel, SIGHUP would end it and SIGUSR1 kill it, with its virtual IPs left behind.
 */
final class OtherSignals {
    private static final Logger LOG = LoggerFactory.getLogger("lb.node");

    private OtherSignals() {}

    /** From now on SIGUSR1 stops cleanly, as SIGTERM does, and SIGHUP is told that there is no reload yet. */
    static void install() {
        Signals.handle("USR1", () -> {
            LOG.info("SIGUSR1: a clean stop was asked for");
            System.exit(0);
        });
        Signals.handle(
                "HUP",
                () -> LOG.warn("SIGHUP: reloading is not done yet in this version; the node goes on with the"
                        + " configuration it has. Another one needs a stop (SIGTERM) and a start"));
    }
}
