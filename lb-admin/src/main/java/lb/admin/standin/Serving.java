package lb.admin.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import lb.admin.boot.LoadBalancer;
import lb.admin.boot.StartException;
import lb.admin.config.Configuration;
import lb.admin.config.LoadResult;
import lb.admin.config.UnixAddresses;
import lb.admin.config.ValueException;
import lb.admin.process.Background;
import lb.admin.process.ServiceNotice;
import lb.admin.process.Signals;
import lb.admin.runtime.OldListeners;
import lb.admin.standin.HaproxyLine.Mode;
import lb.proxy.settings.PassedSocket;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;

/** A node in the place of a running HAProxy: its start, who is told of it, and its signals. */
final class Serving {
    private static final int FAILED = 1;

    /** For what an older process that is busy has to say. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HaproxyLine line;
    private final Alerts alerts;
    private final String version;
    private final String lock;
    private final Supplier<LoadResult> files;

    /**
     * @param lock name of the lock of a node with virtual IPs; empty for the usual one
     * @param files reads them again
     */
    Serving(HaproxyLine line, Alerts alerts, String version, String lock, Supplier<LoadResult> files) {
        this.files = files;
        this.line = line;
        this.alerts = alerts;
        this.version = version;
        this.lock = lock;
    }

    /** Serves until a signal ends the process; returns the exit status where it cannot. */
    int serve(Configuration configuration) throws InterruptedException {
        if (!LineSettings.haveWork(configuration)) {
            alerts.alert("nothing listens: there is no bind");
            return FAILED;
        }
        boolean pair = !configuration.virtualRouters().isEmpty();
        if (pair && (!line.older().isEmpty() || line.oldSocket() != null)) {
            alerts.alert(
                    "-sf, -st and -x with virtual IPs are not done yet in this version: they are one process's; stop it"
                            + " first, and the other node takes them meanwhile");
            return FAILED;
        }
        Configuration whole = withOldListeners(configuration);
        if (whole == null) {
            return FAILED;
        }
        String ownLock = "haproxy-" + ProcessHandle.current().pid();
        ProcessSignals signals = new ProcessSignals(configuration.drain(), line.mode(), alerts);
        signals.install(System.getenv("_JAVA_SR_SIGNUM") != null);
        try {
            LoadBalancer node = LoadBalancer.start(
                    whole, !pair ? ownLock : lock.isEmpty() ? LoadBalancer.DEFAULT_LOCK : lock, version, files);
            signals.started(node);
            return serving(node);
        } catch (StartException e) {
            e.problems().forEach(alerts::alert);
            return FAILED;
        }
    }

    /** With the listening sockets of the older process, where they are to be taken over; null where they cannot be. */
    private @Nullable Configuration withOldListeners(Configuration configuration) {
        String socket = line.oldSocket();
        if (socket == null) {
            return configuration;
        }
        try {
            UnixAddress address = UnixAddresses.parse(
                    UnixAddresses.isMeant(socket)
                            ? socket
                            : Path.of(socket).toAbsolutePath().toString());
            List<PassedSocket> passed = OldListeners.of(address, PATIENCE);
            alerts.notice("%d listening sockets come from the older process".formatted(passed.size()));
            return configuration.withProxy(configuration.proxy().withPassed(passed));
        } catch (IOException | ValueException e) {
            alerts.warning("-x " + socket + ": " + e.getMessage());
            alerts.alert("Failed to get the sockets from the old process! Without -x both processes listen on the same"
                    + " addresses, and -sf takes over as well");
            return null;
        }
    }

    private void tellServiceManager(boolean reloading) {
        try {
            ServiceNotice.send(
                    System.getenv("NOTIFY_SOCKET"),
                    reloading ? ServiceNotice.reloading(System.nanoTime()) : ServiceNotice.ready());
        } catch (IOException e) {
            alerts.notice(String.valueOf(e.getMessage()));
        }
    }

    private int serving(LoadBalancer node) throws InterruptedException {
        Path pidFile = line.pidFile();
        try {
            if (pidFile != null) {
                Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
            }
        } catch (IOException e) {
            alerts.alert("the number of the process cannot be written to " + pidFile + ": " + e.getMessage());
            node.close();
            return FAILED;
        }
        for (long pid : line.older()) {
            try {
                Signals.send(pid, line.finish() ? Signals.SIGUSR1 : Signals.SIGTERM);
            } catch (IOException e) {
                // It may have ended by itself.
                alerts.notice("the older process was not told: " + e.getMessage());
            }
        }
        try {
            if (line.mode() == Mode.MASTER_OF_SYSTEMD) {
                ServiceNotice.send(System.getenv("NOTIFY_SOCKET"), ServiceNotice.ready());
                node.reloads().tell(this::tellServiceManager);
            }
            Background.ready();
        } catch (IOException e) {
            alerts.warning("it is not known outside that this process serves: " + e.getMessage());
        }
        Thread.currentThread().join();
        return 0;
    }
}
