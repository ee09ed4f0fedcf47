package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A new process takes the place of the master of a pair while a client asks as fast as it can, and nobody sees anything of it. */
@Tag("network")
class UpgradeIT {
    /** Between adverts. */
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private static final Pattern GOES_ON = Pattern.compile(
            "process (\\d+) \\(lb \\S+\\) goes on, after \\d+ ms, of which" + " virtual IPs stood still for (\\d+) ms");

    private FourNodes four;
    private Path conf;
    private LabProcess first;
    private Lb second;

    @BeforeEach
    void open() {
        Needs.programs("nginx", "curl", "wrk", "tcpdump", "tshark");
        four = FourNodes.open();
        four.startWebs();
        conf = Lb.conf(four, new Vrrp(3, INTERVAL, false, ""), "http");
        second = new Lb(four.ha2(), Lb.write(four.folder().resolve("second.conf"), read(conf)));
        first = four.ha1().start(Lb.command("run", conf.toString()));
        Eventually.holds(
                "it has the address", FourNodes.PATIENCE, () -> four.ha1().holds(FourNodes.VIRTUAL), this::said);
        second.start();
        four.takePart(second);
    }

    @AfterEach
    void close() {
        if (four != null) {
            four.close();
        }
    }

    private String said() {
        return "lb on ha1:\n" + first.output() + "\nlb on ha2:\n" + second.output();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LabProcess lb(String... arguments) {
        LabProcess asked = four.ha1().start(Lb.command(arguments));
        asked.exit(FourNodes.PATIENCE);
        return asked;
    }

    @Test
    void noRequestFailsAndTheOtherNodeSeesNothing() {
        assertThat(lb("maint", "web-servers/web2").exit(FourNodes.PATIENCE)).hasValue(0);
        Capture capture = Capture.start(four);
        LabProcess wrk = four.client().start("wrk", "-t1", "-c16", "-d20s", "--timeout", "5s", url());
        long pid = 0;
        for (int times = 0; times < 3; times++) {
            LabProcess upgrade = lb("upgrade");
            assertThat(upgrade.exit(FourNodes.PATIENCE))
                    .as(() -> upgrade.output() + said())
                    .hasValue(0);
            Matcher said = GOES_ON.matcher(upgrade.output());
            assertThat(said.find()).as(upgrade::output).isTrue();
            System.out.print(upgrade.output());
            assertThat(Long.parseLong(said.group(1))).as("another process").isNotEqualTo(pid);
            pid = Long.parseLong(said.group(1));
            assertThat(lb("status").output())
                    .as("what was set at run time stays")
                    .contains("MAINT");
            if (times == 0) {
                assertThat(first.exit(FourNodes.PATIENCE)).as(this::said).hasValue(0);
            }
        }
        assertThat(wrk.exit(Duration.ofSeconds(60))).as(wrk::output).hasValue(0);
        System.out.println(wrk.output());
        assertThat(wrk.output())
                .as(this::said)
                .contains("Requests/sec:")
                .doesNotContain("Socket errors")
                .doesNotContain("Non-2xx");
        List<Capture.Advert> adverts = capture.stop();
        assertThat(adverts)
                .as(this::said)
                .hasSizeGreaterThan(100)
                .allMatch(advert -> advert.source().equals(four.ha1().address()))
                .allMatch(advert -> advert.priority() == Vrrp.HIGHER)
                .allMatch(advert -> advert.problems().isEmpty());
        double longest = 0;
        for (int i = 1; i < adverts.size(); i++) {
            longest =
                    Math.max(longest, adverts.get(i).time() - adverts.get(i - 1).time());
        }
        System.out.printf("%d adverts, the longest time between two %.0f ms%n", adverts.size(), longest * 1000);
        assertThat(longest).as("below which the other node waits").isLessThan(0.3);
        assertThat(second.output()).doesNotContain("MASTER");
    }

    /** A reload changes nothing then, and says what does it. */
    @Test
    void whatAReloadRefusesAnUpgradeDoes() {
        Lb.write(
                conf,
                read(conf)
                                .replace("myweb { bind = \"*:80\"", "myweb { mode = tcp, bind = \"*:80\"")
                                .replace("web-servers {", "web-servers { mode = tcp")
                        + """
                        threads = 1
                        stats { bind = "127.0.0.1:8500" }
                        defaults.log = [ { to = stdout } ]
                        frontends.dns { mode = udp, bind = "127.0.0.1:5353", default-backend = dns }
                        backends.dns { mode = udp, check = false, servers { one = "127.0.0.1:53" } }
                        """);
        LabProcess reload = lb("reload");
        assertThat(reload.exit(FourNodes.PATIENCE)).hasValue(1);
        for (String refused : List.of(
                "threads is 1 instead of", "frontend \"myweb\" is of mode tcp instead of http", "stats has changed")) {
            assertThat(reload.output().lines().filter(line -> line.contains(refused)))
                    .as(() -> refused + " in:\n" + reload.output())
                    .singleElement()
                    .asString()
                    .endsWith(": that needs lb upgrade, or a restart");
        }
        LabProcess upgrade = lb("upgrade");
        assertThat(upgrade.exit(FourNodes.PATIENCE))
                .as(() -> upgrade.output() + said())
                .hasValue(0);
        assertThat(four.ask(FourNodes.VIRTUAL)).as(this::said).startsWith("web");
        assertThat(lb("status").output()).as(this::said).containsPattern("dns +OPEN");
        assertThat(four.ha1().run("curl", "-s", "http://127.0.0.1:8500/stats")).contains("myweb");
        assertThat(four.ha1().holds(FourNodes.VIRTUAL)).as(this::said).isTrue();
        Eventually.holds(
                "its lines go where the file says",
                FourNodes.PATIENCE,
                () -> first.output().contains("myweb"),
                this::said);
        assertThat(lb("reload").exit(FourNodes.PATIENCE)).as(this::said).hasValue(0);
        LabProcess again = lb("upgrade");
        assertThat(again.exit(FourNodes.PATIENCE))
                .as(() -> "with a frontend of mode udp: " + again.output() + said())
                .hasValue(0);
        assertThat(lb("status").output()).as(this::said).containsPattern("dns +OPEN");
    }

    private static String url() {
        return "http://" + FourNodes.VIRTUAL + "/";
    }
}
