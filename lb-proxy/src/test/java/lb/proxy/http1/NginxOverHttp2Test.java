package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's nginx as a server of HTTP/2 without TLS, where it is installed. */
@Timeout(60)
class NginxOverHttp2Test {
    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

    @TempDir
    private Path folder;

    private InetSocketAddress address;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(PROGRAM), "there is no " + PROGRAM);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = (InetSocketAddress) free.getLocalSocketAddress();
        }
        Files.writeString(folder.resolve("large"), "0123456789abcdef".repeat(3 << 16));
        Path conf = Files.writeString(folder.resolve("nginx.conf"), """
                master_process off;
                pid FOLDER/pid;
                error_log FOLDER/error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path FOLDER/body;
                  proxy_temp_path FOLDER/proxy;
                  fastcgi_temp_path FOLDER/fastcgi;
                  uwsgi_temp_path FOLDER/uwsgi;
                  scgi_temp_path FOLDER/scgi;
                  keepalive_requests 10;
                  server {
                    listen ADDRESS http2;
                    root FOLDER;
                    location /protocol { return 200 "$server_protocol $request_method $content_length"; }
                    location /none { return 204; }
                  }
                }
                """.replace("FOLDER", folder.toString())
                .replace("ADDRESS", "127.0.0.1:" + address.getPort()));
        // Its first process ends when the second listens.
        Process nginx = new ProcessBuilder(PROGRAM.toString(), "-c", conf.toString(), "-e", folder + "/error.log")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        assertThat(nginx.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(nginx.exitValue())
                .as(Files.readString(folder.resolve("said")))
                .isZero();
    }

    @AfterEach
    void stop() throws Exception {
        Path pid = folder.resolve("pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(nginx -> {
                nginx.destroy();
                nginx.onExit().orTimeout(10, TimeUnit.SECONDS).join();
            });
        }
    }

    @Test
    void requestsAreAnsweredOverConnectionsThatItEndsNowAndThen() throws Exception {
        try (RunningProxy proxy =
                        new RunningProxy.Wish().http2ToServers().server(address).start();
                Peer client = Peer.connect(proxy.address())) {
            // Ten on a connection, then GOAWAY.
            for (int i = 0; i < 35; i++) {
                client.send("GET /protocol HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.readResponse()).startsWith("HTTP/1.1 200").endsWith("HTTP/2.0 GET ");
            }
            client.send("HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200").contains("content-length: 3145728");
            client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 204");
            client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).endsWith("0123456789abcdef").hasSizeGreaterThan(3 << 20);
            // It is answered before its body was read: a connection of HTTP/1.1 ends with that.
            client.send("POST /protocol HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
            client.send("x".repeat(1_000_000));
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200").endsWith("HTTP/2.0 POST 1000000");
        }
    }
}
