package lb.admin.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import lb.admin.problem.SourceText;
import org.junit.jupiter.api.Test;

/** The files of the four labs, as their authors show them. */
class LabsTest {
    @Test
    void theFourNodesAreHeldByTheirBalancersLife() {
        Translating ha1 = lab("four-nodes/ha1", true);
        assertThat(ha1.errors()).isEmpty();
        assertThat(ha1.hocon())
                .contains("address = \"192.168.56.69\"", "router-id = 101", "version = 2", "advert-interval = 2s")
                .contains("peers = [ \"192.168.56.22\" ]", "password = mylittle }")
                .contains("priority = 103", "lower-priority-by = 2");
        assertThat(ha1.warnings())
                .hasSize(3)
                .anyMatch(one -> one.contains(":3: curly quotes"))
                .anyMatch(one -> one.contains(":11: vrrp_instance \"vi_1\": state master"))
                .anyMatch(one -> one.contains(":22: vrrp_instance \"vi_1\": auth_pass is longer than 8 bytes"))
                .noneMatch(one -> one.contains("mylittle"));
    }

    @Test
    void openstacksNodesTellNothingButAnInterface() throws URISyntaxException {
        Translating hera =
                Translating.of(file("openstack/hera"), Translating.machine("hera", "eth1 192.168.1.110/24"), true);
        assertThat(hera.errors()).isEmpty();
        assertThat(hera.warnings()).isEmpty();
        assertThat(hera.hocon())
                .contains("hera { address = \"192.168.1.110\" }", "  50 {", "priority = 103")
                .doesNotContain("peers");
    }

    @Test
    void withoutABalancerInTheSameProcessTheOneOutsideIsLookedFor() {
        Translating ha1 = lab("four-nodes/ha1", false);
        assertThat(ha1.errors()).isEmpty();
        assertThat(ha1.hocon())
                .contains("serves = []", "name = haproxy", "lower-priority-by = 2")
                .doesNotContain("when-unusable");
        assertThat(ha1.warnings()).anyMatch(one -> one.contains("watches another program called haproxy"));
    }

    @Test
    void theNodesOfAFloatingIpFollowTheirOwnWebServer() {
        Translating primary = lab("floating-ip/primary", false);
        assertThat(primary.errors()).isEmpty();
        assertThat(primary.hocon()).contains("addresses = []", "processes = [ nginx ]", "priority = 200");
        assertThat(primary.warnings())
                .hasSize(2)
                .anyMatch(one -> one.contains("master.sh:2: \"floating_ip_addr\" is no address"))
                .anyMatch(one -> one.contains("watches another program called nginx"));
    }

    @Test
    void theNodesOfAwsAreKnownThoughAWordIsWrong() {
        Translating master = lab("aws/master", true);
        assertThat(master.errors()).isEmpty();
        assertThat(master.hocon()).contains("address = \"172.31.131.239\"", "lower-priority-by = 100");
        assertThat(master.warnings()).anyMatch(one -> one.contains("unicast_source_ip is no word of keepalived"));
        assertThat(master.hocon())
                .contains("elastic-ip = eipalloc-0aeefedfad852b1d1", "network-interface = eni-05a4a5a2d01970c20")
                .contains("private-ip = true", "excluded-addresses = [", "\"172.31.131.113\"");
        Translating backup = lab("aws/backup", true);
        assertThat(backup.hocon()).contains("network-interface = eni-0714aa8345ef22da8");
        assertThat(backup.warnings())
                .anyMatch(one -> one.contains("master.sh:5: enl-0714aa8345ef22da8 is no network interface of AWS"));
    }

    private static Translating lab(String folder, boolean balances) {
        try {
            return Translating.of(file(folder), Translating.machine("plain"), balances);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static SourceText file(String folder) throws URISyntaxException {
        Path path = Path.of(Objects.requireNonNull(LabsTest.class.getResource("labs/" + folder + "/keepalived.conf"))
                .toURI());
        return SourceText.read(path, path.getFileName().toString());
    }
}
