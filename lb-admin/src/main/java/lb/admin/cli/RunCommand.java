package lb.admin.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import lb.admin.boot.LoadBalancer;
import lb.admin.boot.StartException;
import lb.admin.config.Configuration;
import lb.admin.process.ServiceNotice;
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
        Configuration configuration = arguments.load(spec.commandLine().getErr());
        if (configuration == null) {
            return LbCommand.FAILED;
        }
        StopSignal stop = StopSignal.install();
        OtherSignals signals = OtherSignals.install();
        try {
            LoadBalancer node = LoadBalancer.start(
                    configuration,
                    System.getProperty(LOCK, LoadBalancer.DEFAULT_LOCK),
                    Version.number(),
                    arguments::loadAgain);
            stop.started(new StoppableNode(node));
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

    private record StoppableNode(LoadBalancer node) implements StopSignal.Stoppable {
        @Override
        public void stop() {
            tellServiceManager(ServiceNotice.STOPPING);
            LOG.info(
                    "lb stops: clients leave first, then the virtual IPs go; open connections may take some seconds more");
            node.close();
            LOG.info("lb has stopped");
        }

        @Override
        public void stopAtOnce() {
            tellServiceManager(ServiceNotice.STOPPING);
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
