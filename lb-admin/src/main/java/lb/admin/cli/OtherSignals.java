package lb.admin.cli;

import java.lang.reflect.Proxy;
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
        handle("USR1", () -> {
            LOG.info("SIGUSR1: a clean stop was asked for");
            System.exit(0);
        });
        handle(
                "HUP",
                () -> LOG.warn("SIGHUP: reloading is not done yet in this version; the node goes on with the"
                        + " configuration it has. Another one needs a stop (SIGTERM) and a start"));
    }

    /** By reflection: the only API for signals, sun.misc's, gives a compiler warning that cannot be switched off. */
    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    OtherSignals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handlerType)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
        } catch (ReflectiveOperationException e) {
            // The JVM keeps the signal to itself (-Xrs), or the system has none of that name.
            LOG.debug("SIG{} is not handled", name, e);
        }
    }
}
