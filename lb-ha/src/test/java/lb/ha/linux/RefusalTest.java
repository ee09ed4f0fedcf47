package lb.ha.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lb.ha.address.NetlinkAddressPlane;
import lb.ha.link.AdvertCapture;
import lb.ha.link.LinkChoice;
import lb.ha.link.Listening;
import lb.ha.link.RawVrrpLink;
import lb.ha.settings.AddressFamily;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a person is told where something is missing, in a JVM of its own that lacks it. */
class RefusalTest {
    @Test
    void withoutCapabilitiesEachEdgeNamesThemAndTheWays() throws Exception {
        TestNamespace.assumePossible();
        Assumptions.assumeTrue(Path.of("/usr/bin/setpriv").toFile().canExecute(), "no setpriv(1)");
        String printed = java(
                List.of("setpriv", "--bounding-set", "-net_raw,-net_admin", "--inh-caps", "-net_raw,-net_admin"),
                List.of());
        assertThat(printed.lines())
                .containsExactly(
                        "cannot send or receive VRRP adverts: " + Capability.remedy(),
                        "cannot move virtual addresses: " + Capability.remedy(),
                        "cannot capture on lo: " + Capability.remedy());
    }

    @Test
    void withoutLibpcapACaptureSaysWhatToInstall() throws Exception {
        TestNamespace.assumePossible();
        String printed = java(List.of(), List.of("-Dorg.pcap4j.core.pcapLibName=none-of-that-name"));
        assertThat(printed.lines())
                .containsExactly(
                        "link", "plane", "cannot capture on lo: libpcap is missing (apt-get install libpcap0.8)");
    }

    @Test
    void withoutRawSocketsAndLibpcapBothAreNamed() throws Exception {
        TestNamespace.assumePossible();
        String printed = java(List.of(), List.of("-Dorg.pcap4j.core.pcapLibName=none-of-that-name", "-Drefused=true"));
        assertThat(printed.lines())
                .contains(
                        "cannot send or receive VRRP adverts: raw sockets are refused (socket: Operation not permitted),"
                                + " and by libpcap: cannot capture on lo: libpcap is missing (apt-get install libpcap0.8)");
    }

    @Test
    void withEverythingThereNothingElseIsPrinted() throws Exception {
        TestNamespace.assumePossible();
        assertThat(java(List.of(), List.of()).lines()).containsExactly("link", "plane", "capture");
    }

    /** Opens each edge on loopback and prints how it went. */
    static final class Main {
        public static void main(String[] arguments) {
            if (Boolean.getBoolean("refused")) {
                RawSocketsRefused.here();
                tell(
                        "choice",
                        () -> LinkChoice.open(List.of(new Listening("lo", AddressFamily.IPV4, true)), false)
                                .link()
                                .close());
                return;
            }
            tell(
                    "link",
                    () -> RawVrrpLink.open(List.of(new Listening("lo", AddressFamily.IPV4, false)))
                            .close());
            tell("plane", () -> NetlinkAddressPlane.open().close());
            tell("capture", () -> AdvertCapture.live("lo").close());
        }

        private static void tell(String name, Opening opening) {
            try {
                opening.open();
                System.out.println(name);
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private interface Opening {
        void open() throws IOException;
    }

    private static String java(List<String> before, List<String> options) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return TestNamespace.run(command.toArray(String[]::new));
    }
}
