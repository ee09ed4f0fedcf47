package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package under a real systemd, all in one booted system. */
@Tag("network")
class SystemdIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String CONF = """
            nodes { here { address = 10.77.3.1, priority = 100 } }
            virtual-ips {
              web { address = 10.77.3.100, router-id = 51, advert-interval = 100ms, peers = multicast }
            }
            defaults { timeouts { connect = 1s, client = 5s, server = 5s } }
            frontends {
              web { bind = "*:80", mode = http, default-backend = servers }
            }
            backends {
              servers {
                check { interval = 100ms, fall = 2, rise = 1 }
                servers { gone = "10.77.3.1:9" }
              }
            }
            stats { bind = "127.0.0.1:8404" }
            """;

    private static final String MORE =
            CONF.replace("stats {", "frontends.more { bind = \"*:81\", default-backend = servers }\nstats {");

    @TempDir
    private static Path folder;

    private static BootedSystem system;

    @BeforeAll
    static void boot() throws Exception {
        system = BootedSystem.boot(folder, Packages.file("lb_*.deb").toString());
        system.of("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "cable");
        system.of("ip", "addr", "add", "10.77.3.1/24", "dev", "eth0");
        system.of("ip", "link", "set", "eth0", "up");
        system.of("ip", "link", "set", "cable", "up");
    }

    @AfterAll
    static void end() throws Exception {
        if (system != null) {
            system.close();
        }
    }

    /** Installs it, or installs it again. */
    private static String install() throws Exception {
        return system.of("dpkg", "--no-triggers", "--force-depends", "--force-conflicts", "-i", "/root/lb.deb");
    }

    /** Has it run from the start, whatever was before, and own the virtual IP. */
    private static void start() throws Exception {
        if (!system.property("LoadState").equals("loaded")) {
            install();
        }
        system.write("/etc/lb/lb.conf", CONF);
        system.of("systemctl", "restart", "lb");
        owns();
    }

    private static void owns() {
        holds("it has the virtual IP", () -> system.of("ip", "addr").contains("10.77.3.100"));
    }

    private static void holds(String what, Callable<Boolean> condition) {
        Eventually.holds(
                what,
                PATIENCE,
                () -> {
                    try {
                        return condition.call();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                system::state);
    }

    private static String status(String port) throws Exception {
        return system.run("curl", "-s", "-m", "5", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:" + port)
                .text();
    }

    @Test
    void installingItStartsItWithItsThreeCapabilitiesAndNoOthers() throws Exception {
        if (system.property("LoadState").equals("loaded")) {
            system.of("dpkg", "--no-triggers", "--purge", "lb");
        }
        install();
        assertThat(system.property("ActiveState")).as(system::state).isEqualTo("active");
        assertThat(status("8404/stats")).isEqualTo("200");
        var process = system.of("cat", "/proc/" + system.property("MainPID") + "/status");
        // CAP_NET_BIND_SERVICE is 10, CAP_NET_ADMIN 12, CAP_NET_RAW 13 (linux/capability.h).
        var three = "%016x".formatted(1L << 10 | 1L << 12 | 1L << 13);
        assertThat(process)
                .contains("CapPrm:\t" + three, "CapEff:\t" + three, "CapBnd:\t" + three, "CapAmb:\t" + three)
                .contains("NoNewPrivs:\t1", "Seccomp:\t2");
        assertThat(system.of("stat", "-c", "%U %a", "/run/lb")).isEqualTo("lb 755\n");
    }

    @Test
    void aReloadThatCanBeIsDoneAndOneThatCannotFailsAndChangesNothing() throws Exception {
        start();
        system.write("/etc/lb/lb.conf", MORE);
        var process = system.property("MainPID");
        system.of("systemctl", "reload", "lb");
        assertThat(status("81")).as(system::state).isEqualTo("503");

        system.write("/etc/lb/lb.conf", MORE + "fronteds {}\n");
        assertThat(system.run("systemctl", "reload", "lb").status()).isNotZero();
        assertThat(system.journal()).contains("fronteds");
        assertThat(status("81")).isEqualTo("503");
        assertThat(system.property("MainPID")).isEqualTo(process);
        assertThat(system.property("ActiveState")).isEqualTo("active");
    }

    @Test
    void theJournalHasThePrioritiesOfWhatIsTold() throws Exception {
        start();
        holds("the server that is not there is DOWN", () -> system.journal().contains("is DOWN"));
        assertThat(system.journal("--priority=err"))
                .contains("Server servers/gone is DOWN")
                .doesNotContain("INFO", "serves after");
        assertThat(system.journal("--priority=info")).contains("serves after");
        // The journal has the times.
        assertThat(Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT")
                        .matcher(system.journal())
                        .find())
                .as(system.journal())
                .isFalse();
    }

    @Test
    void installingItAgainUpgradesItInPlace() throws Exception {
        start();
        var before = system.property("MainPID");
        assertThat(install()).contains("process ");
        var after = system.property("MainPID");
        assertThat(after).as(system::state).isNotEqualTo(before).isNotEqualTo("0");
        assertThat(system.property("NRestarts")).isEqualTo("0");
        assertThat(system.property("ActiveState")).isEqualTo("active");
        holds("the old process has gone", () -> !lives(before));
        owns();
        assertThat(status("80")).isEqualTo("503");
    }

    private static boolean lives(String process) throws Exception {
        return system.run("test", "-e", "/proc/" + process).status() == 0;
    }

    @Test
    void oneThatIsKilledIsStartedAgain() throws Exception {
        start();
        var before = system.property("MainPID");
        system.of("kill", "-KILL", before);
        holds("it is started again", () -> system.property("NRestarts").equals("1"));
        holds("it serves", () -> system.property("ActiveState").equals("active"));
        assertThat(system.property("MainPID")).isNotEqualTo(before);
        owns();
    }

    @Test
    void oneThatCannotStartIsTriedUntilItCan() throws Exception {
        start();
        system.write("/etc/lb/lb.conf", CONF.replace("10.77.3.1,", "10.77.3.2,"));
        assertThat(system.run("systemctl", "restart", "lb").status()).isNotZero();
        assertThat(system.journal("--priority=err")).contains("10.77.3.2");
        // systemd gives up after five within ten seconds, where it is not told otherwise.
        holds("it was tried more than five times", () -> Integer.parseInt(system.property("NRestarts")) > 5);
        system.write("/etc/lb/lb.conf", CONF);
        holds("it serves", () -> system.property("ActiveState").equals("active"));
        owns();
    }

    @Test
    void aStopGivesTheAddressAwayAndIsNoFailure() throws Exception {
        start();
        system.of("systemctl", "stop", "lb");
        assertThat(system.property("Result")).as(system::state).isEqualTo("success");
        assertThat(system.of("ip", "addr")).doesNotContain("10.77.3.100");
    }

    @Test
    void removedItIsStoppedAndPurgedNothingIsLeft() throws Exception {
        start();
        var process = system.property("MainPID");
        system.of("dpkg", "--no-triggers", "--purge", "lb");
        assertThat(lives(process)).isFalse();
        assertThat(system.property("LoadState")).isEqualTo("not-found");
        for (var left : new String[] {"/etc/lb", "/usr/lib/lb", "/usr/bin/lb", "/run/lb"}) {
            assertThat(system.run("test", "-e", left).status()).as(left).isNotZero();
        }
    }
}
