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
import java.util.concurrent.TimeUnit;

/** The HAProxy that is installed, started with a configuration beside ours. */
public final class RealHaproxy implements AutoCloseable {
    public static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
    private static final String HOST = "127.0.0.1";

    private static final long PATIENCE_SECONDS = 30;

    private final ProcessHandle process;

    private RealHaproxy(ProcessHandle process) {
        this.process = process;
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
     * Starts it. It goes to the background once it listens, so that the end of what was started tells that.
     *
     * @param environment beside that of this process
     */
    public static RealHaproxy start(Path configuration, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path folder = configuration.toAbsolutePath().getParent();
        Path output = Files.createTempFile(folder, "haproxy", ".output");
        Path pid = Files.createTempFile(folder, "haproxy", ".pid");
        ProcessBuilder builder = new ProcessBuilder(
                        PROGRAM.toString(), "-D", "-f", configuration.toString(), "-p", pid.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process starting = builder.start();
        if (!starting.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || starting.exitValue() != 0) {
            starting.destroyForcibly();
            throw new AssertionError("haproxy does not start: " + Files.readString(output));
        }
        return new RealHaproxy(
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .orElseThrow(() -> new AssertionError("haproxy has ended")));
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
