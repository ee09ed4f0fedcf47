package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabProcess;
import lb.admin.demo.NetworkLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The master of a pair becomes what other files say while a client asks as fast as it can, and nobody sees anything of it. */
@Tag("network")
class ReloadIT {
    /** Between adverts. */
    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** An address that comes and goes, and that of a virtual IP that does. */
    private static final String MORE = NetworkLab.NETWORK + "71";

    private static final String DB = NetworkLab.NETWORK + "70";

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
        second = new Lb(four.ha2(), Lb.write(four.folder().resolve("second.conf"), read()));
        // As the scripts that start it have it, so that SIGUSR2 is ours.
        List<String> command = new ArrayList<>(List.of("env", "_JAVA_SR_SIGNUM=40"));
        command.addAll(Lb.command("run", conf.toString()));
        first = four.ha1().start(command);
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
        return "lb on ha1:\n" + first.output();
    }

    private String read() {
        try {
            return Files.readString(conf);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void change(String before, String after) {
        String text = read();
        assertThat(text).contains(before);
        Lb.write(conf, text.replace(before, after));
    }

    private LabProcess lb(String... arguments) {
        return four.ha1().start(Lb.command(arguments));
    }

    private void awaitReloads(int number) {
        Pattern done = Pattern.compile("reloaded in \\d+ ms");
        Eventually.holds(
                "reload " + number + " is done",
                FourNodes.PATIENCE,
                () -> done.matcher(first.output()).results().count() == number,
                this::said);
    }

    @Test
    void noRequestFailsAndTheOtherNodeSeesNothing() {
        Capture capture = Capture.start(four);
        LabProcess wrk = four.client().start("wrk", "-t1", "-c16", "-d25s", "--timeout", "5s", url());
        String web2 = "      web2 = \"%s:80\"".formatted(four.web2().address());

        change(web2, "      # web2 is away");
        LabProcess reload = lb("reload");
        assertThat(reload.exit(FourNodes.PATIENCE)).as(reload::output).hasValue(0);
        assertThat(reload.output()).contains("reloaded in ", "servers: gone web-servers/web2");

        change(
                "      # web2 is away",
                web2
                        + "\n      web3 = { address = \"%s:80\", weight = 3 }"
                                .formatted(four.web1().address()));
        first.signal("HUP");
        awaitReloads(2);

        change("balance = roundrobin", "balance = leastconn");
        change("myweb { bind = \"*:80\"", "myweb { bind = [ \"*:80\", \"*:8080\" ]");
        first.signal("USR2");
        awaitReloads(3);
        assertThat(four.ask(FourNodes.VIRTUAL + ":8080")).as(this::said).startsWith("web");

        // Refused: it says so, and nothing changes.
        change("router-id = " + Vrrp.ROUTER_ID, "router-id = 52");
        change("balance = leastconn", "balance = roundrobin");
        LabProcess refused = lb("reload");
        assertThat(refused.exit(FourNodes.PATIENCE)).as(refused::output).hasValue(1);
        assertThat(refused.output())
                .contains("nothing has changed", "virtual IP \"web\" has another router-id: that needs a restart");
        Lb.write(conf, read().substring(0, read().length() / 2));
        LabProcess halfWritten = lb("reload");
        assertThat(halfWritten.exit(FourNodes.PATIENCE)).as(halfWritten::output).hasValue(1);

        assertThat(wrk.exit(Duration.ofSeconds(60))).as(wrk::output).hasValue(0);
        System.out.println(wrk.output() + first.output());
        assertThat(wrk.output())
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

    @Test
    void anotherPriorityCountsAtOnceAndTheAddressMovesByTheElectionAlone() {
        change("priority = " + Vrrp.HIGHER, "priority = 150");
        LabProcess raised = lb("reload");
        assertThat(raised.exit(FourNodes.PATIENCE)).as(raised::output).hasValue(0);
        assertThat(raised.output()).contains("virtual IP web: priority 150");
        assertThat(lbSays("vrrp")).contains("priority   150");
        assertThat(four.ha1().holds(FourNodes.VIRTUAL)).as(this::said).isTrue();

        change("priority = 150", "priority = 50");
        assertThat(lb("reload").exit(FourNodes.PATIENCE)).as(this::said).hasValue(0);
        four.owns(four.ha2(), FourNodes.PATIENCE, second);
        change("priority = 50", "priority = 150");
        assertThat(lb("reload").exit(FourNodes.PATIENCE)).as(this::said).hasValue(0);
        four.owns(four.ha1(), FourNodes.PATIENCE, second);
    }

    @Test
    void virtualIpsAndAddressesComeAndGoAndTheOthersNoticeNothing() {
        Capture capture = Capture.start(four);
        String before = read();
        String web = "address = " + FourNodes.VIRTUAL;
        change(web, "addresses = [ \"%s\", \"%s\" ]".formatted(FourNodes.VIRTUAL, MORE));
        change("virtual-ips {", """
                virtual-ips {
                  db { address = %s, router-id = 61, advert-interval = 100ms, priority { ha1 = 120, ha2 = 119 } }""".formatted(DB));
        LabProcess reload = lb("reload");
        assertThat(reload.exit(FourNodes.PATIENCE)).as(reload::output).hasValue(0);
        assertThat(reload.output()).contains("virtual IP web: addresses", "virtual IP db: new");
        Eventually.holds(
                "ha1 has what is new",
                FourNodes.PATIENCE,
                () -> four.ha1().holds(MORE) && four.ha1().holds(DB),
                this::said);
        assertThat(four.ask(MORE)).as(this::said).startsWith("web");

        Path second = Lb.write(four.folder().resolve("second.conf"), read());
        LabProcess there = four.ha2().start(Lb.command("reload"));
        assertThat(there.exit(FourNodes.PATIENCE)).as(there::output).hasValue(0);
        Lb.write(conf, before);
        assertThat(lb("reload").exit(FourNodes.PATIENCE)).as(this::said).hasValue(0);
        assertThat(four.ha1().holds(MORE) || four.ha1().holds(DB))
                .as(this::said)
                .isFalse();
        Eventually.holds(
                "ha2 takes what ha1 has left",
                FourNodes.PATIENCE,
                () -> four.ha2().holds(DB),
                this::said);
        Lb.write(second, before);
        LabProcess gone = four.ha2().start(Lb.command("reload"));
        assertThat(gone.exit(FourNodes.PATIENCE)).as(gone::output).hasValue(0);
        assertThat(four.ha2().holds(DB)).as(this::said).isFalse();

        Lb.write(conf, before.replace(web, "interface = eth7, " + web));
        LabProcess refused = lb("reload");
        assertThat(refused.exit(FourNodes.PATIENCE)).as(refused::output).hasValue(1);
        Lb.write(
                conf,
                before.replace(
                        "virtual-ips {",
                        "virtual-ips { db { address = %s, interface = eth7, router-id = 61 }".formatted(DB)));
        LabProcess missing = lb("reload");
        assertThat(missing.exit(FourNodes.PATIENCE)).as(missing::output).hasValue(1);
        assertThat(missing.output()).contains("eth7");

        List<Capture.Advert> adverts = capture.stop().stream()
                .filter(advert -> advert.priority() == Vrrp.HIGHER || advert.priority() == Vrrp.LOWER)
                .toList();
        assertThat(adverts)
                .as(this::said)
                .hasSizeGreaterThan(20)
                .allMatch(advert -> advert.source().equals(four.ha1().address()));
        double longest = 0;
        for (int i = 1; i < adverts.size(); i++) {
            longest =
                    Math.max(longest, adverts.get(i).time() - adverts.get(i - 1).time());
        }
        System.out.printf("%d adverts, the longest time between two %.0f ms%n", adverts.size(), longest * 1000);
        assertThat(longest).as("below which the other node waits").isLessThan(0.3);
        assertThat(four.ha1().holds(FourNodes.VIRTUAL)).as(this::said).isTrue();
    }

    private String lbSays(String command) {
        LabProcess asked = lb(command);
        assertThat(asked.exit(FourNodes.PATIENCE)).as(asked::output).hasValue(0);
        return asked.output();
    }

    private static String url() {
        return "http://" + FourNodes.VIRTUAL + "/";
    }
}
