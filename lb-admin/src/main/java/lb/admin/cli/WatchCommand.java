package lb.admin.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lb.ha.link.AdvertCapture;
import lb.ha.link.CaptureException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lb watch}: shows the VRRP adverts that pass an interface, whoever sends them; it takes no part in VRRP. */
@Command(
        name = "watch",
        description = "Shows the VRRP adverts that pass an interface, or that a capture file holds.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private Origin origin;

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
        try (AdvertCapture capture = origin.open()) {
            capture.run(advert -> {
                out.println(AdvertLine.of(advert));
                out.flush();
            });
            return 0;
        } catch (CaptureException e) {
            spec.commandLine().getErr().println("lb: " + e.getMessage());
            return LbCommand.FAILED;
        }
    }
}
