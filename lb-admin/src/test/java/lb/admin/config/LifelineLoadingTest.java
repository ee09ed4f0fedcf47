package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lb.ha.lifeline.NodeCertificate;
import lb.ha.settings.LifelineSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the section of the lifeline and of its files. */
class LifelineLoadingTest {
    private static final String FILE = """
            nodes {
              ha1 { address = 192.168.56.21 }
              ha2 { address = 192.168.56.22, priority = 99, override { threads = 2 } }
            }
            virtual-ips { web { address = 192.168.56.69, router-id = 1, interface = eth1, serves = [] } }
            lifeline { certificates = certs }
            """;

    @TempDir
    Path folder;

    private Path certs;
    private List<NodeCertificate> made;

    @BeforeEach
    void keysAreThere() throws Exception {
        certs = folder.resolve("certs");
        made = List.of(
                NodeCertificate.create("ha1", Instant.parse("2026-01-01T00:00:00Z")),
                NodeCertificate.create("ha2", Instant.parse("2026-01-01T00:00:00Z")));
        LifelineFiles.write(certs, List.of("ha1", "ha2"), made);
    }

    private LoadResult load(String text, String node) throws Exception {
        var file = Files.writeString(folder.resolve("lb.conf"), text);
        return ConfigurationFile.load(file, Machines.told(node), Map.of(), host -> null);
    }

    private List<String> said(LoadResult result) {
        var problems = switch (result) {
            case LoadResult.Broken broken -> broken.problems();
            case LoadResult.Loaded loaded -> loaded.warnings();
        };
        return problems.stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }

    @Test
    void aNodeKnowsItsOwnKeyAndTheCertificatesOfTheOthersBesideTheFile() throws Exception {
        var configuration = Loading.loaded(load(FILE, "ha1")).configuration();
        assertThat(configuration.lifeline())
                .isEqualTo(new LifelineSettings(
                        "ha1",
                        new InetSocketAddress("192.168.56.21", 8406),
                        made.getFirst().keys().getPrivate(),
                        made.getFirst().certificate(),
                        List.of(new LifelineSettings.Peer(
                                "ha2",
                                InetAddress.ofLiteral("192.168.56.22"),
                                made.getLast().certificate())),
                        Duration.ofMillis(100)));
        assertThat(configuration.realTime()).isTrue();
        assertThat(configuration.lifeline().toString()).doesNotContainIgnoringCase("key");
    }

    @Test
    void theOtherNodesKeyIsNotNeededHere() throws Exception {
        Files.delete(certs.resolve("ha2.key"));
        assertThat(Loading.loaded(load(FILE, "ha1")).configuration().lifeline()).isNotNull();
    }

    @Test
    void allOfItCanBeSaid() throws Exception {
        var text = FILE.replace("certs }", "certs, port = 9000, hello-interval = 10ms }") + "realtime = no\n";
        var configuration = Loading.loaded(load(text, "ha2")).configuration();
        assertThat(configuration.lifeline().listen()).isEqualTo(new InetSocketAddress("192.168.56.22", 9000));
        assertThat(configuration.lifeline().helloInterval()).isEqualTo(Duration.ofMillis(10));
        assertThat(configuration.realTime()).isFalse();
    }

    @Test
    void helloesThatAreTooRareToRefuseForgedAdvertsAreWarnedOf() throws Exception {
        assertThat(said(load(FILE.replace("certs }", "certs, hello-interval = 1s }"), "ha1")))
                .isEmpty();
        assertThat(said(load(FILE.replace("certs }", "certs, hello-interval = 1500ms }"), "ha1")))
                .containsExactly("lb.conf:6: lifeline.hello-interval is so long that adverts forged in a"
                        + " node's name are mostly believed (expected: 1s at most)");
    }

    @Test
    void withoutTheSectionThereIsNone() throws Exception {
        var configuration =
                Loading.loaded(load(FILE.replaceAll("lifeline.*", ""), "ha1")).configuration();
        assertThat(configuration.lifeline()).isNull();
    }

    @Test
    void aKeyThatIsMissingOrAnotherOrNoneIsSaid() throws Exception {
        Files.delete(certs.resolve("ha1.key"));
        assertThat(said(load(FILE, "ha1")))
                .containsExactly("lb.conf:6: lifeline.certificates \"certs\" (certs/ha1.key: there is no such file;"
                        + " \"lb init --lifeline\" makes it)");
        Files.copy(certs.resolve("ha2.key"), certs.resolve("ha1.key"));
        assertThat(said(load(FILE, "ha1")))
                .containsExactly("lb.conf:6: lifeline.certificates \"certs\" (certs/ha1.key is the key of another"
                        + " certificate than the one beside it)");
        Files.writeString(certs.resolve("ha1.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThat(said(load(FILE, "ha1")))
                .singleElement()
                .asString()
                .startsWith("lb.conf:6: lifeline.certificates \"certs\" (certs/ha1.key is no private key for the");
        Files.writeString(certs.resolve("ha1.key"), "-----BEGIN EC PRIVATE KEY-----\n");
        assertThat(said(load(FILE, "ha1")))
                .containsExactly(
                        "lb.conf:6: lifeline.certificates \"certs\" (certs/ha1.key is no private key (expected:"
                                + " PEM, \"-----BEGIN PRIVATE KEY-----\"))");
    }

    @Test
    void aCertificateThatIsNoneOrThatOfTwoNodesIsSaid() throws Exception {
        Files.writeString(certs.resolve("ha2.crt"), "-----BEGIN CERTIFICATE-----\n!\n");
        assertThat(said(load(FILE, "ha1")))
                .containsExactly(
                        "lb.conf:6: lifeline.certificates \"certs\" (certs/ha2.crt is no certificate (expected:"
                                + " PEM, as \"lb init --lifeline\" writes it))");
        Files.copy(certs.resolve("ha1.crt"), certs.resolve("ha2.crt"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(said(load(FILE, "ha1")))
                .containsExactly("lb.conf:6: lifeline.certificates \"certs\" (certs/ha2.crt is the certificate of node"
                        + " \"ha1\" too; expected: one for each)");
    }

    @Test
    void whatIsOddButUsableIsAWarning() throws Exception {
        Files.setPosixFilePermissions(certs.resolve("ha1.key"), PosixFilePermissions.fromString("rw-r-----"));
        var later = NodeCertificate.create("ha2", Instant.parse("2049-01-01T00:00:00Z"));
        Files.delete(certs.resolve("ha2.crt"));
        Files.delete(certs.resolve("ha2.key"));
        LifelineFiles.write(certs, List.of("ha2"), List.of(later));
        var result = load(FILE, "ha1");
        assertThat(Loading.loaded(result).configuration().lifeline()).isNotNull();
        assertThat(said(result))
                .containsExactlyInAnyOrder(
                        "lb.conf:6: lifeline.certificates: certs/ha2.crt is valid from 2049-01-01T00:00:00Z to"
                                + " 9999-12-31T23:59:59Z (it is used all the same)",
                        "lb.conf:6: lifeline.certificates: certs/ha1.key can be read by others than its owner"
                                + " (expected: mode 600)");
        assertThat(said(load(
                        FILE.replaceAll("virtual-ips.*", "frontends {}\nstats { bind = \"127.0.0.1:8404\" }"), "ha1")))
                .anyMatch(line -> line.endsWith("lifeline does nothing without virtual-ips"));
    }
}
