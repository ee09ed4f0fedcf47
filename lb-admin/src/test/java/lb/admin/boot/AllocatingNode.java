package lb.admin.boot;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;

/**
 * A process with a whole node, clients and origins, which counts what the event loops allocate. It ends with 0 as soon as
 * a window of requests has passed without garbage worth the name, and with 1 when none has in time; then it says where the
 * garbage came from.
 */
final class AllocatingNode {
    /** What passes through the node. */
    enum Traffic {
        HTTP("http", "log-format = none", Messages.SHORT),
        HTTP_LOGGED("http", "log = [ \"127.0.0.1:%d\" ]", Messages.SHORT),
        HTTP_BODIES("http", "log-format = none", Messages.LONG),
        HTTP_CHUNKS("http", "log-format = none", Messages.CHUNKED),
        HTTP2("http", "log-format = none", Messages.SHORT_2),
        HTTP2_LOGGED("http", "log = [ \"127.0.0.1:%d\" ]", Messages.SHORT_2),
        HTTP2_BODIES("http", "log-format = none", Messages.LONG_2),
        TCP("tcp", "log-format = none", Messages.SHORT);

        private final String mode;
        private final String log;
        private final Messages messages;

        Traffic(String mode, String log, Messages messages) {
            this.mode = mode;
            this.log = log;
            this.messages = messages;
        }

        private Clients clients(int port) throws IOException {
            return name().startsWith("HTTP2") ? new Http2Clients(port, messages) : new Http1Clients(port, messages);
        }
    }

    private static final int WINDOW = 10_000;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Bytes a request: not one object in four requests. */
    private static final double MOST = 4;

    /** Bytes a second that are none of the requests': checks, rates, ticks of the deadlines. */
    private static final double BY_THE_SECOND = 10_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatingNode() {}

    /** The traffic's name, and a folder. */
    public static void main(String[] arguments) throws Exception {
        Traffic traffic = Traffic.valueOf(arguments[0]);
        Path folder = Path.of(arguments[1]);
        boolean clean;
        try (Origins origins = new Origins(traffic.messages);
                DatagramSocket syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = Origins.freePort();
            String file = """
                    threads = 1
                    defaults { mode = %s, check { interval = 1s }, %s }
                    frontends { f { bind = "127.0.0.1:%d", default-backend = b } }
                    backends {
                      b {
                        servers {
                          one = "127.0.0.1:%d"
                          two = "127.0.0.1:%d"
                        }
                      }
                    }
                    stats { bind = "127.0.0.1:%d" }
                    """.formatted(
                            traffic.mode,
                            traffic.log.formatted(syslog.getLocalPort()),
                            port,
                            origins.port(0),
                            origins.port(1),
                            Origins.freePort());
            LoadBalancer node = start(Files.writeString(folder.resolve("lb.conf"), file));
            try (Clients clients = traffic.clients(port)) {
                clean = aWindowIsClean(clients) || tell(clients, folder);
            } finally {
                node.close();
            }
        }
        System.exit(clean ? 0 : 1);
    }

    private static LoadBalancer start(Path file) throws IOException, StartException {
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        if (!(result instanceof LoadResult.Loaded loaded)) {
            throw new IllegalStateException(result.toString());
        }
        return LoadBalancer.start(loaded.configuration(), "test/" + UUID.randomUUID(), "test");
    }

    /** Waits for a clean window: until then code is compiled and buffers are made. */
    private static boolean aWindowIsClean(Clients clients) throws IOException {
        long until = System.nanoTime() + LONGEST_NANOS;
        double bytes;
        do {
            long before = allocated();
            long began = System.nanoTime();
            clients.exchange(WINDOW);
            double seconds = (System.nanoTime() - began) / 1e9;
            bytes = (allocated() - before - BY_THE_SECOND * seconds) / WINDOW;
            System.out.printf("%.2f bytes of garbage a request%n", bytes);
        } while (bytes > MOST && System.nanoTime() < until);
        return bytes <= MOST;
    }

    private static boolean tell(Clients clients, Path folder) throws IOException {
        AllocationSites sites = new AllocationSites();
        clients.exchange(WINDOW);
        sites.top(folder).forEach(System.out::println);
        return false;
    }

    private static long allocated() {
        long[] loops = Arrays.stream(THREADS.dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().startsWith("lb-loop-"))
                .mapToLong(thread -> thread.getThreadId())
                .toArray();
        if (loops.length == 0) {
            throw new IllegalStateException("no thread is named lb-loop-");
        }
        return Arrays.stream(THREADS.getThreadAllocatedBytes(loops)).sum();
    }
}
