package lb.admin.haproxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The HAProxy that is installed, started with a configuration beside ours. */
public final class RealHaproxy implements AutoCloseable {
    public static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
    private static final String HOST = "127.0.0.1";

    private final Process process;
    private final Path output;

    private RealHaproxy(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Ends a test as skipped where there is none, and says so.
     *
     * @param what is skipped then
     */
    public static void assumeInstalled(String what) {
        if (!Files.isExecutable(PROGRAM)) {
            System.out.println(what + " skipped: there is no HAProxy (apt-get install haproxy)");
        }
        assumeTrue(Files.isExecutable(PROGRAM), "no haproxy");
    }

    /**
     * Starts it in the foreground.
     *
     * @param environment beside that of this process
     */
    public static RealHaproxy start(Path configuration, Map<String, String> environment) throws IOException {
        Path output = configuration.resolveSibling(configuration.getFileName() + ".output");
        ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString(), "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new RealHaproxy(builder.start(), output);
    }

    /** Waits until something listens on a TCP port of IPv4; no connection tells it, which would leave a line in a log. */
    public void await(int port) throws IOException, InterruptedException {
        String listening = ":%04X 00000000:0000 0A ".formatted(port);
        for (int i = 0; i < 1000; i++) {
            if (Files.readString(Path.of("/proc/net/tcp")).contains(listening)) {
                return;
            }
            if (!process.isAlive()) {
                throw new AssertionError("haproxy does not start: " + Files.readString(output));
            }
            Thread.sleep(10);
        }
        throw new AssertionError("haproxy does not listen: " + Files.readString(output));
    }

    /** Ports of 127.0.0.1 on which nothing listens, all different. */
    public static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getByName(HOST)));
        }
        List<Integer> ports = new ArrayList<>();
        for (ServerSocket socket : sockets) {
            ports.add(((InetSocketAddress) socket.getLocalSocketAddress()).getPort());
            socket.close();
        }
        return ports;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
