package lb.ha.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityTest {
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, '[NET_BIND_SERVICE, NET_ADMIN, NET_RAW]'",
        "0000000000002000, '[NET_BIND_SERVICE, NET_ADMIN]'",
        "0000000000003400, '[]'",
        "000001ffffffffff, '[]'",
        "ffffffffffffffff, '[]'",
        "000001ffffffdfff, '[NET_RAW]'",
    })
    void whatIsMissingIsReadFromTheEffectiveSet(String effective, String missing) {
        String status = "Name:\tjava\nCapInh:\t0000000000000000\nCapPrm:\t000001ffffffffff\nCapEff:\t" + effective
                + "\nCapBnd:\t000001ffffffffff\n";
        assertThat(Capability.missing(status, Capability.values())).hasToString(missing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "CapEff:", "CapEff:\tx", "CapEff:\t-1", "CapEff:\t11111111111111111", "CapPrm:\t0"})
    void whereTheKernelDoesNotSayNothingIsMissing(String status) {
        assertThat(Capability.missing(status, Capability.values())).isEmpty();
    }

    @Test
    void theRemedyNamesEveryWay() {
        assertThat(Capability.remedy())
                .isEqualTo("needs CAP_NET_RAW and CAP_NET_ADMIN: run it as root, or with systemd's"
                        + " AmbientCapabilities=CAP_NET_BIND_SERVICE CAP_NET_ADMIN CAP_NET_RAW, or by setpriv"
                        + " --inh-caps +net_bind_service,+net_admin,+net_raw"
                        + " --ambient-caps +net_bind_service,+net_admin,+net_raw");
    }
}
