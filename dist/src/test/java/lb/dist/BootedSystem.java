package lb.dist;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lb.admin.demo.NetworkLab;

/**
 * This machine's own system, booted a second time: an overlay of its files in memory, with a systemd of its own as process 1, a
 * network of its own and nothing but the journal running. What is installed there is gone at the end.
 */
final class BootedSystem implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String BOOT = """
            set -eu
            mount -t tmpfs tmpfs "$1"
            mkdir "$1/upper" "$1/work" "$1/root"
            mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
            # Another machine; and services may start there.
            : >"$1/root/etc/machine-id"
            rm -f "$1/root/usr/sbin/policy-rc.d"
            cp "$2" "$1/root/root/lb.deb"
            exec systemd-nspawn --quiet --directory="$1/root" --machine="$3" --boot --register=no --keep-unit \\
                --private-network --link-journal=no --console=pipe systemd.unit=basic.target
            """;

    private final Process container;
    private final Path folder;
    private final long init;

    private BootedSystem(Process container, Path folder, long init) {
        this.container = container;
        this.folder = folder;
        this.init = init;
    }

    /**
     * Boots one, with the package as {@code /root/lb.deb}; ends the test as skipped where this machine permits none.
     *
     * @param folder for its files, empty
     */
    static BootedSystem boot(Path folder, String deb) throws Exception {
        NetworkLab.obstacle().ifPresent(Needs::skip);
        for (var program : List.of("systemd-nspawn", "nsenter", "unshare")) {
            if (!NetworkLab.onPath(program)) {
                Needs.skip(
                        "the program " + program + " is missing: install the packages systemd-container, util-linux");
            }
        }
        var script = Files.writeString(folder.resolve("boot.sh"), BOOT);
        var console = folder.resolve("console");
        var place = Files.createDirectory(folder.resolve("system"));
        var container = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation=private",
                        "sh",
                        script.toString(),
                        place.toString(),
                        deb,
                        "lb-" + ProcessHandle.current().pid())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        var before = System.nanoTime();
        while (container.isAlive() && System.nanoTime() - before < PATIENCE.toNanos()) {
            // The helpers that set it up are children, too, and go.
            var children = container.toHandle().children().toList();
            if (children.size() == 1) {
                var system =
                        new BootedSystem(container, folder, children.getFirst().pid());
                var state = system.run("systemctl", "is-system-running").text().strip();
                if (state.equals("running") || state.equals("degraded")) {
                    return system;
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        container.descendants().forEach(ProcessHandle::destroyForcibly);
        container.destroyForcibly().waitFor();
        Needs.skip("no second systemd can be booted here: " + Files.readString(console));
        throw new AssertionError("skipped");
    }

    /** Runs a command inside, as root, and waits for its end. */
    Packages.Said run(String... command) throws Exception {
        var inside = new ArrayList<>(List.of(
                "nsenter",
                "-t",
                String.valueOf(init),
                "-m",
                "-u",
                "-i",
                "-n",
                "-p",
                "--",
                "env",
                "DEBIAN_FRONTEND=noninteractive"));
        inside.addAll(List.of(command));
        return Packages.run(folder, Map.of(), inside);
    }

    /** The output of a command that ends well. */
    String of(String... command) throws Exception {
        return run(command).wellDone();
    }

    /** A property of the unit. */
    String property(String name) throws Exception {
        return of("systemctl", "show", "--property=" + name, "--value", "lb").strip();
    }

    /** What the node has told, all of it or that of a priority and above; each line with its text alone. */
    String journal(String... more) throws Exception {
        var command = new ArrayList<>(List.of("journalctl", "--unit=lb", "--no-pager", "--output=cat", "--quiet"));
        command.addAll(List.of(more));
        return of(command.toArray(String[]::new));
    }

    /** What a failed test has to show. */
    String state() {
        try {
            return run("systemctl", "status", "--no-pager", "--full", "lb").text()
                    + run("journalctl", "--no-pager", "--output=short-precise", "--lines=80")
                            .text();
        } catch (Exception e) {
            return "no state: " + e;
        }
    }

    void write(String file, String text) throws Exception {
        var here = Files.writeString(folder.resolve("written"), text);
        // Through the container's own view, as everything else.
        Files.copy(here, Path.of("/proc/" + init + "/root" + file), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Kills everything inside: what was mounted goes with the last process. */
    @Override
    public void close() throws Exception {
        ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
        if (!container.waitFor(10, TimeUnit.SECONDS)) {
            container.destroyForcibly().waitFor();
        }
    }
}
