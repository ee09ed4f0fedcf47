package lb.admin.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import lb.admin.boot.LoadBalancer;
import lb.admin.boot.StartException;
import lb.admin.config.Configuration;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;

/** For a first look: two small web servers and the balancer in front of them, all on loopback and in this process. */
public final class Demo implements AutoCloseable {
    /** Beside a node that runs on this machine already, and beside a demonstration on another port. */
    private static final String LOCK = "lb-demo-";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private Demo() {}

    /**
     * Starts it and prints what to open.
     *
     * @param port where the balancer listens, 1 to 65535
     * @param version of the program, for the page
     * @throws StartException when the balancer cannot start, such as on a port in use
     * @throws IOException when there is no port left for a web server, or no room for a file
     */
    public static Demo start(PrintStream out, int port, String version) throws StartException, IOException {
        Demo demo = new Demo();
        try {
            demo.open(out, port, version);
            return demo;
        } catch (StartException | IOException | RuntimeException e) {
            demo.close();
            throw e;
        }
    }

    private void open(PrintStream out, int port, String version) throws StartException, IOException {
        int web1 = webServer("web1");
        int web2 = webServer("web2");
        String text = """
                frontends {
                  demo { bind = "127.0.0.1:%d", default-backend = web-servers, forwarded-for = true }
                }
                backends {
                  web-servers {
                    balance = roundrobin
                    check { type = http, path = /health, interval = 1s, fall = 3, rise = 2 }
                    servers {
                      web1 = "127.0.0.1:%d"
                      web2 = "127.0.0.1:%d"
                    }
                  }
                }
                stats { frontends = [ demo ] }
                """.formatted(port, web1, web2);
        opened.push(LoadBalancer.start(configuration(text), LOCK + port, version));
        out.printf("lb balances over two web servers of its own, with this configuration:%n%n%s%n", text.indent(4));
        out.printf("Open%n%n    http://127.0.0.1:%d/        each request goes to the next server%n", port);
        out.printf("    http://127.0.0.1:%d/stats   what lb knows of them%n%nCtrl-C ends it.%n", port);
    }

    private int webServer(String name) throws IOException {
        WebServer server = new WebServer(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        opened.push(server);
        return server.address().getPort();
    }

    /** The same way as any other file, so that what is shown is what runs. */
    private static Configuration configuration(String text) throws IOException {
        Path file = Files.createTempFile("lb-demo", ".conf");
        try {
            Files.writeString(file, text);
            return switch (ConfigurationFile.load(file, NodeIdentity.of(null))) {
                case LoadResult.Loaded loaded -> loaded.configuration();
                case LoadResult.Broken broken ->
                    throw new IllegalStateException(
                            "the demonstration's own configuration is broken: " + broken.problems());
            };
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                System.err.println("lb: while ending the demonstration: " + e);
            }
        }
    }
}
