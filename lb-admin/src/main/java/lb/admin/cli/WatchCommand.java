package lb.admin.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import lb.admin.config.Configuration;
import lb.ha.link.AdvertCapture;
import lb.ha.link.CaptureException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code lb watch}: shows the VRRP adverts that pass an interface, whoever sends them, and who says there to have which
 * address; it takes no part in VRRP.
 */
@Command(
        name = "watch",
        description =
                "Shows the VRRP adverts, ARP and neighbour discovery that pass an interface, or that a capture file holds.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private Origin origin;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Says of each advert what a node with this configuration file would refuse, and why.")
    private @Nullable Path configuration;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "Which of the file's nodes that is (default: found from host name or local address).")
    private @Nullable String node;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /** Where the adverts come from: one of the two. */
    static final class Origin {
        @Parameters(paramLabel = "INTERFACE", description = "The interface to listen on (needs root or CAP_NET_RAW).")
        private @Nullable String networkInterface;

        @Option(names = "--file", paramLabel = "FILE", description = "A capture file, as tcpdump writes it.")
        private @Nullable Path file;

        AdvertCapture open() throws CaptureException {
            if (file != null) {
                return AdvertCapture.file(file);
            }
            if (networkInterface == null) {
                throw new IllegalStateException("picocli lets neither through");
            }
            return AdvertCapture.live(networkInterface);
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Refusers refusers = Refusers.NOBODY;
        if (configuration != null) {
            Configuration loaded = ConfigurationArguments.load(
                    List.of(configuration), node, spec.commandLine().getErr());
            if (loaded == null) {
                return LbCommand.FAILED;
            }
            refusers = new Refusers(loaded.virtualRouters(), origin.networkInterface);
        }
        Refusers judges = refusers;
        try (AdvertCapture capture = origin.open()) {
            capture.run(captured -> {
                out.println(WatchedLine.of(captured, judges));
                out.flush();
            });
            return 0;
        } catch (CaptureException e) {
            spec.commandLine().getErr().println("lb: " + e.getMessage());
            return LbCommand.FAILED;
        }
    }
}
