package lb.admin.standin;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lb.admin.config.Configuration;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.config.RuntimeSettings;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.CommandCondition;
import lb.admin.launch.SecondStart;
import lb.admin.load.ConfigurationFiles;
import lb.admin.load.MasterSocket;
import lb.admin.problem.Place;
import lb.admin.process.Background;
import lb.admin.process.WorkingFolder;
import lb.admin.standin.HaproxyLine.Mode;
import lb.admin.standin.HaproxyLine.Task;
import org.jspecify.annotations.Nullable;

/** One run in the place of HAProxy's program. */
public final class StandIn {
    private static final int FAILED = 1;

    /** What HAProxy answers where a configuration is right and there is nothing to do. */
    private static final int NOTHING_TO_DO = 2;

    /** And where a condition is none. */
    private static final int NO_CONDITION = 2;

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
        return begin(line, new Alerts(err, line.quiet(), line.verbose(), version));
    }

    private int begin(HaproxyLine line, Alerts alerts) throws InterruptedException {
        if (!changeFolder(line, alerts)) {
            return FAILED;
        }
        String condition = line.condition();
        if (condition != null) {
            return status(condition, line, alerts);
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
        Configuration configuration = withMaster(LineSettings.of(line, loaded.configuration()), line, alerts);
        if (configuration == null) {
            return FAILED;
        }
        if (line.task() == Task.CHECK) {
            return checked(configuration, !result.warnings().isEmpty(), line);
        }
        return new Serving(line, alerts, version, lock, () -> again(line, alerts)).serve(configuration);
    }

    /** The same files once more, for a reload. */
    private static LoadResult again(HaproxyLine line, Alerts alerts) {
        LoadResult result = ConfigurationFiles.load(line.files(), NodeIdentity.of(null), environment(line), standard());
        if (!(result instanceof LoadResult.Loaded loaded)) {
            return result;
        }
        Configuration own = LineSettings.of(line, loaded.configuration());
        Configuration whole = withMaster(own, line, alerts);
        return new LoadResult.Loaded(whole == null ? own : whole, loaded.warnings(), loaded.notes());
    }

    /** What HAProxy answers to {@code -cc}. */
    private static int status(String condition, HaproxyLine line, Alerts alerts) {
        try {
            return CommandCondition.holds(condition, environment(line)) ? 0 : FAILED;
        } catch (IllegalArgumentException e) {
            alerts.alert("config : Failed to evaluate condition: " + e.getMessage());
            return NO_CONDITION;
        }
    }

    /** With the socket of the master process where there is to be one; null where there cannot be. */
    private static @Nullable Configuration withMaster(Configuration configuration, HaproxyLine line, Alerts alerts) {
        String socket = line.masterSocket();
        if (socket == null) {
            return configuration;
        }
        if (line.mode() == Mode.ALONE) {
            alerts.warning("config : a master CLI socket was defined, but master-worker mode (-W) is not enabled.");
            return configuration;
        }
        LoadResult result = MasterSocket.load(socket);
        if (result instanceof LoadResult.Loaded loaded) {
            result.notes().forEach(note -> alerts.notice("config : " + note));
            RuntimeSettings master = loaded.configuration().runtime();
            return configuration.withRuntime(configuration.runtime().withMaster(master));
        }
        ((LoadResult.Broken) result).problems().forEach(problem -> alerts.alert("config : " + problem));
        alerts.alert("config : Can't create the master's CLI.");
        return null;
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

    /**
     * A soft stop has no end of its own but hard-stop-after. And that there is nothing to run for is no fault of the files, as a word
     * on the runtime socket tells their reader: HAProxy has a status of its own for it.
     */
    private static Draft standard() {
        Place place = new Place("haproxy", 0);
        Draft standard = new Draft();
        standard.object("stop", place).set("drain", "24h", place);
        standard.object("runtime", place).set("level", "admin", place);
        return standard;
    }

    private int checked(Configuration configuration, boolean warned, HaproxyLine line) {
        boolean listens = LineSettings.haveWork(configuration);
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
}
