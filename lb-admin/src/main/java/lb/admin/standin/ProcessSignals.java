package lb.admin.standin;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import lb.admin.boot.LoadBalancer;
import lb.admin.process.ServiceNotice;
import lb.admin.process.Signals;
import lb.admin.standin.HaproxyLine.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What a process in the place of HAProxy does at each signal (its management guide, section 4):
 *
 * <pre>
 *   SIGTERM, SIGINT   at once, whatever is under way; it ends by the signal, or as a master process with 0 and 130
 *   SIGUSR1           accepts no more, and ends with 0 when the last client has gone, or after hard-stop-after
 *   SIGTTOU, SIGTTIN  lets go of its addresses, and takes them again
 *   SIGHUP, SIGUSR2   reads its files again, and becomes what they say
 * </pre>
 *
 * <p>Each is handled on a thread of its own.
 */
final class ProcessSignals {
    private static final int INTERRUPTED = 130;

    private final Duration hardStopAfter;
    private final Mode mode;
    private final Alerts alerts;
    private final AtomicReference<@Nullable LoadBalancer> node = new AtomicReference<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    ProcessSignals(Duration hardStopAfter, Mode mode, Alerts alerts) {
        this.hardStopAfter = hardStopAfter;
        this.mode = mode;
        this.alerts = alerts;
    }

    /** @param jvmLeavesUsr2 whether the JVM was told to use another signal than SIGUSR2 for its own purposes */
    void install(boolean jvmLeavesUsr2) {
        Signals.handle("TERM", () -> stopNow("TERM", Signals.SIGTERM));
        Signals.handle("INT", () -> stopNow("INT", Signals.SIGINT));
        Signals.handle("USR1", this::finish);
        Signals.handle("HUP", () -> reload("SIGHUP"));
        if (jvmLeavesUsr2) {
            Signals.handle("USR2", () -> reload("SIGUSR2"));
        }
        Signals.handle("TTOU", this::pause);
        Signals.handle("TTIN", this::resume);
    }

    void started(LoadBalancer running) {
        node.set(running);
    }

    private void stopNow(String name, int number) {
        LoadBalancer running = node.get();
        // Whoever finishes holds what would be closed; the kernel closes it as well.
        if (running != null && stopping.compareAndSet(false, true)) {
            tellServiceManager();
            running.close(Duration.ZERO);
        }
        if (mode == Mode.ALONE) {
            Signals.dieBy(name, number);
        }
        Runtime.getRuntime().halt(number == Signals.SIGINT ? INTERRUPTED : 0);
    }

    private void finish() {
        LoadBalancer running = node.get();
        if (running == null) {
            Runtime.getRuntime().halt(0);
        } else if (stopping.compareAndSet(false, true)) {
            tellServiceManager();
            alerts.warning("SIGUSR1: no more connections are accepted; this process ends with the last one");
            running.close(hardStopAfter);
            Runtime.getRuntime().halt(0);
        }
    }

    private void tellServiceManager() {
        if (mode == Mode.MASTER_OF_SYSTEMD) {
            try {
                ServiceNotice.send(System.getenv("NOTIFY_SOCKET"), ServiceNotice.STOPPING);
            } catch (IOException e) {
                alerts.notice(String.valueOf(e.getMessage()));
            }
        }
    }

    private void reload(String signal) {
        LoadBalancer running = node.get();
        if (running == null) {
            alerts.warning(signal + ": it has not started yet: nothing is read again");
        } else {
            var _ = running.reloads().reload(signal);
        }
    }

    private void pause() {
        LoadBalancer running = node.get();
        if (running != null) {
            running.pause().forEach(name -> alerts.warning("SIGTTOU: frontend " + name + " is paused"));
        }
    }

    private void resume() {
        LoadBalancer running = node.get();
        if (running != null) {
            running.resume().forEach(problem -> alerts.warning("SIGTTIN: " + problem));
        }
    }
}
