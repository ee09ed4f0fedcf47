package lb.dist;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import org.jspecify.annotations.Nullable;

/** keepalived alone, with a configuration of the test's. */
final class Keepalived implements Balancer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Its words for an advert that it does not accept. */
    private static final Pattern COMPLAINT = Pattern.compile(
            ".*(invalid|mismatch|wrong|not present|incorrect|bogus|unexpected|checksum).*", Pattern.CASE_INSENSITIVE);

    private final LabNode node;
    private final Path folder;
    private final Path conf;
    private @Nullable LabProcess process;

    Keepalived(FourNodes four, LabNode node, String conf) {
        this.node = node;
        this.folder = four.folder();
        this.conf = Lb.write(folder.resolve(node.name() + "-only-keepalived.conf"), conf);
    }

    @Override
    public LabNode node() {
        return node;
    }

    @Override
    public void start() {
        // After a kill it takes the file of the dead process for that of a living one, when the pid is in use again.
        var pids = List.of(folder.resolve(node.name() + "-only.pid"), folder.resolve(node.name() + "-only-vrrp.pid"));
        for (var pid : pids) {
            try {
                Files.deleteIfExists(pid);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        process = node.start(
                "keepalived",
                "--dont-fork",
                "--log-console",
                "--log-detail",
                "--vrrp",
                "--use-file",
                conf.toString(),
                "--pid",
                pids.getFirst().toString(),
                "--vrrp_pid",
                pids.getLast().toString());
    }

    private LabProcess process() {
        return requireNonNull(process, "not started");
    }

    @Override
    public void stop() {
        process().stop(PATIENCE);
    }

    @Override
    public void kill() {
        process().kill();
    }

    @Override
    public void freeze() {
        process().freeze();
    }

    @Override
    public void thaw() {
        process().thaw();
    }

    @Override
    public boolean alive() {
        return process().alive();
    }

    /** What it said of adverts that it does not accept. */
    List<String> complaints() {
        return output().lines()
                .filter(line -> COMPLAINT.matcher(line).matches())
                .toList();
    }

    @Override
    public String output() {
        return "keepalived on %s:%n%s".formatted(node.name(), process().output());
    }

    @Override
    public String toString() {
        return "keepalived";
    }
}
