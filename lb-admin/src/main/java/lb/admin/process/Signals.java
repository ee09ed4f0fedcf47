package lb.admin.process;

import java.io.IOException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals, received and sent. */
public final class Signals {
    /** Of Linux, signal(7). */
    public static final int SIGUSR1 = 10;

    public static final int SIGTERM = 15;
    public static final int SIGINT = 2;

    /** More than the kernel takes to end a process. */
    private static final int DEATH_MILLIS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger("lb.node");

    private Signals() {}

    /**
     * Does something at each signal from now on, on a thread of the JVM's for it, in the place of what would happen.
     *
     * @param name without {@code SIG}
     * @return whether it will: not where the JVM keeps the signal to itself, or the system has none of that name
     */
    public static boolean handle(String name, Runnable action) {
        // By reflection: the only API for signals, sun.misc's, gives a compiler warning that cannot be switched off.
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (_, method, _) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handlerType)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
            return true;
        } catch (ReflectiveOperationException e) {
            LOG.debug("SIG{} is not handled", name, e);
            return false;
        }
    }

    /**
     * Ends this process by a signal, as if nobody had handled it, so that whoever waits for it sees that. Nothing else is done
     * at the end. Does not return.
     *
     * @param name without {@code SIG}
     * @param number of it
     */
    public static void dieBy(String name, int number) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handlerType)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            handlerType.getField("SIG_DFL").get(null));
            send(ProcessHandle.current().pid(), number);
            Thread.sleep(DEATH_MILLIS);
        } catch (ReflectiveOperationException | IOException | InterruptedException e) {
            LOG.debug("cannot end by SIG{}", name, e);
        }
        // What a shell makes of such an end.
        Runtime.getRuntime().halt(128 + number);
    }

    /**
     * Sends a signal to a process.
     *
     * @param pid of one process, 1 or more
     * @throws IOException when the system refuses, such as where there is no such process
     */
    public static void send(long pid, int signal) throws IOException {
        if (pid < 1 || pid > Integer.MAX_VALUE) {
            throw new IOException("there is no process " + pid);
        }
        ProcessCalls.checked("kill " + pid, ProcessCalls.kill((int) pid, signal));
    }
}
