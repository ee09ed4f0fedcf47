package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pair does while the world around it is faulty: it goes on, and is as before once that is over. */
@Tag("network")
@TestInstance(Lifecycle.PER_CLASS)
class FaultsIT {
    /** Of clients and servers that are silent. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** What a request may take beside everything that goes on, on a machine with two busy cores. */
    private static final String SOON = "5";

    /** Many retransmissions. */
    private static final String LATE = "60";

    /** Of a JVM under libfaketime, on such a machine. */
    private static final Duration SLOW_START = Duration.ofMinutes(2);

    private static final String PRELOADED = "libfaketime.so.1";

    private FourNodes four;
    private Lb first;
    private Lb second;

    /** Nodes of one test. */
    private final List<LabProcess> extra = new ArrayList<>();

    @BeforeAll
    void start() {
        Needs.programs("nginx", "curl", "ss", "nft", "tc", "prlimit", "slowhttptest", "faketime");
        four = FourNodes.open();
        four.startWebs();
        var conf = Lb.write(
                four.folder().resolve("lb.conf"),
                """
                nodes { ha1 { address = %s, priority = 101 }, ha2 { address = %s, priority = 100 } }
                virtual-ips { web { address = %s, router-id = 51 } }
                """.formatted(four.ha1().address(), four.ha2().address(), FourNodes.VIRTUAL) + proxy(80));
        first = new Lb(four.ha1(), conf);
        second = new Lb(four.ha2(), conf);
        first.start();
        four.owns(four.ha1(), FourNodes.PATIENCE, first);
        second.start();
        four.takePart(first, second);
    }

    @AfterAll
    void end() {
        if (four != null) {
            four.close();
        }
    }

    @AfterEach
    void endExtra() {
        extra.forEach(LabProcess::kill);
        extra.clear();
    }

    @AfterEach
    void theAddressHasNotMoved() {
        assertThat(four.owners()).as(this::state).containsExactly(four.ha1());
        assertThat(first.output().lines().filter(line -> line.contains("MASTER")))
                .as(this::state)
                .hasSize(1);
        assertThat(second.output()).as(this::state).doesNotContain("MASTER");
    }

    private String proxy(int port) {
        return """
                defaults {
                  mode = http
                  timeouts { connect = 5s, client = %1$s, server = %1$s, http-request = 15s, http-keep-alive = %1$s }
                }
                frontends { web { bind = "*:%2$d", default-backend = web } }
                backends {
                  web {
                    check { interval = 500ms, fall = 3, rise = 2 }
                    servers {
                      web1 = "%3$s:80"
                      web2 = "%4$s:80"
                    }
                  }
                }
                """.formatted(
                        TIMEOUT.toSeconds() + "s",
                        port,
                        four.web1().address(),
                        four.web2().address());
    }

    @Test
    void aNetworkThatLosesAndRepeatsPacketsCostsTimeAndNoRequest() {
        var rules = Lb.write(four.folder().resolve("faults.nft"), """
                table netdev faults {
                  chain client { type filter hook ingress device "client" priority 0; %1$s drop; %1$s dup to "ha1"; }
                  chain ha1 { type filter hook ingress device "ha1" priority 0; %1$s drop; %1$s dup to "client"; %1$s dup to "ha2"; }
                  chain ha2 { type filter hook ingress device "ha2" priority 0; %1$s drop; %1$s dup to "ha1"; }
                }
                """.formatted("numgen random mod 100 < 3"));
        four.bridge().run("nft", "-f", rules.toString());
        try {
            assertThat(manyRequests(300)).as(this::state).isEqualTo("300 answered");
        } finally {
            four.bridge().run("nft", "delete", "table", "netdev", "faults");
        }
    }

    /** Where there is no netem: some packets of each cable go through a narrow class, and others overtake them. */
    @Test
    void aNetworkThatReordersPacketsCostsNoRequestAndNoByte() throws Exception {
        Files.write(four.folder().resolve("reordered"), new byte[1 << 20]);
        var cables = List.of("client", "ha1", "ha2");
        var rules = new StringBuilder("table netdev reorder {\n");
        for (var cable : cables) {
            tc("qdisc add dev %s root handle 1: htb default 1 r2q 1000", cable);
            tc("class add dev %s parent 1: classid 1:1 htb rate 10gbit", cable);
            tc("class add dev %s parent 1: classid 1:2 htb rate 10mbit burst 1600 cburst 1600 quantum 1600", cable);
            rules.append("chain %1$s {%n type filter hook egress device \"%1$s\" priority 0;%n".formatted(cable))
                    // 1:2, which this nft takes as a number only.
                    .append("numgen random mod 100 < 15 meta priority set 65538\n }\n");
        }
        four.bridge()
                .run(
                        "nft",
                        "-f",
                        Lb.write(four.folder().resolve("reorder.nft"), rules + "}\n")
                                .toString());
        try {
            var before = outOfOrder();
            assertThat(manyRequests(300)).as(this::state).isEqualTo("300 answered");
            var script =
                    "seq 30 | xargs -P 5 -I N curl -sS --max-time %s -o /dev/null -w '%%{http_code} %%{size_download}\\n'"
                            + " http://%s/files/reordered 2>&1 | sort | uniq -c";
            assertThat(four.client()
                            .run("sh", "-c", script.formatted(LATE, FourNodes.VIRTUAL))
                            .strip())
                    .as(this::state)
                    .isEqualTo("30 200 1048576");
            assertThat(outOfOrder())
                    .as("segments out of order at client and node")
                    .isGreaterThan(before);
        } finally {
            four.bridge().run("nft", "delete", "table", "netdev", "reorder");
            cables.forEach(cable -> tc("qdisc del dev %s root", cable));
        }
    }

    private void tc(String words, String cable) {
        four.bridge().run(("tc " + words.formatted(cable)).split(" "));
    }

    /** Segments that came before earlier ones, at the client and at the node. */
    private long outOfOrder() {
        return Stream.of(four.client(), four.ha1())
                .mapToLong(node -> {
                    var lines = node.run("cat", "/proc/net/netstat").lines().toList();
                    var place = List.of(lines.get(0).split(" ")).indexOf("TCPOFOQueue");
                    return Long.parseLong(lines.get(1).split(" ")[place]);
                })
                .sum();
    }

    @ParameterizedTest(name = "slowhttptest {0}")
    @ValueSource(strings = {"-H -i 1", "-B -i 1 -s 100000", "-X -w 16 -y 64 -n 1 -z 16"})
    void clientsThatAreSlowHoldNobodyUpAndAreEnded(String way) throws Exception {
        Files.write(four.folder().resolve("big"), new byte[1 << 20]);
        var slow = four.client()
                .start(List.of(
                        "sh",
                        "-c",
                        "exec slowhttptest -c 500 -r 500 -l 4 " + way + " -u http://" + FourNodes.VIRTUAL
                                + "/files/big"));
        Eventually.holds("many are connected", FourNodes.PATIENCE, () -> connections(four.ha1()) > 200, slow::output);
        assertThat(oneRequest(FourNodes.VIRTUAL, SOON)).as(this::state).startsWith("web");
        Eventually.holds(
                "they have gone", FourNodes.PATIENCE, () -> !slow.alive() && connections(four.ha1()) == 0, this::state);
    }

    @Test
    void aClientThatVanishesIsEnded() throws Exception {
        try (var huge = new RandomAccessFile(four.folder().resolve("huge").toFile(), "rw")) {
            huge.setLength(256 << 20);
        }
        var download = four.client()
                .start(
                        "curl",
                        "-sS",
                        "-o",
                        "/dev/null",
                        "--limit-rate",
                        "100k",
                        "http://%s/files/huge".formatted(FourNodes.VIRTUAL));
        Eventually.holds("it downloads", FourNodes.PATIENCE, () -> connections(four.ha1()) > 0, download::output);
        four.client().isolate();
        try {
            Eventually.holds(
                    "its session has ended", FourNodes.PATIENCE, () -> connections(four.ha1()) == 0, this::state);
        } finally {
            download.kill();
            four.client().rejoin();
        }
        Eventually.holds(
                "the client is served again",
                FourNodes.PATIENCE,
                () -> oneRequest(FourNodes.VIRTUAL, SOON).startsWith("web"),
                this::state);
    }

    @Test
    void aServerThatVanishesIsLeftOut() {
        four.web1().isolate();
        try {
            Eventually.holds(
                    "its silence is known",
                    FourNodes.PATIENCE,
                    () -> first.output().contains("web1 is DOWN")
                            || first.output().contains("web1 DOWN"),
                    this::state);
            assertThat(manyRequests(20)).as(this::state).isEqualTo("20 answered");
        } finally {
            four.web1().rejoin();
        }
        Eventually.holds(
                "it serves again",
                FourNodes.PATIENCE,
                () -> Stream.of(oneRequest(FourNodes.VIRTUAL, SOON), oneRequest(FourNodes.VIRTUAL, SOON))
                        .anyMatch("web1"::equals),
                this::state);
    }

    @Test
    void whereDescriptorsAreFewTheRestWaitsUntilThereAreSomeAgain() throws Exception {
        var conf = Lb.write(four.folder().resolve("few.conf"), proxy(81));
        var few = start(four.ha1(), "few", conf, "exec prlimit --nofile=300:300 ", "");
        Eventually.holds("it serves", FourNodes.PATIENCE, () -> few.output().contains(" serves "), few::output);
        var slow = four.client()
                .start(List.of(
                        "sh",
                        "-c",
                        "exec slowhttptest -c 400 -r 400 -l 6 -H -i 1 -u http://"
                                + four.ha1().address() + ":81/"));
        Eventually.holds(
                "the limit is told",
                FourNodes.PATIENCE,
                () -> few.output().contains("max-connections"),
                () -> few.output() + slow.output());
        assertThat(oneRequest(four.ha1().address() + ":81", LATE))
                .as(few::output)
                .startsWith("web");
        Eventually.holds("they have gone", FourNodes.PATIENCE, () -> !slow.alive(), slow::output);
        assertThat(oneRequest(four.ha1().address() + ":81", SOON))
                .as(few::output)
                .startsWith("web");
    }

    @Test
    void whereTheDiskIsFullItServesAllTheSame() throws Exception {
        var conf = Lb.write(four.folder().resolve("full.conf"), proxy(82) + "defaults.log = [ { to = stdout } ]\n");
        start(four.ha1(), "full", conf, "exec ", " >/dev/full 2>&1");
        Eventually.holds(
                "it serves",
                FourNodes.PATIENCE,
                () -> oneRequest(four.ha1().address() + ":82", SOON).startsWith("web"),
                this::state);
        for (var i = 0; i < 20; i++) {
            assertThat(oneRequest(four.ha1().address() + ":82", SOON)).startsWith("web");
        }
    }

    /** By libfaketime, which tells one process another time of day than the machine has. */
    @Test
    void aClockThatIsSetChangesNothing() throws Exception {
        Path library;
        try (var all = Files.walk(Path.of("/usr/lib"), 3)) {
            library = all.filter(file -> file.endsWith(Path.of("faketime", PRELOADED)))
                    .findFirst()
                    .orElseThrow();
        }
        var clock = Lb.write(four.folder().resolve("clock"), "+0d\n");
        var conf = Lb.write(four.folder().resolve("clock.conf"), proxy(83) + "defaults.log = [ { to = stdout } ]\n");
        var set = start(
                four.ha1(),
                "clock",
                conf,
                "LD_PRELOAD=%s FAKETIME_TIMESTAMP_FILE=%s FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1 exec "
                        .formatted(library, clock),
                "");
        var asked = four.ha1().address() + ":83";
        Eventually.holds(
                "it serves", FourNodes.PATIENCE, () -> oneRequest(asked, SOON).startsWith("web"), set::output);
        for (var days : List.of(-800, 800, 0)) {
            var year = String.valueOf(LocalDate.now().plusDays(days).getYear());
            Lb.write(clock, "%+dd%n".formatted(days));
            var before = set.output().length();
            Eventually.holds(
                    "it logs in " + year,
                    FourNodes.PATIENCE,
                    () -> {
                        assertThat(oneRequest(asked, SOON)).as(set::output).startsWith("web");
                        return set.output().substring(before).contains(year);
                    },
                    set::output);
        }
        assertThat(set.output()).doesNotContain("DOWN");
    }

    /** Another node beside the pair, with a shell's words before its command line and after it. */
    private LabProcess start(LabNode node, String name, Path conf, String before, String after) {
        var command = new ArrayList<>(Lb.command("run", conf.toString()));
        command.add(1, "-Dlb.lock=" + name);
        var started = node.start(List.of("sh", "-c", before + String.join(" ", command) + after));
        extra.add(started);
        return started;
    }

    /** Connections of clients that a node has open. */
    private static int connections(LabNode node) {
        return (int) node.run("ss", "-Htn", "state", "established", "sport", "=", ":80")
                .lines()
                .count();
    }

    /** So many requests, each on a connection of its own, ten at a time. */
    private String manyRequests(int requests) {
        var script = "seq %d | xargs -P 10 -I N curl -sS --max-time %s http://%s/?N 2>&1 | sort | uniq -c"
                .formatted(requests, LATE, FourNodes.VIRTUAL);
        var said = four.client().run("sh", "-c", script);
        var answered = said.lines()
                .map(String::strip)
                .filter(line -> line.matches("\\d+ web[12]"))
                .mapToInt(line -> Integer.parseInt(line.split(" ", 2)[0]))
                .sum();
        return answered == requests ? requests + " answered" : said;
    }

    private String oneRequest(String host, String seconds) {
        return four.client()
                .run("sh", "-c", "curl -sS --max-time %s http://%s/ 2>&1 || true".formatted(seconds, host))
                .strip();
    }

    private String state() {
        return four.state(first, second);
    }
}
