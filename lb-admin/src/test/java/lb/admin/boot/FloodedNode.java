package lb.admin.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;

/**
 * A process with a whole node, which is flooded, and which counts what that costs. It ends with 0 when every flood has had no more
 * memory than it may have, else with 1; it says how much each had.
 */
final class FloodedNode {
    private static final int CONNECTIONS = 4;
    private static final long LOOKED_AT_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final byte[] PIECE = new byte[16_384];
    private static final byte[] HEAD = "HTTP/1.1 200 OK\r\ncontent-length: 16384000\r\n\r\n".getBytes(US_ASCII);
    private static final PooledByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

    private FloodedNode() {}

    /** A folder. */
    public static void main(String[] arguments) throws Exception {
        boolean fine = true;
        try (ServerSocket origin = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> accept(origin));
            int port = Origins.freePort();
            String file = """
                    threads = 1
                    runtime.socket = none
                    defaults { mode = http, log-format = none, timeouts { connect = 20s, client = 60s, server = 60s } }
                    frontends {
                      f { bind = "127.0.0.1:%1$d", default-backend = b, routes = [ { path = /queue, backend = narrow } ] }
                    }
                    backends {
                      b { check = false, servers { one = "127.0.0.1:%2$d" } }
                      narrow {
                        check = false, timeouts { queue = 60s }
                        servers { one { address = "127.0.0.1:%2$d", max-connections = 1 } }
                      }
                    }
                    """.formatted(port, origin.getLocalPort());
            LoadBalancer node = start(Files.writeString(Path.of(arguments[0]).resolve("lb.conf"), file));
            try {
                // Whatever is made once, for the loop, is made.
                for (Flood flood : Flood.values()) {
                    flooded(flood, port, false);
                }
                for (Flood flood : Flood.values()) {
                    fine &= flooded(flood, port, true);
                }
            } finally {
                node.close();
            }
        }
        System.exit(fine ? 0 : 1);
    }

    private static LoadBalancer start(Path file) throws IOException, StartException {
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        if (!(result instanceof LoadResult.Loaded loaded)) {
            throw new IllegalStateException(result.toString());
        }
        return LoadBalancer.start(loaded.configuration(), "test/" + UUID.randomUUID(), "test");
    }

    private static boolean flooded(Flood flood, int port, boolean counts) throws IOException {
        byte[] bytes = flood.bytes();
        long heapBefore = heap();
        long buffersBefore = buffers();
        long most = 0;
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket client = new Socket();
            client.setReceiveBufferSize(4096);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            clients.add(client);
            Thread.ofVirtual().start(() -> send(client, bytes));
        }
        long until = System.nanoTime() + LOOKED_AT_NANOS;
        while (System.nanoTime() - until < 0) {
            most = Math.max(most, buffers() - buffersBefore);
            Thread.onSpinWait();
        }
        long heap = (heap() - heapBefore) / CONNECTIONS;
        most /= CONNECTIONS;
        for (Socket client : clients) {
            client.close();
        }
        awaitNobody(buffersBefore);
        boolean fine = most <= flood.mostBuffers() && heap <= Flood.MOST_HEAP;
        if (counts) {
            System.out.printf(
                    "%-3s %s: %,d bytes of buffers for a connection, of %,d; %,d bytes of heap, of %,d%n",
                    fine ? "ok" : "BAD", flood, most, flood.mostBuffers(), heap, Flood.MOST_HEAP);
        }
        return fine;
    }

    /** Nothing is left of a flood once its connections are gone. */
    private static void awaitNobody(long buffersBefore) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (buffers() - buffersBefore > 64 * 1024) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException(buffers() - buffersBefore + " bytes are left");
            }
            Thread.onSpinWait();
        }
    }

    private static void send(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            // The test closes it while it is blocked.
        }
    }

    private static long buffers() {
        return BUFFERS.pinnedDirectMemory() + BUFFERS.pinnedHeapMemory();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void accept(ServerSocket origin) {
        try {
            while (true) {
                Socket connection = origin.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    /** A large answer to whoever asks for that; nothing to others, of whom no more is read. */
    private static void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            byte[] first = in.readNBytes("GET /big".length());
            if (first.length > 5 && first[5] == 'b') {
                connection.getOutputStream().write(HEAD);
                for (int i = 0; i < 1_000; i++) {
                    connection.getOutputStream().write(PIECE);
                }
            } else {
                Thread.sleep(TimeUnit.SECONDS.toMillis(30));
            }
        } catch (IOException e) {
            // The proxy has closed it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
