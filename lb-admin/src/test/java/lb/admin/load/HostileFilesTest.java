package lb.admin.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of any bytes, as long as they may be, are answered in time and with a number of messages that a person reads. */
class HostileFilesTest {
    private static final int LONGEST = 1 << 20;
    private static final Duration LONGEST_TIME = Duration.ofSeconds(10);
    private static final int MOST_MESSAGES = 101;

    /** By how much the lines are fewer than a file can hold, so that a machine that has much to do is quick enough. */
    private static final int SMALLER = Integer.getInteger("hostile.smaller", 4);

    private static final Map<String, String> ENVIRONMENT = Map.of("LONG", "x y ".repeat(5_000), "SHORT", "80");
    private static final String DEFAULTS =
            "defaults\n mode http\n timeout client 5s\n timeout connect 5s\n timeout server 5s\n";
    private static final String FRONTEND = DEFAULTS + "frontend f\n bind :80\n";
    private static final String BACKEND = DEFAULTS + "backend b\n";

    @TempDir
    private Path folder;

    /** Files of one command line. */
    record Given(String title, List<String> files) {
        static Given of(String title, String... files) {
            return new Given(title, List.of(files));
        }

        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Given> files() {
        return Stream.concat(Stream.concat(ofHaproxy(), conditions()), Stream.concat(ofLb(), ofOthers()));
    }

    private static Stream<Given> ofHaproxy() {
        return Stream.of(
                Given.of("mistakes", "global\n" + lines(30_000, i -> " foo" + i + " x")),
                Given.of("long mistakes", "global\n " + "x".repeat(LONGEST)),
                Given.of("frontends on one port", DEFAULTS + lines(30_000, i -> "frontend f" + i + "\n bind :80")),
                Given.of(
                        "addresses of one port",
                        FRONTEND
                                + lines(
                                        40_000,
                                        i -> " bind 127.%d.%d.%d:80".formatted(i >> 16, i >> 8 & 255, i & 255))),
                Given.of("all ports", DEFAULTS + "frontend f\n bind :1-65535\n"),
                Given.of(
                        "all ports again and again",
                        FRONTEND + " bind " + "127.0.0.1:1-65535,".repeat(50_000 / SMALLER)),
                Given.of("all ports in each", DEFAULTS + lines(25_000, i -> "frontend f" + i + "\n bind :1-65535")),
                Given.of(
                        "backends for all",
                        FRONTEND
                                + lines(15_000, i -> " use_backend b" + i + " if { path /" + i + " }")
                                + lines(15_000, i -> "backend b" + i + "\n server a 1.2.3.4:80")),
                Given.of(
                        "backends that are not there",
                        FRONTEND
                                + lines(15_000, i -> " use_backend x" + i + " if { path /" + i + " }")
                                + lines(20_000, i -> "backend b" + i)),
                Given.of("servers", BACKEND + lines(25_000, i -> " server s" + i + " 127.0.0.1:80 check weight 3")),
                Given.of("servers of one name", BACKEND + " server s 127.0.0.1:80 check\n".repeat(30_000 / SMALLER)),
                Given.of(
                        "servers that track nothing",
                        BACKEND + lines(20_000, i -> " server s" + i + " 1.2.3.4:80 track b/x" + i)),
                Given.of(
                        "servers that track the next",
                        BACKEND + lines(20_000, i -> " server s" + i + " 1.2.3.4:80 track s" + (i + 1))),
                Given.of(
                        "templates",
                        "resolvers d\n nameserver a 127.0.0.1:53\n" + BACKEND
                                + lines(18_000, i -> " server-template s" + i + "- 1-1000 x:80 resolvers d")),
                Given.of("names", BACKEND + lines(20_000, i -> " server s" + i + " host" + i + ".example:80")),
                Given.of(
                        "defaults of many lines",
                        "defaults\n" + " timeout client 1s\n".repeat(10_000 / SMALLER)
                                + "backend b\n".repeat(80_000 / SMALLER)),
                Given.of(
                        "defaults for many",
                        DEFAULTS
                                + lines(400, i -> " errorloc " + (400 + i % 100) + " /x")
                                + lines(30_000, i -> "listen l" + i)),
                Given.of(
                        "log targets",
                        "global\n" + lines(30_000, i -> " log 127.0.0.1:" + i + " local0") + DEFAULTS + " log global\n"
                                + lines(5_000, i -> "frontend f" + i)),
                Given.of(
                        "users",
                        "global\nuserlist u\n"
                                + lines(8_000, i -> " user u" + i + " insecure-password x groups g" + i)
                                + lines(8_000, i -> " group g" + i + " users u" + i)),
                Given.of(
                        "groups",
                        "global\nuserlist u\n group g users " + commas(60_000) + "\n user 1 insecure-password b"),
                Given.of("users of the page", FRONTEND + lines(40_000, i -> " stats auth u" + i + ":x")),
                Given.of("captures", FRONTEND + " capture request header Host len 4096\n".repeat(25_000 / SMALLER)),
                Given.of(
                        "error pages",
                        "http-errors e\n" + lines(20_000, i -> " errorfile 404 /x" + i) + FRONTEND
                                + " errorfiles e\n".repeat(10_000 / SMALLER)),
                Given.of("checks", BACKEND + " http-check expect status 200\n".repeat(30_000 / SMALLER)),
                Given.of(
                        "steps",
                        BACKEND + " option tcp-check\n" + " tcp-check send x\n".repeat(50_000 / SMALLER)
                                + " server a 1.2.3.4:1 check"),
                Given.of("comments", "global\n" + "# a\n".repeat(250_000 / SMALLER)),
                Given.of("many comments for one", "# a\n".repeat(200_000 / SMALLER) + DEFAULTS + "listen l\n bind :80"),
                Given.of(
                        "resolvers",
                        "global\n" + lines(25_000, i -> "resolvers r" + i + "\n nameserver a 127.0.0.1:53")),
                Given.of(
                        "name servers",
                        "global\nresolvers r\n" + lines(30_000, i -> " nameserver n" + i + " 127.0.0.1:" + i)),
                Given.of(
                        "listen",
                        DEFAULTS
                                + lines(
                                        12_000,
                                        i -> "listen l" + i + "\n bind 127.0.0.1:" + (i + 1)
                                                + "\n server a 127.0.0.1:80 check")));
    }

    private static Stream<Given> conditions() {
        return Stream.of(
                Given.of("conditions in conditions", "global\n" + ".if 1\n".repeat(170_000 / SMALLER)),
                Given.of("brackets", "global\n.if " + "(".repeat(1_000_000 / SMALLER)),
                Given.of("negations", "global\n.if " + "!".repeat(1_000_000 / SMALLER)),
                Given.of("wrong conditions", "global\n" + ".if foo(1)\n.endif\n".repeat(55_000 / SMALLER)),
                Given.of("quotes", "\"".repeat(1 << 19), "global\n " + "'".repeat((1 << 19) + 1)),
                Given.of("backslashes", "global\n " + "\\".repeat(LONGEST - 10)),
                Given.of("variables", "global\n" + " description \"${LONG}${LONG}\"\n".repeat(30_000 / SMALLER)),
                Given.of("variables in words", "global\n" + " description \"${LONG[*]}\"\n".repeat(30_000 / SMALLER)),
                Given.of(
                        "variables that double",
                        "global\n setenv A \"0123456789\"\n" + " setenv A \"$A$A\"\n".repeat(50_000 / SMALLER)),
                Given.of("acls of one name", FRONTEND + " acl a path_beg /x\n".repeat(45_000 / SMALLER)),
                Given.of(
                        "acls that are asked",
                        FRONTEND
                                + " acl a path_beg /x\n".repeat(20_000 / SMALLER)
                                + " http-request deny if a a a a a a\n".repeat(10_000 / SMALLER)),
                Given.of("acls", FRONTEND + lines(30_000, i -> " acl a" + i + " path_beg /x")),
                Given.of("patterns", FRONTEND + (" acl a path " + "/x ".repeat(60) + "\n").repeat(5_000 / SMALLER)),
                Given.of("expressions", FRONTEND + " acl a path_reg (a|b)*c{1,1000}\n".repeat(25_000 / SMALLER)),
                Given.of("a long expression", FRONTEND + " acl a path_reg " + "(a?){1000}".repeat(600)),
                Given.of("deep expression", FRONTEND + " acl a path_reg " + "(".repeat(60_000 / SMALLER)),
                Given.of(
                        "rules",
                        FRONTEND + " http-request set-header X-A %[src] if { path_beg /x }\n".repeat(18_000 / SMALLER)),
                Given.of(
                        "wrong rules",
                        FRONTEND + " http-request deny if { pth_beg /x } nox\n".repeat(20_000 / SMALLER)),
                Given.of(
                        "rules that end early",
                        FRONTEND + " http-request deny if { path /x\n".repeat(20_000 / SMALLER)),
                Given.of(
                        "user lists that are asked",
                        lines(8_000, i -> "userlist u" + i + "\n user a insecure-password b")
                                + FRONTEND
                                + lines(8_000, i -> " http-request auth if { http_auth(u" + i + ") }")),
                Given.of(
                        "usable servers that are asked",
                        FRONTEND
                                + lines(8_000, i -> " http-request deny if { nbsrv(b" + i + ") lt 1 }")
                                + lines(8_000, i -> "backend b" + i)),
                Given.of(
                        "servers that are chosen",
                        BACKEND
                                + lines(10_000, i -> " use-server s" + i + " if { path /" + i + " }")
                                + lines(10_000, i -> " server s" + i + " 1.2.3.4:80")),
                Given.of(
                        "servers that are not there",
                        BACKEND
                                + lines(12_000, i -> " use-server x" + i + " if { path /" + i + " }")
                                + lines(10_000, i -> " server s" + i + " 1.2.3.4:80")));
    }

    private static Stream<Given> ofLb() {
        String frontend = "frontends { f { bind = \":80\", default-backend = b } }\n";
        return Stream.of(
                Given.of("braces", "a {".repeat(300_000 / SMALLER)),
                Given.of("lists", "a = " + "[".repeat(1_000_000 / SMALLER)),
                Given.of("unknown keys", lines(40_000, i -> "key" + i + " = 1")),
                Given.of(
                        "unknown keys of a backend",
                        frontend + "backends { b {\n" + lines(40_000, i -> "key" + i + " = 1") + "} }"),
                Given.of("a file that includes itself", "include \"0.cfg\"\nthreads = 2"),
                Given.of(
                        "servers in a list",
                        frontend + "backends { b { servers = [\n"
                                + lines(20_000, i -> "{ name = s" + i + ", address = \"1.2.3.4:80\" }") + "] } }"),
                Given.of(
                        "routes",
                        "frontends { f { bind = \":80\", routes = [\n"
                                + lines(15_000, i -> "{ path = /" + i + ", backend = x" + i + " }") + "] } }"),
                Given.of("keys with dots", "a." + "b.".repeat(200_000 / SMALLER) + "c = 1"),
                Given.of("quotes in our own", "a = " + "\"".repeat(300_001 / SMALLER)));
    }

    private static Stream<Given> ofOthers() {
        Random random = new Random(1);
        byte[] bytes = new byte[LONGEST];
        random.nextBytes(bytes);
        String words = IntStream.range(0, 100_000 / SMALLER)
                .mapToObj(_ -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining());
        return Stream.of(
                Given.of("bytes", new String(bytes, StandardCharsets.ISO_8859_1)),
                Given.of("words", words),
                Given.of("words of HAProxy", FRONTEND + words),
                Given.of("words of keepalived", "vrrp_instance a {\n" + words),
                Given.of("two of all", FRONTEND + words, "vrrp_instance a {\n" + words, "frontends { f { " + words),
                Given.of("braces of keepalived", "vrrp_instance a {\n" + "a {\n".repeat(200_000 / SMALLER)),
                Given.of(
                        "addresses of keepalived",
                        "vrrp_instance a {\n interface eth0\n virtual_router_id 1\n priority 1\n virtual_ipaddress {\n"
                                + lines(40_000, i -> "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255)) + "}\n}"),
                Given.of(
                        "instances",
                        lines(
                                10_000,
                                i ->
                                        "vrrp_instance a%d {\n interface eth0\n virtual_router_id %d\n priority 1\n virtual_ipaddress {\n10.0.0.1\n}\n}"
                                                .formatted(i, i % 255 + 1))),
                Given.of("too long", "x".repeat(LONGEST + 1)),
                Given.of(
                        "too long together",
                        IntStream.range(0, 6)
                                .mapToObj(_ -> "# " + "x".repeat(LONGEST - 100) + "\nglobal\n")
                                .toArray(String[]::new)));
    }

    private static final List<String> WORDS = List.of(
            " ",
            "\n",
            "\n ",
            "frontend f\n",
            "backend b\n",
            "global\n",
            "bind ",
            ":80",
            "acl ",
            "{ ",
            " }",
            "if ",
            "path ",
            "server ",
            "a ",
            "1.2.3.4:80 ",
            "http-request ",
            "deny ",
            "\"",
            "'",
            "$",
            "\\",
            "#",
            "= ",
            "[",
            "]",
            "{\n",
            "}\n",
            "%[src]",
            "timeout ",
            "5s",
            "mode http\n",
            "vrrp_instance ",
            "@",
            "!",
            "include ");

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count / SMALLER).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String commas(int count) {
        return IntStream.range(0, count / SMALLER).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @MethodSource("files")
    void areAnsweredInTimeAndInWordsThatHaveAnEnd(Given given) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String text : given.files()) {
            byte[] bytes =
                    text.getBytes(given.title().equals("bytes") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
            paths.add(Files.write(folder.resolve(paths.size() + ".cfg"), bytes));
        }
        long start = System.nanoTime();
        LoadResult result = ConfigurationFiles.load(paths, NodeIdentity.of(null), ENVIRONMENT, new Draft(), host -> {
            throw new UnknownHostException(host);
        });
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        List<String> said = new ArrayList<>();
        if (result instanceof LoadResult.Broken broken) {
            broken.problems().forEach(problem -> said.add(problem.toString()));
            assertThat(broken.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(MOST_MESSAGES);
        }
        assertThat(result.warnings()).hasSizeLessThanOrEqualTo(MOST_MESSAGES);
        assertThat(result.notes()).hasSizeLessThanOrEqualTo(MOST_MESSAGES);
        if (Boolean.getBoolean("hostile.tell")) {
            System.out.printf("%6d ms %s: %s%n", time.toMillis(), given, said.isEmpty() ? "fine" : said.getFirst());
        }
        assertThat(said).noneMatch(one -> one.contains("error in lb") || one.contains("takes longer than"));
        assertThat(time).isLessThan(LONGEST_TIME);
    }

    @Test
    void anEmptyFileIsAnswered() throws IOException {
        Path file = Files.writeString(folder.resolve("a.cfg"), "");
        assertThat(ConfigurationFiles.load(List.of(file), NodeIdentity.of(null)))
                .isNotNull();
    }
}
