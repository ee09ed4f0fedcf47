package lb.admin.cli;

import java.util.concurrent.atomic.AtomicReference;
import lb.admin.process.Signals;
import lb.admin.reload.Reloads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does on the signals that HAProxy and keepalived know beside SIGTERM and SIGINT. Left to the JVM and the
 * kernel, SIGHUP would end it and SIGUSR1 kill it, with its virtual IPs left behind. SIGUSR2 is the JVM's own, unless it was told
 * to use another one.
 */
final class OtherSignals {
    private static final Logger LOG = LoggerFactory.getLogger("lb.node");

    private final AtomicReference<@Nullable Reloads> reloads = new AtomicReference<>();

    private OtherSignals() {}

    /** From now on SIGUSR1 stops cleanly, as SIGTERM does, and SIGHUP reloads, once the node has {@link #started}. */
    static OtherSignals install() {
        OtherSignals signals = new OtherSignals();
        Signals.handle("USR1", () -> {
            LOG.info("SIGUSR1: a clean stop was asked for");
            System.exit(0);
        });
        Signals.handle("HUP", () -> signals.reload("SIGHUP"));
        if (System.getenv("_JAVA_SR_SIGNUM") != null) {
            Signals.handle("USR2", () -> signals.reload("SIGUSR2"));
        }
        return signals;
    }

    /** The node runs. */
    void started(Reloads ofNode) {
        reloads.set(ofNode);
    }

    private void reload(String signal) {
        Reloads ofNode = reloads.get();
        if (ofNode == null) {
            LOG.warn("{}: the node has not started yet: nothing is read again", signal);
        } else {
            var _ = ofNode.reload(signal);
        }
    }
}
