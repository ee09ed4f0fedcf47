import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The run that the AOT cache is made from: a node on free ports of loopback serves a few requests over HTTP/1.1, TLS and
 * HTTP/2, its pages are asked for, and it stops. Virtual IPs need rights that a build has not got, so they are no part of
 * it. Ends within two minutes, whatever happens.
 */
final class Training {
    private static final int ROUNDS = 5;
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(60);

    private Training() {}

    /** Leaves {@code lib/lb.aot} in an image. */
    static void run(Path image) throws Exception {
        Path scratch = Files.createTempDirectory("lb-training");
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'o', 'k'});
            exchange.close();
        });
        server.start();
        try {
            List<Integer> ports = freePorts(3);
            finish(lb(image, scratch, List.of(), "init", "--lifeline", scratch.toString(), "node", "peer"), scratch);
            Path file = Files.writeString(
                    scratch.resolve("lb.conf"),
                    configuration(scratch, server.getAddress().getPort(), ports));
            Path cache = image.resolve("lib/lb.aot");
            Process node = lb(
                    image,
                    scratch,
                    List.of(
                            "-XX:AOTCacheOutput=" + cache,
                            // Profiles of twenty requests mislead: the compilers would do a fifth more at each start.
                            "-XX:+UnlockDiagnosticVMOptions",
                            "-XX:-AOTRecordTraining",
                            "-Dlb.lock=training-" + ProcessHandle.current().pid()),
                    "run",
                    file.toString());
            try {
                ask(ports, node, scratch);
                node.destroy();
                finish(node, scratch);
            } finally {
                node.destroyForcibly();
            }
            if (!Files.isRegularFile(cache)) {
                throw new IOException("the training run left no " + cache + ":\n" + said(scratch));
            }
        } finally {
            server.stop(0);
            Image.delete(scratch);
        }
    }

    private static String configuration(Path scratch, int server, List<Integer> ports) {
        return """
                frontends {
                  plain { bind = "127.0.0.1:%d", default-backend = web }
                  secure {
                    bind {
                      address = "127.0.0.1:%d"
                      tls {
                        certificates = { file = "%s", key = "%s" }
                        alpn = [ h2, http/1.1 ]
                      }
                    }
                    default-backend = web
                  }
                }
                backends {
                  web { servers { web1 = "127.0.0.1:%d" } }
                }
                stats { bind = "127.0.0.1:%d" }
                runtime { socket = none }
                """.formatted(
                        ports.get(0),
                        ports.get(1),
                        scratch.resolve("node.crt"),
                        scratch.resolve("node.key"),
                        server,
                        ports.get(2));
    }

    private static void ask(List<Integer> ports, Process node, Path scratch) throws Exception {
        // The certificate is for nobody's name, and was made a second ago.
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Trusting()}, null);
        awaitStart("http://127.0.0.1:" + ports.get(0) + "/", node, scratch);
        for (HttpClient.Version version : List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
            try (HttpClient client = HttpClient.newBuilder()
                    .version(version)
                    .sslContext(tls)
                    .connectTimeout(START)
                    .build()) {
                for (int round = 0; round < ROUNDS; round++) {
                    get(client, "http://127.0.0.1:" + ports.get(0) + "/");
                    get(client, "https://127.0.0.1:" + ports.get(1) + "/");
                    get(client, "http://127.0.0.1:" + ports.get(2) + "/stats");
                    get(client, "http://127.0.0.1:" + ports.get(2) + "/metrics");
                }
            }
        }
    }

    private static void awaitStart(String url, Process node, Path scratch) throws Exception {
        long begin = System.nanoTime();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    get(client, url);
                    return;
                } catch (IOException e) {
                    if (!node.isAlive() || System.nanoTime() - begin > START.toNanos()) {
                        throw new IOException("the training run does not serve:\n" + said(scratch), e);
                    }
                    node.waitFor(20, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    private static void get(HttpClient client, String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(START).build();
        int status =
                client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IOException(url + " answered " + status);
        }
    }

    /** The launcher's own command line, with more options: so the cache is for the very options that a node has. */
    private static Process lb(Path image, Path scratch, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(image.resolve("bin/lb").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        scratch.resolve("output").toFile()));
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
        if (!options.isEmpty()) {
            builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", options));
        }
        return builder.start();
    }

    private static void finish(Process process, Path scratch) throws IOException, InterruptedException {
        if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the training run does not end:\n" + said(scratch));
        }
        if (process.exitValue() != 0) {
            throw new IOException("the training run ended with " + process.exitValue() + ":\n" + said(scratch));
        }
    }

    private static String said(Path scratch) throws IOException {
        Path output = scratch.resolve("output");
        return Files.exists(output) ? Files.readString(output) : "";
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int port = 0; port < count; port++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    /** Believes everyone: it only ever talks to the node that it has started itself. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
