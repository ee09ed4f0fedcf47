package lb.proxy.http1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real HAProxy in front of one server, listening on a socket in the file system. */
final class Haproxy implements AutoCloseable {
    private static final String SETTINGS = """
            global
                maxconn 1000
                nbthread 1
            defaults
                mode http
                timeout connect 5s
                timeout client 10s
                timeout server 10s
            listen fe
                bind unix@%s
            """;

    private final Path folder;
    private final Path socket;
    private final Process process;

    private Haproxy(Path folder, Path socket, Process process) {
        this.folder = folder;
        this.socket = socket;
        this.process = process;
    }

    /** Where the program is, or null. */
    static Path program() {
        return Stream.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    static Haproxy before(InetSocketAddress server) throws IOException, InterruptedException {
        return with("    server s1 " + server.getAddress().getHostAddress() + ":" + server.getPort());
    }

    /** One whose section ends with these lines. */
    static Haproxy with(String lines) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("lb-haproxy");
        Path socket = folder.resolve("socket");
        Path settings = folder.resolve("haproxy.cfg");
        Files.writeString(settings, SETTINGS.formatted(socket) + lines + "\n");
        Process process = new ProcessBuilder(program().toString(), "-db", "-f", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Haproxy haproxy = new Haproxy(folder, socket, process);
        for (int i = 0; i < 1000; i++) {
            try {
                haproxy.connect().close();
                return haproxy;
            } catch (IOException e) {
                if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        String log = Files.readString(folder.resolve("log"));
        haproxy.close();
        throw new IOException("haproxy does not start: " + log);
    }

    SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
