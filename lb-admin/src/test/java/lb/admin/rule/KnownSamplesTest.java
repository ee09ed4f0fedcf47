package lb.admin.rule;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import lb.admin.boot.LoadBalancer;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.proxy.page.FixedResponse;
import lb.proxy.settings.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fetch has a value in all rules that know it: what is said of it while a file is read ({@link Known}) is true of each
 * message and connection that rules look at.
 */
@Timeout(60)
class KnownSamplesTest {
    private static final String HOST = "127.0.0.1";

    private static final String REQUEST =
            "POST /a?n=1 HTTP/1.1\r\nHost: h\r\nN: 10.0.0.1\r\nCookie: n=1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    /** What the server says of either mode. */
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nN: 10.0.0.1\r\nSet-Cookie: n=1\r\nConnection: close\r\n\r\nserved";

    private static final RuleFiles NO_FILES = new RuleFiles() {
        @Override
        public String read(String name, int most) throws RuleFileException {
            throw new RuleFileException("there is none");
        }

        @Override
        public FixedResponse errorFile(String name) throws RuleFileException {
            throw new RuleFileException("there is none");
        }
    };

    @TempDir
    private Path folder;

    /** The fetches that are values and known in a phase, with what they take in brackets. */
    private static Set<String> known(Phase phase, Mode mode, boolean frontend) throws Exception {
        var fetches =
                new Fetches(new RuleScope(frontend, frontend ? "f" : "b", mode, List.of("b"), Map.of(), NO_FILES));
        var known = new TreeSet<String>();
        for (String name : Fetches.NAMES) {
            var takes = name.matches(".*(hdr|cook|urlp|url_param).*") ? List.of("n") : List.<String>of();
            var given = name.equals("nbsrv") ? List.of("b") : takes;
            // Users are asked for by what rules do, and TLS has tests of its own.
            if (!name.startsWith("http_auth")
                    && fetches.of(new FetchWords(name, given, null, 0)) instanceof Meaning.Value value
                    && value.known() != Known.HELLO
                    && !name.startsWith("ssl_")
                    && phase.knows(value.known(), mode)) {
                known.add(given.isEmpty() ? name : name + "(" + given.getFirst() + ")");
            }
        }
        assertThat(known).contains("src", "fe_name");
        return known;
    }

    @Test
    void whatIsKnownOfRequestsAndResponsesIsThere() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getByName(HOST))) {
            int port = free(1).getFirst();
            var file = "frontends.f { bind = \"%s:%d\", default-backend = b, unique-id.format = \"%%ci\"\n%s}\n"
                            .formatted(HOST, port, http(true))
                    + "backends.b { check = false, servers.s = \"%s:%d\"\n%s}\n"
                            .formatted(HOST, server.getLocalPort(), http(false));
            serve(server);
            try (LoadBalancer _ = start(file)) {
                assertThat(answer(port, REQUEST)).endsWith("\r\n\r\nserved");
            }
        }
    }

    private static String http(boolean frontend) throws Exception {
        return "http-request = [\n%s]\nhttp-response = [\n%s]\n"
                .formatted(
                        answers(known(Phase.REQUEST, Mode.HTTP, frontend)),
                        answers(known(Phase.RESPONSE, Mode.HTTP, frontend)));
    }

    /** For each a rule that answers with its name unless it has a value. */
    private static String answers(Set<String> fetches) {
        return fetches.stream()
                .map(
                        "\"return status 200 content-type text/plain string \\\"%1$s is not known\\\" unless { %1$s -m found }\"\n"
                                ::formatted)
                .collect(joining());
    }

    @Test
    void whatIsKnownOfConnectionsIsThere() throws Exception {
        var ofFrontend = new ArrayList<String>();
        for (String fetch : known(Phase.CONNECTION, Mode.TCP, true)) {
            ofFrontend.add("connection reject unless { " + fetch + " -m found }");
            ofFrontend.add("session reject unless { " + fetch + " -m found }");
        }
        for (String fetch : known(Phase.CONTENT, Mode.TCP, true)) {
            ofFrontend.add("content reject unless { " + fetch + " -m found }");
        }
        var rules = known(Phase.CONTENT, Mode.TCP, false).stream()
                .map(fetch -> "\"content reject unless { " + fetch + " -m found }\"\n")
                .collect(joining());
        var ports = free(ofFrontend.size());
        try (var server = new ServerSocket(0, 50, InetAddress.getByName(HOST))) {
            var file = new StringBuilder("defaults.mode = tcp\n");
            for (int i = 0; i < ports.size(); i++) {
                file.append("frontends.f%d { bind = \"%s:%d\", default-backend = b, tcp-request = \"%s\" }\n"
                        .formatted(i, HOST, ports.get(i), ofFrontend.get(i)));
            }
            file.append("backends.b { check = false, servers.s = \"%s:%d\"\ntcp-request = [\n%s] }\n"
                    .formatted(HOST, server.getLocalPort(), rules));
            serve(server);
            try (LoadBalancer _ = start(file.toString())) {
                for (int i = 0; i < ports.size(); i++) {
                    assertThat(answer(ports.get(i), ""))
                            .as("%s; of the backend: %s", ofFrontend.get(i), rules)
                            .isEqualTo(ANSWER);
                }
            }
        }
    }

    private LoadBalancer start(String rest) throws Exception {
        var path = Files.writeString(folder.resolve("lb.conf"), "threads = 1\nruntime.socket = none\n" + rest);
        var result = ConfigurationFile.load(path, NodeIdentity.of(null));
        if (!(result instanceof LoadResult.Loaded loaded)) {
            throw new AssertionError(result.toString());
        }
        return LoadBalancer.start(loaded.configuration(), "test/" + UUID.randomUUID(), "test");
    }

    /** Answers all until the socket is closed. */
    private static void serve(ServerSocket server) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    try (var client = server.accept()) {
                        client.getOutputStream().write(ANSWER.getBytes(ISO_8859_1));
                        client.shutdownOutput();
                        client.getInputStream().readAllBytes();
                    }
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
    }

    private static String answer(int port, String request) throws IOException {
        try (var socket = new Socket(HOST, port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (SocketException _) {
            return "nothing";
        }
    }

    private static List<Integer> free(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        var ports = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getByName(HOST)));
            ports.add(sockets.getLast().getLocalPort());
        }
        for (var socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
