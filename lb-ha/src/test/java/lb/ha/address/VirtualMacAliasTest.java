package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.ha.address.VirtualMacAlias.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualMacAliasTest {
    @Test
    void itTellsHowSettingsOfTheInterfaceWere() {
        var alias = new VirtualMacAlias("eth0", List.of(new Setting("arp_ignore", 0), new Setting("arp_announce", 1)));
        assertThat(alias.text()).isEqualTo("lb virtual-mac eth0 arp_ignore=0 arp_announce=1");
        assertThat(VirtualMacAlias.parse(alias.text())).isEqualTo(alias);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lb", "lb virtual-macvlan", "keepalived", "LB virtual-mac eth0"})
    void anotherAliasIsNoneOfOurs(String alias) {
        assertThat(VirtualMacAlias.parse(alias)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lb virtual-mac",
                "lb virtual-mac ",
                "lb virtual-mac .. arp_ignore=0",
                "lb virtual-mac . arp_ignore=0",
                "lb virtual-mac ../all arp_ignore=0",
                "lb virtual-mac a-name-that-is-too-long arp_ignore=0"
            })
    void withoutAnInterfaceNothingIsPutBack(String alias) {
        assertThat(VirtualMacAlias.parse(alias)).isEqualTo(new VirtualMacAlias("", List.of()));
    }

    @Test
    void otherWordsArePassedOver() {
        assertThat(VirtualMacAlias.parse(
                        "lb virtual-mac eth0 forwarding=1 arp_ignore=-1 arp_ignore=12 x arp_announce=2"))
                .isEqualTo(new VirtualMacAlias("eth0", List.of(new Setting("arp_announce", 2))));
    }
}
