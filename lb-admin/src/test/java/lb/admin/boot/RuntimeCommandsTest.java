package lb.admin.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.runtime.RuntimeClient;
import lb.admin.runtime.RuntimeSocketException;
import lb.proxy.settings.UnixAddress;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy's commands, told to a running node over its runtime socket. */
class RuntimeCommandsTest {
    private static final Pattern STEP = Pattern.compile("> (.*)\n((?:(?!> ).*\n)*)");

    private final Messages messages = Messages.SHORT;
    private final Socket webPort = heldPort();
    private final Socket rawPort = heldPort();
    private final int web = webPort.getLocalPort();
    private final int raw = rawPort.getLocalPort();

    @TempDir
    Path folder;

    private Origins origins;
    private LoadBalancer node;
    private RuntimeClient client;

    private static Socket heldPort() {
        try {
            return Origins.heldPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        origins = new Origins(messages);
        String lock = "test/" + UUID.randomUUID();
        Path file = Files.writeString(
                folder.resolve("lb.conf"), """
                stop.drain = 0s
                frontends {
                  web { bind = "127.0.0.1:%d", default-backend = app }
                  raw { bind = "127.0.0.1:%d", mode = tcp, default-backend = plain }
                }
                backends {
                  app {
                    servers {
                      web1 { address = "127.0.0.1:%d", weight = 10, max-connections = 100, check = false }
                      web2 { address = "127.0.0.1:%d", weight = 20, check { interval = 1h } }
                      web3 { address = "127.0.0.1:1", disabled = true }
                    }
                  }
                  plain { mode = tcp, servers { one = "127.0.0.1:%d" } }
                }
                """.formatted(web, raw, origins.port(0), origins.port(1), origins.port(0)));
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        assertThat(result).as(() -> result.toString()).isInstanceOf(LoadResult.Loaded.class);
        node = LoadBalancer.start(((LoadResult.Loaded) result).configuration(), lock, "0.1");
        client = new RuntimeClient(UnixAddress.tight(lock), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        node.close();
        origins.close();
        webPort.close();
        rawPort.close();
    }

    private String ask(String line) throws RuntimeSocketException {
        return client.ask(line).stripTrailing();
    }

    private String answerOf(String resource) throws IOException {
        try (InputStream in = RuntimeCommandsTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void theyAnswerWithHaproxysWords() throws Exception {
        Matcher step = STEP.matcher(answerOf("runtime-commands.txt"));
        SoftAssertions all = new SoftAssertions();
        int steps = 0;
        while (step.find()) {
            all.assertThat(ask(step.group(1)).replaceAll("127\\.0\\.0\\.1 port \\d+", "X"))
                    .as(step.group(1))
                    .isEqualTo(step.group(2).stripTrailing());
            steps++;
        }
        all.assertAll();
        assertThat(steps).as("steps in the file").isGreaterThan(90);
    }

    @Test
    void showInfoHasWhatToolsRead() throws Exception {
        request(web);
        List<String> keys =
                ask("show info").lines().map(line -> line.split(": ")[0]).toList();
        assertThat(keys)
                .contains(
                        "Name",
                        "Version",
                        "Nbthread",
                        "Nbproc",
                        "Process_num",
                        "Pid",
                        "Uptime",
                        "Uptime_sec",
                        "Maxconn",
                        "CurrConns",
                        "CumConns",
                        "CumReq",
                        "CurrSslConns",
                        "CumSslConns",
                        "Maxpipes",
                        "PipesUsed",
                        "Tasks",
                        "Run_queue",
                        "Idle_pct",
                        "node")
                .doesNotHaveDuplicates();
        assertThat(ask("show info")).contains("\nCumConns: 1\n", "\nCumReq: 1\n", "\nVersion: 0.1\n");
        assertThat(ask("show info typed")).contains("0.Name.1:POS:str:lb\n", "\n18.CumConns.1:MCP:u32:1\n");
        assertThat(JsonParser.parseString(ask("show info json"))
                        .getAsJsonArray()
                        .get(0)
                        .toString())
                .isEqualTo(
                        "{\"field\":{\"pos\":0,\"name\":\"Name\"},\"processNum\":1,\"tags\":{\"origin\":\"Product\","
                                + "\"nature\":\"Output\",\"scope\":\"Service\"},\"value\":{\"type\":\"str\",\"value\":\"lb\"}}");
    }

    @Test
    void showStatHasTheRowsThatAreAskedFor() throws Exception {
        assertThat(names("show stat"))
                .containsExactly(
                        "web/FRONTEND",
                        "raw/FRONTEND",
                        "app/web1",
                        "app/web2",
                        "app/web3",
                        "app/BACKEND",
                        "plain/one",
                        "plain/BACKEND");
        assertThat(names("show stat app 4 2")).containsExactly("app/web2");
        assertThat(names("show stat -1 1 -1")).containsExactly("web/FRONTEND", "raw/FRONTEND");
        assertThat(names("show stat 3 6 -1 no-maint")).containsExactly("app/web1", "app/web2", "app/BACKEND");
        assertThat(names("show stat -1 foo -1")).isEmpty();
        assertThat(ask("show stat app 4 1 typed")).startsWith("S.3.1.0.pxname.1:KNS:str:app\n");
        assertThat(JsonParser.parseString(ask("show stat json")).getAsJsonArray())
                .hasSize(8);
    }

    private List<String> names(String command) throws RuntimeSocketException {
        return ask(command)
                .lines()
                .skip(1)
                .map(line -> line.split(",")[0] + "/" + line.split(",")[1])
                .toList();
    }

    @Test
    void whereServersAreIsForOperators() throws Exception {
        assertThat(ask("show stat app 6 -1")).contains(",127.0.0.1:" + origins.port(0) + ",", ",roundrobin,");
        assertThat(ask("operator;show stat app 6 -1")).contains(",127.0.0.1:" + origins.port(0) + ",");
        for (String format : List.of("", " typed", " json")) {
            assertThat(ask("user;show stat app 6 -1" + format))
                    .contains("web1")
                    .doesNotContain("127.0.0.1", "roundrobin");
        }
    }

    @Test
    void theStateOfServersHasThePlaceOfTheirChecks() throws Exception {
        assertThat(ask("set server app/web2 check-addr 127.0.0.9 port 99")).isEmpty();
        assertThat(ask("show servers state app").lines().filter(line -> line.contains("web2")))
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith(" 99 127.0.0.9 - 0"));
    }

    /** Datadog's collector sends this, and takes what comes up to each empty line. */
    @Test
    void twoCommandsWithTheEndOfALineFromElsewhereHaveTwoAnswers() throws Exception {
        String both = client.ask("show info;show stat\r");
        assertThat(both.split("\n\n")).hasSize(2);
    }

    @Test
    void whatIsSetIsWhatTheTrafficMeets() throws Exception {
        assertThat(ask("set server app/web2 state maint")).isEmpty();
        assertThat(ask("set server app/web1 addr 127.0.0.1 port 1")).contains("port changed from");
        assertThat(request(web)).contains(" 503 ");
        assertThat(ask("set server app/web1 addr 127.0.0.1 port " + origins.port(1)))
                .contains("port changed from '1'");
        assertThat(request(web)).contains(" 200 ");
        assertThat(ask("disable frontend web")).isEmpty();
        assertThat(connects(web)).isFalse();
        assertThat(ask("show stat web 1 -1")).contains(",STOP,");
        assertThat(ask("enable frontend web")).isEmpty();
        assertThat(request(web)).contains(" 200 ");
        assertThat(ask("set maxconn frontend web 1")).isEmpty();
        try (Socket first = new Socket(InetAddress.getLoopbackAddress(), web);
                Socket second = new Socket(InetAddress.getLoopbackAddress(), web)) {
            exchange(first);
            second.getOutputStream().write(messages.request());
            second.setSoTimeout(100);
            assertThat(answers(second)).as("waits for the first to go").isFalse();
            assertThat(ask("set maxconn frontend web 2")).isEmpty();
            second.setSoTimeout(5_000);
            assertThat(answers(second)).as("there is room").isTrue();
        }
    }

    /** Each beginning that there is, with what may follow it or not. */
    @Test
    void hostileWordsAreAnsweredAndChangeNothing() throws Exception {
        List<String> beginnings = ask("help")
                .lines()
                .skip(1)
                .map(line -> line.substring(2, 42).replaceAll(" *[<\\[].*", "").strip())
                .filter(words -> !words.matches("quit|prompt|user|operator|clear counters"))
                .toList();
        assertThat(beginnings).hasSizeGreaterThan(30);
        List<String> words = List.of(
                "",
                "/",
                "a/b",
                "//",
                "app/web1/x",
                "%s%n",
                "-1",
                "99999999999999999999",
                "\\\\",
                "é€😀",
                "0x",
                "w".repeat(300));
        SoftAssertions all = new SoftAssertions();
        for (String beginning : beginnings) {
            String lines = words.stream()
                    .map(word -> beginning + " " + word + ";" + beginning + " app/web1 " + word + " " + word)
                    .collect(Collectors.joining(";"));
            all.assertThat(client.ask(lines)).as(beginning).doesNotContain("a fault in lb itself");
        }
        all.assertAll();
        assertThat(names("show stat")).hasSize(8);
        assertThat(ask("get weight app/web1")).isEqualTo("10 (initial 10)");
        assertThat(ask("show info")).contains("\nListeners: 2\n");
    }

    @Test
    void showConfigIsTheFileThatCounts() throws Exception {
        assertThat(ask("show config"))
                .contains("\nfrontends {\n  web {\n    bind = \"127.0.0.1:" + web + "\"\n")
                .contains("      web3 {\n        address = \"127.0.0.1:1\"\n        disabled = true\n");
    }

    @Test
    void sessionsAreShownAndEnded() throws Exception {
        try (Socket session = new Socket(InetAddress.getLoopbackAddress(), raw)) {
            exchange(session);
            String line = ask("show sess");
            assertThat(line)
                    .matches("0x[0-9a-f]{8}: proto=tcpv4 mode=tcp src=127\\.0\\.0\\.1:" + session.getLocalPort()
                            + " fe=raw be=plain srv=one age=\\d+s bytes_out=" + messages.response().length);
            String id = line.substring(0, line.indexOf(':'));
            assertThat(ask("show sess " + id)).startsWith(id);
            assertThat(ask("shutdown session " + id)).isEmpty();
            assertThat(session.getInputStream().read()).isEqualTo(-1);
            assertThat(ask("shutdown session " + id)).isEqualTo("No such session (use 'show sess').");
        }
        try (Socket session = new Socket(InetAddress.getLoopbackAddress(), raw)) {
            exchange(session);
            assertThat(ask("shutdown sessions server app/web1")).isEmpty();
            exchange(session);
            assertThat(ask("shutdown sessions server plain/one")).isEmpty();
            assertThat(session.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void countersAreCleared() throws Exception {
        request(web);
        request(web);
        assertThat(figure("web", 5)).as("smax").isEqualTo("1");
        assertThat(figure("web", 7)).as("stot").isEqualTo("2");
        assertThat(ask("clear counters")).isEmpty();
        assertThat(figure("web", 5)).isEqualTo("0");
        assertThat(figure("web", 7)).isEqualTo("2");
        assertThat(ask("clear counters all")).isEmpty();
        assertThat(figure("web", 7)).isEqualTo("0");
        assertThat(figure("web", 8)).as("bin").isEqualTo("0");
        request(web);
        assertThat(figure("web", 7)).isEqualTo("1");
    }

    @Test
    void theLastInvalidMessagesAreShownWithWhatATerminalWouldObeyEscaped() throws Exception {
        try (Socket bad = new Socket(InetAddress.getLoopbackAddress(), web)) {
            // At once: what comes later is not kept.
            String head = "GET /a HTTP/1.1\r\nHost: x\r\nBad Field: \u001b[1m\\\t\u00ff \u00e9\r\nL: ";
            bad.getOutputStream().write((head + "0123456789".repeat(14) + "\r\n\r\n").getBytes(ISO_8859_1));
            bad.getInputStream().readAllBytes();
        }
        String shown = ask("show errors web request");
        assertThat(shown)
                .startsWith("Total events captured on [")
                .contains(
                        "] : 1\n \n[",
                        "] frontend web (#1): invalid request\n  backend <NONE> (#-1), server <NONE> (#-1), event #0, src 127.0.0.1:",
                        "  00017  Host: x\\r\\n\n  00026  Bad Field: \\e[1m\\\\\\t\\xFF \\xE9\\r\\n\n")
                .containsPattern("\n  000\\d\\d  L: 0123456789[0-9]*\n  00\\d\\d\\d\\+ [0-9]+\n");
        assertThat(ask("show errors web response").lines()).hasSize(1);
        JsonObject error = json("show errors json").getAsJsonArray().get(0).getAsJsonObject();
        assertThat(error.get("frontend").getAsString()).isEqualTo("web");
        assertThat(error.get("backend").isJsonNull()).isTrue();
        assertThat(error.get("server").isJsonNull()).isTrue();
    }

    @Test
    void whatTheProcessIsBusyWithIsShown() throws Exception {
        request(web);
        assertThat(ask("show activity"))
                .contains("\nloops: ", "\npoll_io: ", "\nlag_max_1m_us: ")
                .containsPattern("\nchannels: [1-9]");
        assertThat(ask("show pools")).contains("  - Pool netty_direct (", "  - Pool jdk_heap : ", "\nTotal: ");
        assertThat(ask("show threads")).contains(" name=lb-runtime state=RUNNABLE ", " name=lb-loop-");
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), web)) {
            exchange(client);
            assertThat(ask("show fd"))
                    .containsPattern(" : socket:\\[\\d+] fe=web src=127\\.0\\.0\\.1:" + client.getLocalPort());
        }
        assertThat(ask("show fd 0").lines()).hasSize(1);
        assertThat(ask("show fd 999999")).isEmpty();
        assertThat(ask("show fd abc")).contains("\"abc\" is no descriptor (expected: a number, such as 5)");
        assertThat(ask("show latency"))
                .startsWith("# pxname svname phase count p50_us p90_us p99_us\napp web")
                .contains("app BACKEND total ");
    }

    @Test
    void whatIsShownIsJsonWhereThatIsAskedFor() throws Exception {
        request(web);
        try (Socket session = new Socket(InetAddress.getLoopbackAddress(), raw)) {
            exchange(session);
            for (String what : List.of(
                    "info",
                    "stat",
                    "sess",
                    "servers state",
                    "servers state app",
                    "servers conn",
                    "backend",
                    "errors",
                    "activity",
                    "latency",
                    "latency app")) {
                assertThat(json("show " + what + " json").isJsonArray())
                        .as(what)
                        .isTrue();
            }
        }
        assertThat(json("show config json").getAsJsonObject().has("frontends")).isTrue();
        assertThat(json("show servers state app json").getAsJsonArray().get(1).getAsJsonObject())
                .satisfies(server -> {
                    assertThat(server.get("srv_name").getAsString()).isEqualTo("web2");
                    assertThat(server.get("srv_port").getAsInt()).isEqualTo(origins.port(1));
                    assertThat(server.get("srv_fqdn").isJsonNull()).isTrue();
                });
    }

    private JsonElement json(String command) throws RuntimeSocketException {
        String answer = ask(command);
        try {
            return JsonParser.parseString(answer);
        } catch (JsonParseException e) {
            throw new AssertionError(command + ": " + answer, e);
        }
    }

    private String figure(String frontend, int column) throws RuntimeSocketException {
        return ask("show stat " + frontend + " 1 -1").lines().toList().get(1).split(",", -1)[column];
    }

    private void exchange(Socket connection) throws IOException {
        connection.getOutputStream().write(messages.request());
        connection.getInputStream().readNBytes(messages.response().length);
    }

    private static boolean answers(Socket connection) throws IOException {
        try {
            return connection.getInputStream().read() != -1;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static boolean connects(int port) throws IOException {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    /** One request over a connection of its own; its answer. */
    private String request(int port) throws IOException {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connection.setSoTimeout(10_000);
            connection.getOutputStream().write(messages.request());
            byte[] some = new byte[12];
            int length = connection.getInputStream().readNBytes(some, 0, some.length);
            connection.shutdownOutput();
            connection.getInputStream().readAllBytes();
            return new String(some, 0, length, ISO_8859_1) + " ";
        }
    }
}
