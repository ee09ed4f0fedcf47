package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;

/** Certificates of an authority of its own, nginx as servers with TLS, and balancers before them, all on loopback. */
final class TlsLab implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    /** Ports of the servers. */
    final int plain = freePort();

    final int secure = freePort();
    final int untrusted = freePort();

    TlsLab(Path folder) throws Exception {
        this.folder = folder;
        run("openssl", "rand", "-base64", "-out", "one-key", "48");
        var key = Files.readString(folder.resolve("one-key")).replace("\n", "");
        var keys = new StringBuilder(key).append('\n');
        for (int more = 0; more < 2; more++) {
            keys.append(key.substring(1)).append(key.charAt(0)).append('\n');
        }
        Files.writeString(folder.resolve("ticket-keys"), keys);
        authority("authority");
        authority("strangers");
        authority("clients");
        Files.createDirectory(folder.resolve("certs"));
        issue("authority", "certs/a.pem", "a.test");
        issue("authority", "certs/b.pem", "b.test");
        issue("authority", "server.pem", "app.test");
        issue("strangers", "stranger.pem", "app.test");
        issue("clients", "client.pem", "client");
        startServers();
    }

    static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void authority(String name) throws Exception {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "300",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".pem");
    }

    /** A certificate and its key in one file. */
    private void issue(String authority, String file, String name) throws Exception {
        var extensions = Files.writeString(
                folder.resolve("extensions"),
                "subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth,clientAuth\ncrlDistributionPoints=URI:http://127.0.0.1/crl\n"
                        .formatted(name));
        run(
                "openssl",
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                "key",
                "-out",
                "request");
        run(
                "openssl",
                "x509",
                "-req",
                "-in",
                "request",
                "-CA",
                authority + ".pem",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-days",
                "200",
                "-extfile",
                extensions.toString(),
                "-out",
                "certificate");
        Files.writeString(
                folder.resolve(file),
                Files.readString(folder.resolve("certificate")) + Files.readString(folder.resolve("key")));
    }

    private void startServers() throws Exception {
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                pid nginx.pid;
                error_log stderr;
                events { }
                http {
                  access_log off;
                  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  add_header X-Client "$http_x_client" always;
                  server { listen 127.0.0.1:%d; return 200 "plain"; }
                  server { listen 127.0.0.1:%d ssl; ssl_certificate server.pem; ssl_certificate_key server.pem; return 200 "secure $ssl_server_name"; }
                  server { listen 127.0.0.1:%d ssl; ssl_certificate stranger.pem; ssl_certificate_key stranger.pem; return 200 "stranger"; }
                }
                """.formatted(plain, secure, untrusted));
        start("nginx", List.of("nginx", "-p", folder.toString(), "-e", "stderr", "-c", "nginx.conf"));
        Eventually.holds("nginx serves", PATIENCE, () -> new LocalWeb(plain).serves("plain"), () -> output("nginx"));
    }

    /** Starts a program, whose output goes into a file. */
    Process start(String name, List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    String output(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A file with the folder and the ports filled in. */
    Path write(String name, String text, Map<String, Object> places) throws IOException {
        var filled = text.replace("${folder}", folder.toString());
        for (var place : places.entrySet()) {
            filled =
                    filled.replace("${" + place.getKey() + "}", place.getValue().toString());
        }
        return Files.writeString(folder.resolve(name), filled);
    }

    /** What a program says that has to end well. */
    String run(String... command) throws Exception {
        var ended = ask("", command);
        assertThat(ended.status())
                .as(() -> Stream.of(command).collect(Collectors.joining(" ")) + "\n" + ended.output())
                .isZero();
        return ended.output();
    }

    /**
     * How a program ended.
     *
     * @param output of both kinds
     */
    record Ended(int status, String output) {}

    /** Has a program run to its end, with something to read. */
    Ended ask(String input, String... command) throws Exception {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // It has ended before it read anything; what it said tells why.
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new TimeoutException(List.of(command) + " does not end:\n" + output);
            }
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (var process : processes) {
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
