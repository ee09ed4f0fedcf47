package lb.admin.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import lb.admin.boot.LoadBalancer;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a running node in a real browser. */
@Timeout(150)
class BrowserTest {
    private static final String AXE = axe();

    @TempDir
    private Path folder;

    private static String axe() {
        String script = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
        try (InputStream in = BrowserTest.class.getClassLoader().getResourceAsStream(script)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aUserChangesServersAndThePageFollowsByItself() throws Exception {
        if (!Browser.isInstalled()) {
            System.out.println("the page in a browser is skipped: there is none (apt-get install chromium)");
        }
        assumeTrue(Browser.isInstalled(), "no chromium");
        List<Integer> ports = freePorts(3);
        try (ServerSocket server = answering();
                LoadBalancer lb = start(server, ports);
                Browser browser = new Browser(folder)) {
            assertThat(lb.statistics()).isNotEmpty();
            browser.look(1400, 1000, false);
            browser.open("http://127.0.0.1:" + ports.get(1) + "/stats", "admin", "secret");
            browser.await("document.getElementById('live').textContent === 'Live'");

            // The tick in the box stays, while the figures beside it change.
            browser.evaluate("document.querySelector('input[value=one]').click()");
            browser.evaluate("document.querySelector('details').open = true");
            assertThat(ask(ports.getFirst())).contains("200 OK");
            browser.await("document.querySelector('[data-label=\"Sessions total\"]').textContent === '1'");
            assertThat(browser.evaluate("document.querySelector('input[value=one]').checked"))
                    .isEqualTo("true");
            assertThat(browser.evaluate("document.querySelector('details').open"))
                    .isEqualTo("true");

            browser.evaluate("document.querySelector('select').value = 'drain'");
            browser.evaluate("document.querySelector('button').click()");
            browser.await("location.href.endsWith('/stats;st=DONE') && document.readyState === 'complete'");
            assertThat(browser.evaluate("document.querySelector('[role=status]').textContent"))
                    .startsWith("Done.");
            assertThat(status(browser, "one")).startsWith("DRAIN");
            assertThat(status(browser, "two")).startsWith("no check");

            // Another user changes it back: the page follows by itself.
            browser.await("document.getElementById('live').textContent === 'Live'");
            post(ports.get(1), "s=one&action=maint&b=api");
            browser.await("document.querySelector('input[value=one]').closest('tr').textContent.includes('MAINT')");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** With virtual IPs, a hand-over, failed servers and times: everything that the page can show. */
    @Test
    void thePageIsAccessibleAtEverySizeAndInBothColours() throws Exception {
        assumeTrue(Browser.isInstalled(), "no chromium");
        Path page = Files.writeString(folder.resolve("page.html"), Lab.html(ActionResult.DONE, false));
        Path plain = Files.writeString(folder.resolve("plain.html"), Lab.html(null, true));
        Path sessions = Files.writeString(folder.resolve("sessions.html"), Lab.sessions());
        try (Browser browser = new Browser(folder)) {
            for (int width : List.of(1400, 390)) {
                for (boolean dark : List.of(false, true)) {
                    browser.look(width, 1600, dark);
                    browser.open(page.toUri().toString(), "", "");
                    browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
                    assertThat(violations(browser))
                            .as("width %d, dark %b", width, dark)
                            .isEmpty();
                    browser.open(sessions.toUri().toString(), "", "");
                    assertThat(violations(browser))
                            .as("sessions, width %d, dark %b", width, dark)
                            .isEmpty();
                    keep(browser, "sessions-" + width + (dark ? "-dark" : ""));
                    browser.open(plain.toUri().toString(), "", "");
                    browser.evaluate("document.getElementById('live').textContent = 'Live'");
                    keep(browser, "stats-" + width + (dark ? "-dark" : ""));
                    browser.evaluate("document.getElementById('node-ha2').scrollIntoView()");
                    keep(browser, "other-node-" + width + (dark ? "-dark" : ""));
                }
            }
        }
    }

    /** What axe-core finds, in its words. */
    private static String violations(Browser browser) throws Exception {
        browser.evaluate(AXE);
        return browser.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations"
                + ".map(one => one.id + ': ' + one.nodes.map(node => node.html).slice(0, 3).join(' ')).join('\\n'))");
    }

    /** In {@code target}, for people to look at. */
    private static void keep(Browser browser, String name) throws Exception {
        Path pictures = Files.createDirectories(Path.of("target/pictures"));
        Files.write(pictures.resolve(name + ".png"), browser.screenshot());
    }

    private static String status(Browser browser, String server) throws Exception {
        return browser.evaluate("document.querySelector('input[value=" + server
                + "]').closest('tr').querySelector('[data-label=Status]').textContent");
    }

    private static ServerSocket answering() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try (Socket accepted = socket.accept()) {
                    accepted.getInputStream().read(new byte[1000]);
                    accepted.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
                                    .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // Closed.
                }
            }
        });
        return socket;
    }

    private LoadBalancer start(ServerSocket server, List<Integer> ports) throws Exception {
        int port = ((InetSocketAddress) server.getLocalSocketAddress()).getPort();
        Path file = Files.writeString(
                folder.resolve("lb.conf"), """
                frontends { web { bind = "127.0.0.1:%d", default-backend = api } }
                stats { bind = "127.0.0.1:%d", users { admin = secret }, actions = true }
                backends { api { check = false, servers {
                  one = "127.0.0.1:%d"
                  two = "127.0.0.1:%d"
                } } }
                runtime.socket = none
                """.formatted(ports.get(0), ports.get(1), port, ports.get(2)));
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        return LoadBalancer.start(((LoadResult.Loaded) result).configuration(), "test/" + UUID.randomUUID(), "test");
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return sockets.stream().map(ServerSocket::getLocalPort).toList();
    }

    private static String ask(int port) throws IOException {
        return send(port, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private static void post(int port, String form) throws IOException {
        String answer = send(
                port,
                "POST /stats HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW46c2VjcmV0\r\nContent-Length: "
                        + form.length() + "\r\nConnection: close\r\n\r\n" + form);
        assertThat(answer).contains("/stats;st=DONE");
    }

    private static String send(int port, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
