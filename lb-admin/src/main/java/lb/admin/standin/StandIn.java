package lb.admin.standin;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lb.admin.boot.LoadBalancer;
import lb.admin.boot.StartException;
import lb.admin.config.Configuration;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.launch.SecondStart;
import lb.admin.load.ConfigurationFiles;
import lb.admin.problem.Place;
import lb.admin.process.Background;
import lb.admin.process.ServiceNotice;
import lb.admin.process.Signals;
import lb.admin.process.WorkingFolder;
import lb.admin.standin.HaproxyLine.Mode;
import lb.admin.standin.HaproxyLine.Task;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.ProxySettings;

/** One run in the place of HAProxy's program. */
public final class StandIn {
    private static final int FAILED = 1;

    /** What HAProxy answers where a configuration is right and there is nothing to do. */
    private static final int NOTHING_TO_DO = 2;

    private static final long MEBIBYTE = 1 << 20;

    private final PrintWriter out;
    private final PrintWriter err;
    private final String version;
    private final String lock;

    /**
     * @param version of lb
     * @param lock name of the lock of a node with virtual IPs; empty for the usual one
     */
    public StandIn(PrintWriter out, PrintWriter err, String version, String lock) {
        this.out = out;
        this.err = err;
        this.version = version;
        this.lock = lock;
    }

    /**
     * Does what a command line says; while it serves it does not return, and signals end the process.
     *
     * @return the exit status
     */
    public int run(List<String> arguments) throws InterruptedException {
        HaproxyLine line;
        try {
            line = HaproxyLineReader.read(arguments);
        } catch (UsageException e) {
            VersionText.version(version).forEach(out::println);
            out.flush();
            err.println("lb haproxy: " + e.sentence());
            VersionText.usage().forEach(err::println);
            return FAILED;
        }
        if (line.task() == Task.VERSION || line.task() == Task.BUILD) {
            VersionText.version(version).forEach(out::println);
            if (line.task() == Task.BUILD) {
                VersionText.build().forEach(out::println);
            }
            return 0;
        }
        Alerts alerts = new Alerts(err, line.quiet(), line.verbose(), version);
        line.notDone().forEach(alerts::alert);
        return line.notDone().isEmpty() ? begin(line, alerts) : FAILED;
    }

    private int begin(HaproxyLine line, Alerts alerts) throws InterruptedException {
        if (!changeFolder(line, alerts)) {
            return FAILED;
        }
        if (line.task() == Task.RUN && !line.background()) {
            SecondStart.ifWorthIt();
        }
        if (line.task() == Task.RUN && line.background() && !Background.isHere()) {
            try {
                return Background.start(SecondStart.again());
            } catch (IOException e) {
                alerts.alert("cannot go to the background: " + e.getMessage());
                return FAILED;
            }
        }
        LoadResult result = ConfigurationFiles.load(line.files(), NodeIdentity.of(null), environment(line), standard());
        alerts.tell(result);
        if (!(result instanceof LoadResult.Loaded loaded)) {
            return FAILED;
        }
        if (line.zeroWarnings() && !result.warnings().isEmpty()) {
            alerts.alert("config : there are warnings, and none is permitted (-dW)");
            return FAILED;
        }
        Configuration configuration = adjusted(loaded.configuration(), line);
        if (line.task() == Task.CHECK) {
            return checked(configuration, !result.warnings().isEmpty(), line);
        }
        return serve(configuration, line, alerts);
    }

    /**
     * Java looks only once where relative paths begin: the program is executed again in the folder, with its path in full, so
     * that the second time there is nothing to change.
     */
    private static boolean changeFolder(HaproxyLine line, Alerts alerts) {
        Path folder = line.folder();
        if (folder == null) {
            return true;
        }
        try {
            Path whole = folder.toRealPath();
            if (whole.equals(Path.of("").toRealPath())) {
                return true;
            }
            List<String> command = new ArrayList<>(SecondStart.again());
            int jar = command.indexOf("-jar") + 1;
            if (jar > 0 && jar < command.size()) {
                command.set(jar, Path.of(command.get(jar)).toAbsolutePath().toString());
            }
            command.set(command.lastIndexOf("-C") + 1, whole.toString());
            WorkingFolder.change(whole);
            SecondStart.execute(command);
        } catch (IOException e) {
            alerts.alert("cannot change to the folder " + folder + ": " + e.getMessage());
        }
        return false;
    }

    /** HAProxy's variables for its files, beside those of the process. */
    private static Map<String, String> environment(HaproxyLine line) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        String peer = line.localPeer();
        environment.put("HAPROXY_LOCALPEER", peer == null ? NodeIdentity.machineHostName() : peer);
        environment.put(
                "HAPROXY_CFGFILES", line.files().stream().map(Path::toString).collect(Collectors.joining(";")));
        if (line.mode() != Mode.ALONE) {
            environment.put("HAPROXY_MWORKER", "1");
        }
        return environment;
    }

    /** A soft stop has no end of its own but hard-stop-after. */
    private static Draft standard() {
        Place place = new Place("haproxy", 0);
        Draft standard = new Draft();
        standard.object("stop", place).set("drain", "24h", place);
        return standard;
    }

    private static Configuration adjusted(Configuration configuration, HaproxyLine line) {
        ProxySettings proxy = configuration.proxy();
        ProcessLimits limits = proxy.limits();
        if (line.connections() > 0) {
            limits = limits.withConnections(line.connections());
        }
        if (line.memoryMegabytes() > 0) {
            limits = limits.withBuffers(line.memoryMegabytes() * MEBIBYTE);
        }
        proxy = proxy.withLimits(limits);
        if (line.frontendConnections() > 0) {
            proxy = proxy.withFrontends(proxy.frontends().stream()
                    .map(frontend -> limited(frontend, line.frontendConnections()))
                    .toList());
        }
        // A pair's addresses are one process's: it hands them over to another node, not to another process.
        boolean shared = line.sharedPorts() && configuration.virtualRouters().isEmpty();
        return configuration.withProxy(shared ? proxy.withSharedPorts() : proxy);
    }

    private static FrontendSettings limited(FrontendSettings frontend, int connections) {
        return frontend.limits().connections() > 0
                ? frontend
                : frontend.withLimits(frontend.limits().withConnections(connections));
    }

    private int checked(Configuration configuration, boolean warned, HaproxyLine line) {
        boolean listens = listens(configuration);
        if (!line.quiet()) {
            if (warned) {
                out.println("Warnings were found.");
            }
            out.println(
                    listens
                            ? "Configuration file is valid"
                            : "There is no error in it, and nothing to listen on (status 2)");
        }
        return listens ? 0 : NOTHING_TO_DO;
    }

    private static boolean listens(Configuration configuration) {
        return !configuration.proxy().frontends().isEmpty()
                || configuration.stats() != null
                || !configuration.virtualRouters().isEmpty();
    }

    private int serve(Configuration configuration, HaproxyLine line, Alerts alerts) throws InterruptedException {
        if (!listens(configuration)) {
            alerts.alert("nothing listens: there is no bind");
            return FAILED;
        }
        boolean pair = !configuration.virtualRouters().isEmpty();
        if (pair && !line.older().isEmpty()) {
            alerts.alert(
                    "-sf and -st with virtual IPs are not done yet in this version: they are one process's; stop it"
                            + " first, and the other node takes them meanwhile");
            return FAILED;
        }
        String ownLock = "haproxy-" + ProcessHandle.current().pid();
        ProcessSignals signals = new ProcessSignals(configuration.drain(), line.mode(), alerts);
        signals.install(System.getenv("_JAVA_SR_SIGNUM") != null);
        try {
            LoadBalancer node = LoadBalancer.start(
                    configuration, !pair ? ownLock : lock.isEmpty() ? LoadBalancer.DEFAULT_LOCK : lock, version);
            signals.started(node);
            return serving(node, line, alerts);
        } catch (StartException e) {
            e.problems().forEach(alerts::alert);
            return FAILED;
        }
    }

    private static int serving(LoadBalancer node, HaproxyLine line, Alerts alerts) throws InterruptedException {
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
                ServiceNotice.send(System.getenv("NOTIFY_SOCKET"), ServiceNotice.READY);
            }
            Background.ready();
        } catch (IOException e) {
            alerts.warning("it is not known outside that this process serves: " + e.getMessage());
        }
        Thread.currentThread().join();
        return 0;
    }
}
