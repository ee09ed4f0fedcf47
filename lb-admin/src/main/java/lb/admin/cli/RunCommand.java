package lb.admin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import lb.admin.boot.LoadBalancer;
import lb.admin.boot.StartException;
import lb.admin.boot.Succession;
import lb.admin.config.Configuration;
import lb.admin.launch.SecondStart;
import lb.admin.process.ServiceNotice;
import lb.admin.upgrade.Takeover;
import lb.admin.upgrade.UpgradeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lb run}: runs a node until it is told to stop (SIGTERM, SIGINT: {@link StopSignal}). */
@Command(
        name = "run",
        description = "Runs this node until it is told to stop (SIGTERM or Ctrl-C).",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("lb.node");

    /** System property with another name for the lock, for who runs a second node with other ports and addresses. */
    static final String LOCK = "lb.lock";

    @Mixin
    private final ConfigurationArguments arguments = new ConfigurationArguments();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (Takeover takeover = Takeover.of(System.getenv())) {
            return run(takeover);
        } catch (UpgradeException e) {
            spec.commandLine().getErr().println("lb: " + e.getMessage());
            return LbCommand.FAILED;
        }
    }

    private int run(@Nullable Takeover takeover) throws InterruptedException, UpgradeException {
        StringWriter said = new StringWriter();
        Configuration configuration = arguments.load(new PrintWriter(said));
        spec.commandLine().getErr().print(said);
        spec.commandLine().getErr().flush();
        if (configuration == null) {
            if (takeover != null) {
                takeover.failed(List.of(said.toString().strip()));
            }
            return LbCommand.FAILED;
        }
        if (takeover != null) {
            takeover.begin(Version.number());
        }
        StopSignal stop = StopSignal.install();
        OtherSignals signals = OtherSignals.install();
        Successors successors = new Successors();
        try {
            LoadBalancer node = LoadBalancer.start(
                    configuration,
                    System.getProperty(LOCK, LoadBalancer.DEFAULT_LOCK),
                    Version.number(),
                    arguments::loadAgain,
                    takeover);
            if (takeover != null) {
                LOG.info("goes on in the place of an older process (lb {})", takeover.oldVersion());
                takeover.close();
            }
            node.succeedBy(successors);
            stop.started(new StoppableNode(node, successors));
            signals.started(node.reloads());
            long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
            Announcement.of(configuration, Version.number(), uptime, node.maxConnections(), node::held)
                    .forEach(LOG::info);
            tellServiceManager(ServiceNotice.ready());
            node.reloads()
                    .tell(running -> tellServiceManager(
                            running ? ServiceNotice.reloading(System.nanoTime()) : ServiceNotice.ready()));
        } catch (StartException e) {
            stop.failed();
            if (takeover != null) {
                takeover.failed(e.problems());
            }
            e.problems().forEach(problem -> spec.commandLine().getErr().println("lb: " + problem));
            return LbCommand.FAILED;
        }
        Thread.currentThread().join();
        return 0;
    }

    private static void tellServiceManager(String notice) {
        try {
            ServiceNotice.send(System.getenv("NOTIFY_SOCKET"), notice);
        } catch (IOException e) {
            LOG.warn(
                    "the service manager could not be told {}: {}",
                    notice.lines().findFirst().orElse(""),
                    e.getMessage());
        }
    }

    /** Starts the program once more, and ends this process. */
    private static final class Successors implements Succession {
        /** The process that is the node now; 0 for this one. */
        private volatile int pid;

        @Override
        public List<String> command(@Nullable Path jar) throws IOException {
            if (ProcessHandle.current().pid() == 1) {
                throw new IOException(
                        "this process is the first one of its container, which would end with it: replace the"
                                + " container, with the virtual IPs on the other node meanwhile (lb yield)");
            }
            return SecondStart.fromTheBeginning(jar);
        }

        @Override
        public void goesOn(int process) {
            pid = process;
            tellServiceManager(ServiceNotice.goesOn(process));
        }

        @Override
        public void end() {
            Thread.ofPlatform().name("lb-leave").start(() -> System.exit(0));
        }
    }

    private record StoppableNode(LoadBalancer node, Successors successors) implements StopSignal.Stoppable {
        @Override
        public void stop() {
            if (successors.pid == 0) {
                tellServiceManager(ServiceNotice.STOPPING);
                LOG.info(
                        "lb stops: clients leave first, then the virtual IPs go; open connections may take some seconds"
                                + " more");
            } else {
                LOG.info(
                        "this process leaves: process {} is the node now; connections that are still open here may take"
                                + " some seconds more",
                        successors.pid);
            }
            node.close();
            LOG.info("lb has stopped");
        }

        @Override
        public void stopAtOnce() {
            if (successors.pid == 0) {
                tellServiceManager(ServiceNotice.STOPPING);
            }
            LOG.info("lb stops at once: the virtual IPs go, and what is open is broken off");
            node.closeAtOnce();
            LOG.info("lb has stopped");
        }

        @Override
        public void giveUp() {
            node.giveUpAddresses();
        }
    }
}
