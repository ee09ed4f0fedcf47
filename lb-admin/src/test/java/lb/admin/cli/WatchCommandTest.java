package lb.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class WatchCommandTest {
    /** Captured from keepalived 2.2.7: version 2 with the password 12345678. */
    private static final Path VECTOR = Path.of("src/test/resources/vectors/v2-auth-multicast.pcap");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int watch(String... arguments) {
        return new CommandLine(new WatchCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void aCaptureOfKeepalivedIsShownLineByLineWithoutItsPassword() {
        int status = watch("--file", VECTOR.toString());
        Assumptions.assumeFalse(err.toString().contains("libpcap is missing"), err::toString);
        assertThat(err).hasToString("");
        assertThat(status).isZero();
        assertThat(out.toString().lines())
                .filteredOn(line -> line.contains("VRRP"))
                .hasSize(9)
                .allMatch(line -> line.contains(" > 224.0.0.18 VRRPv2 router-id 51 priority "))
                .anyMatch(line -> line.endsWith(
                        "priority 0 (stops being master) interval 1s addresses 10.77.5.100 authentication type 1"));
        assertThat(out.toString()).doesNotContain("12345678");
    }

    @Test
    void whoAnnouncesAnAddressIsShownBetweenTheAdverts() {
        watch("--file", VECTOR.toString());
        Assumptions.assumeFalse(err.toString().contains("libpcap is missing"), err::toString);
        assertThat(out.toString().lines())
                .anyMatch(line -> line.endsWith(" ARP announcement: 10.77.5.100 is at 02:00:00:00:00:02"));
    }

    private Path configuration(String virtualIp) throws Exception {
        return Files.writeString(folder.resolve("lb.conf"), """
                nodes { ha1 { address = 10.77.5.9 } }
                virtual-ips { web { interface = eth0, serves = [], %s } }
                frontends { myweb { mode = tcp, bind = "127.0.0.1:8080", default-backend = b } }
                backends { b { mode = tcp, servers { s = "127.0.0.1:1" } } }
                """.formatted(virtualIp));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "address = 10.77.5.100, router-id = 51, authentication { password = 12345678 };"
                        + " addresses 10.77.5.100 authentication type 1",
                "address = 10.77.5.100, router-id = 51, authentication { password = other };"
                        + " -- refused by web (password): password differs",
                "address = 10.77.5.100, router-id = 51, version = 2;"
                        + " -- refused by web (authentication): no authentication here, a simple text password in the advert",
                "address = 10.77.5.101, router-id = 51, authentication { password = 12345678 };"
                        + " -- refused by web (addresses): addresses 10.77.5.101 here, 10.77.5.100 in the advert",
                "address = 10.77.5.100, router-id = 51; -- refused by web (version): VRRP version 3 here, 2 in the advert",
                "address = 10.77.5.100, router-id = 52; -- no virtual IP here has router-id 51",
            })
    void aConfigurationSaysWhatItWouldRefuse(String virtualIp, String end) throws Exception {
        int status = watch(
                "--file",
                VECTOR.toString(),
                "--config",
                configuration(virtualIp).toString(),
                "--node",
                "ha1");
        Assumptions.assumeFalse(err.toString().contains("libpcap is missing"), err::toString);
        assertThat(err.toString()).doesNotContain("problem");
        assertThat(status).isZero();
        assertThat(out.toString().lines())
                .filteredOn(line -> line.contains("VRRP") && !line.contains("ARP"))
                .hasSize(9)
                .allMatch(line -> line.endsWith(end));
        assertThat(out.toString()).doesNotContain("12345678");
    }

    @Test
    void aConfigurationThatIsBrokenIsToldAndNothingIsWatched() throws Exception {
        assertThat(watch(
                        "--file",
                        VECTOR.toString(),
                        "--config",
                        configuration("router-id = 0").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("router-id 0 (expected: 1 to 255)");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(watch("--file", folder.resolve("none.pcap").toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("lb: cannot read ").contains("none.pcap: there is no such file");
    }

    @Test
    void aFileThatIsNoCaptureIsRefusedInASentence() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "nothing captured");
        assertThat(watch("--file", text.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("lb: cannot read ").doesNotContain("Exception");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void anInterfaceThatIsNotThereIsNamedWithThoseThatAre() {
        Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "interfaces are Linux's");
        assertThat(watch("nowhere9")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("lb: there is no interface \"nowhere9\" (there are: ")
                .contains("lo");
    }

    @Test
    void oneOfInterfaceAndFileIsNeeded() {
        assertThat(watch()).isEqualTo(2);
        assertThat(watch("lo", "--file", VECTOR.toString())).isEqualTo(2);
    }
}
