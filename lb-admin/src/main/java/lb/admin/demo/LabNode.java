package lb.admin.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** One machine of the laboratory: a network namespace with one interface, {@value #INTERFACE}, on the laboratory's bridge. */
public final class LabNode {
    /** The name of a node's interface. */
    public static final String INTERFACE = "eth0";

    private static final Pattern INET =
            Pattern.compile("^\\d+: (\\S+)\\s+inet ([0-9.]+/\\d+) ([^\\\\]*).*$", Pattern.MULTILINE);

    private final String name;
    private final String namespace;
    private final String bridgeNamespace;
    private final String address;
    private final Path folder;
    private final AtomicInteger started = new AtomicInteger();
    private final List<LabProcess> processes = new CopyOnWriteArrayList<>();

    LabNode(String name, String namespace, String bridgeNamespace, String address, Path folder) {
        this.name = name;
        this.namespace = namespace;
        this.bridgeNamespace = bridgeNamespace;
        this.address = address;
        this.folder = folder;
    }

    public String name() {
        return name;
    }

    /** Its own IPv4 address. */
    public String address() {
        return address;
    }

    /** The name of its namespace, for {@code ip netns exec}. */
    public String namespace() {
        return namespace;
    }

    /** Runs a command inside to its end, and returns what it printed; an exit code other than 0 is an exception. */
    public String run(String... command) {
        return Command.run(inside(List.of(command)));
    }

    /** Starts a process inside; it ends with the laboratory at the latest. */
    public LabProcess start(String... command) {
        return start(List.of(command));
    }

    /** Starts a process inside; it ends with the laboratory at the latest. */
    public LabProcess start(List<String> command) {
        var program = Path.of(command.getFirst()).getFileName();
        var log = folder.resolve("%s-%s-%d.log".formatted(name, program, started.incrementAndGet()));
        try {
            var builder = new ProcessBuilder(inside(command))
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(log.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            var process = new LabProcess(program + " on " + name, builder.start(), log);
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new LabException("%s does not start: %s".formatted(program, e.getMessage()), e);
        }
    }

    /** An IPv4 address that the kernel has, as {@code ip} tells it: its interface, prefix form, and flags and scope. */
    public record Held(String interfaceName, String prefix, String flags) {}

    /** All IPv4 addresses of all interfaces but loopback, in the kernel's order. */
    public List<Held> addresses() {
        var held = new ArrayList<Held>();
        var lines = INET.matcher(Command.run(List.of("ip", "-o", "-4", "-n", namespace, "addr", "show")));
        while (lines.find()) {
            if (!lines.group(1).equals("lo")) {
                held.add(new Held(lines.group(1), lines.group(2), lines.group(3).strip()));
            }
        }
        return held;
    }

    /** Whether one of its interfaces has this address now. */
    public boolean holds(String virtualAddress) {
        return addresses().stream().anyMatch(held -> held.prefix().startsWith(virtualAddress + "/"));
    }

    /** Pulls its cable: the carrier is gone at both ends. */
    public void unplug() {
        port("down");
    }

    public void plug() {
        port("up");
    }

    /** Cuts it off without its noticing: the carrier stays and the bridge forwards nothing. */
    public void isolate() {
        Command.run(List.of("bridge", "-n", bridgeNamespace, "link", "set", "dev", name, "state", "0"));
    }

    /** Ends {@link #isolate()}. */
    public void rejoin() {
        Command.run(List.of("bridge", "-n", bridgeNamespace, "link", "set", "dev", name, "state", "3"));
    }

    private void port(String state) {
        Command.run(List.of("ip", "-n", bridgeNamespace, "link", "set", name, state));
    }

    /** {@code ip netns exec} becomes the command itself, so the pid is the command's own. */
    private List<String> inside(List<String> command) {
        var inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        inside.addAll(command);
        return inside;
    }

    void killAll() {
        processes.forEach(LabProcess::kill);
    }
}
