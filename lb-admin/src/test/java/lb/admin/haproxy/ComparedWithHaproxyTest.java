package lb.admin.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import lb.admin.boot.LoadBalancer;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.load.ConfigurationFiles;
import lb.proxy.tls.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each configuration of {@code compared/} is run by the real HAProxy and, as it is, by lb, before the same servers; what the script
 * beside it sends gets the same status, fields, body, server, end of the connection and log line from both.
 */
@Timeout(240)
class ComparedWithHaproxyTest {
    private static final Path CASES =
            Path.of(System.getProperty("compared.folder", "src/test/resources/lb/admin/haproxy/compared"));
    private static final int PORTS = 3;

    /** How many configurations are run at a time: most of the time is waited. */
    private static final int AT_ONCE = 8;

    private static final Map<String, EchoServer> SERVERS = new HashMap<>();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void startServers() throws IOException {
        RealHaproxy.assumeInstalled("configurations held against HAProxy are");
        for (String name : List.of("one", "two", "three")) {
            SERVERS.put(name, EchoServer.start(name));
        }
        TestCertificates.authority("root").issue("www.example.com").in(folder.resolve("web.pem"));
    }

    @AfterAll
    static void stopServers() throws IOException {
        for (EchoServer server : SERVERS.values()) {
            server.close();
        }
    }

    @Test
    void theSameRequestsGetTheSameFromBothWithEachConfiguration() throws Exception {
        List<Path> cases = cases();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(Integer.getInteger("compared.least", 60));
        Map<Path, Future<List<String>>> results = new TreeMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Path file : cases) {
                results.put(file, threads.submit(() -> compare(file)));
            }
        }
        List<String> found = new ArrayList<>();
        for (Map.Entry<Path, Future<List<String>>> one : results.entrySet()) {
            for (String difference : one.getValue().get()) {
                found.add(one.getKey().getFileName() + ": " + difference);
            }
        }
        assertThat(found).as(String.join("\n", found)).isEmpty();
    }

    private static List<Path> cases() throws IOException {
        String only = System.getProperty("compared.only", "");
        try (Stream<Path> files = Files.list(CASES)) {
            return files.filter(file -> file.toString().endsWith(".cfg"))
                    .filter(file -> file.getFileName().toString().contains(only))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> compare(Path file) {
        String name = file.getFileName().toString().replace(".cfg", "");
        try {
            String text = Files.readString(file);
            Path script = file.resolveSibling(name + ".txt");
            return compare(name, text, ComparedScript.parse(Files.readString(script)));
        } catch (Exception | AssertionError e) {
            return List.of(e.toString());
        }
    }

    private static List<String> compare(String name, String text, ComparedScript script) throws Exception {
        boolean logged = text.contains("${LOG}");
        Path configuration = Files.writeString(folder.resolve(name + ".cfg"), text);
        try (ComparedSide theirs = new ComparedSide(PORTS);
                ComparedSide ours = new ComparedSide(PORTS);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                RealHaproxy _ = RealHaproxy.start(configuration, environment(theirs));
                AutoCloseable _ = startOurs(configuration, environment(ours))) {
            Callable<List<ComparedSide.Heard>> theirRun = () -> theirs.run(script, logged);
            Future<List<ComparedSide.Heard>> theirHeard = threads.submit(theirRun);
            List<ComparedSide.Heard> ourHeard = ours.run(script, logged);
            return differences(script, theirHeard.get(), ourHeard);
        }
    }

    private static Map<String, String> environment(ComparedSide side) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        for (int i = 0; i < PORTS; i++) {
            environment.put(i == 0 ? "PORT" : "PORT" + (i + 1), String.valueOf(side.port(i)));
        }
        SERVERS.forEach(
                (name, server) -> environment.put(name.toUpperCase(Locale.ROOT), String.valueOf(server.port())));
        environment.put("LOG", String.valueOf(side.logPort()));
        environment.put("FILES", CASES.resolve("files").toAbsolutePath().toString());
        environment.put("CERTIFICATE", folder.resolve("web.pem").toString());
        // Privileged, and nobody listens on it.
        environment.put("DEAD", "1");
        return environment;
    }

    /** With {@code -Dcompared.with=itself} a second HAProxy, which shows what differs by chance, or what a script has wrong. */
    private static AutoCloseable startOurs(Path configuration, Map<String, String> environment) throws Exception {
        return System.getProperty("compared.with", "lb").equals("lb")
                ? start(configuration, environment)
                : RealHaproxy.start(configuration, environment);
    }

    private static LoadBalancer start(Path configuration, Map<String, String> environment) throws Exception {
        Path own = Files.writeString(
                configuration.resolveSibling(configuration.getFileName() + ".conf"),
                "threads = 1\nruntime.socket = none\n");
        LoadResult result =
                ConfigurationFiles.load(List.of(configuration, own), NodeIdentity.of(null), environment, new Draft());
        return switch (result) {
            case LoadResult.Loaded loaded ->
                LoadBalancer.start(loaded.configuration(), "test/" + UUID.randomUUID(), "test");
            case LoadResult.Broken broken ->
                throw new AssertionError(String.join(
                        "\n", broken.problems().stream().map(Object::toString).toList()));
        };
    }

    private static List<String> differences(
            ComparedScript script, List<ComparedSide.Heard> theirs, List<ComparedSide.Heard> ours) {
        List<String> found = new ArrayList<>();
        int at = 0;
        for (ComparedScript.Connection connection : script.connections()) {
            for (int i = 0; i < connection.times(); i++, at++) {
                ComparedSide.Heard their = theirs.get(at);
                ComparedSide.Heard our = ours.get(at);
                for (int j = 0; j < connection.exchanges().size(); j++) {
                    ComparedScript.Exchange exchange = connection.exchanges().get(j);
                    String what = exchange.sent().lines().findFirst().orElse("") + ": ";
                    ComparedAnswer answer = their.answers().get(j);
                    if (i == 0
                            && !exchange.expected().isEmpty()
                            && !exchange.expected().equals(answer.shown())) {
                        found.add(what + "HAProxy says " + answer.shown() + ", not " + exchange.expected());
                    }
                    answer.differencesFrom(our.answers().get(j), script.differs())
                            .forEach(difference -> found.add(what + difference));
                }
                String first = connection
                                .exchanges()
                                .getFirst()
                                .sent()
                                .lines()
                                .findFirst()
                                .orElse("") + ": ";
                if (their.closed() != our.closed() && !script.differs().containsKey("close")) {
                    found.add(first + "closed: HAProxy " + their.closed() + ", lb " + our.closed());
                }
                if (!their.lines().equals(our.lines()) && !script.differs().containsKey("log")) {
                    found.add(first + "log: HAProxy\n    " + String.join("\n    ", their.lines()) + "\n  lb\n    "
                            + String.join("\n    ", our.lines()));
                }
            }
        }
        return found;
    }
}
