package lb.admin.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network on one machine: nodes in namespaces of their own, their cables in a bridge in another one.
 *
 * <pre>
 *   client        ha1         ha2        web1        web2        one namespace each, eth0 = 10.77.1.x/24
 *     |            |           |           |           |
 *   --+------------+-----------+-----------+-----------+--       br0, in the namespace of the bridge
 * </pre>
 *
 * Nothing outside of these namespaces is touched: not the machine's own interfaces, addresses or routes. Closing ends
 * every process inside by its pid and deletes the namespaces and the folder; so does the end of this JVM, whether by
 * Ctrl-C or an exception.
 */
public final class NetworkLab implements AutoCloseable {
    /** What the addresses of the nodes start with; the last number is a node's own. */
    public static final String NETWORK = "10.77.1.";

    private final String prefix;
    private final Path folder;
    private final LabNode bridge;
    private final List<String> namespaces = new CopyOnWriteArrayList<>();
    private final List<LabNode> nodes = new CopyOnWriteArrayList<>();
    private final Thread atTheEnd = new Thread(this::clear, "lab-end");
    private boolean closed;

    private NetworkLab(String prefix, Path folder) {
        this.prefix = prefix;
        this.folder = folder;
        this.bridge = new LabNode("bridge", prefix + "bridge", prefix + "bridge", "", folder);
    }

    /** Why this machine or this user can have no laboratory, in a sentence; empty when nothing is in the way. */
    public static Optional<String> obstacle() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("network namespaces are Linux's, and this is " + System.getProperty("os.name"));
        }
        if (!onPath("ip")) {
            return Optional.of("the program ip is missing: install the package iproute2");
        }
        try {
            // The owner of /proc/self is the effective user.
            if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
                return Optional.of("network namespaces can be made by root only: start it with sudo");
            }
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of("the user cannot be found out: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Whether a program is found in one of the folders of PATH. */
    public static boolean onPath(String program) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/sbin:/usr/bin:/sbin:/bin");
        return List.of(path.split(":")).stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * A laboratory with a bridge and no nodes yet.
     *
     * @throws LabException with a sentence when this machine or this user can have none
     */
    public static NetworkLab open() {
        obstacle().ifPresent(sentence -> {
            throw new LabException(sentence);
        });
        NetworkLab lab;
        try {
            lab = new NetworkLab(
                    "lb-%d-%04x-"
                            .formatted(
                                    ProcessHandle.current().pid(),
                                    ThreadLocalRandom.current().nextInt(0x10000)),
                    Files.createTempDirectory("lb-lab-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(lab.atTheEnd);
        try {
            lab.namespace(lab.bridge.namespace());
            lab.ip("-n", lab.bridge.namespace(), "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
            lab.ip("-n", lab.bridge.namespace(), "link", "set", "br0", "up");
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw new LabException("no network namespaces here, although this is root: " + e.getMessage(), e);
        }
    }

    /** A new node on the bridge; at most 11 letters, and the last number of its address. */
    public LabNode node(String name, int lastNumber) {
        var namespace = prefix + name;
        var address = NETWORK + lastNumber;
        namespace(namespace);
        ip(
                "link",
                "add",
                LabNode.INTERFACE,
                "netns",
                namespace,
                "type",
                "veth",
                "peer",
                "name",
                name,
                "netns",
                bridge.namespace());
        ip("-n", bridge.namespace(), "link", "set", name, "master", "br0", "up");
        ip("-n", namespace, "addr", "add", address + "/24", "dev", LabNode.INTERFACE);
        ip("-n", namespace, "link", "set", LabNode.INTERFACE, "up");
        var node = new LabNode(name, namespace, bridge.namespace(), address, folder);
        nodes.add(node);
        return node;
    }

    /** The bridge, where everything that any node sends can be heard on {@code br0}. */
    public LabNode bridge() {
        return bridge;
    }

    /** A folder for configurations and logs, deleted at the end. */
    public Path folder() {
        return folder;
    }

    /** Ends all processes inside and deletes the namespaces and the folder; may be called again. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException e) {
            return; // The JVM is ending already, and the hook does it.
        }
        clear();
    }

    /** Whether it has been closed, perhaps by a Ctrl-C: whatever fails then needs no telling. */
    public synchronized boolean closed() {
        return closed;
    }

    private synchronized void clear() {
        closed = true;
        nodes.forEach(LabNode::killAll);
        bridge.killAll();
        for (var namespace : namespaces) {
            // Whatever else was started inside and has left its parent is ours too: nobody else knows the namespace.
            var pids = Command.end(List.of("ip", "netns", "pids", namespace));
            if (pids.exit() == 0) {
                pids.output()
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.matches("\\d+"))
                        .forEach(
                                pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
            }
            Command.end(List.of("ip", "netns", "del", namespace));
        }
        namespaces.clear();
        nodes.clear();
        deleteFolder();
    }

    private void deleteFolder() {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not while or after it is cleared: a namespace made then would stay. */
    private synchronized void namespace(String name) {
        if (closed) {
            throw new LabException("the laboratory is closed");
        }
        ip("netns", "add", name);
        namespaces.add(name);
        ip("-n", name, "link", "set", "lo", "up");
    }

    private void ip(String... arguments) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Command.run(command);
    }
}
