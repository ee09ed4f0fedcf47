package lb.admin.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ListenTls;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.TestCertificates;
import lb.proxy.tls.TlsLibrary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateWatchTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");
    private static final String STAYS =
            "frontend \"web\": changed files of TLS are not used, what was read before stays in service: ";

    @TempDir
    private Path folder;

    private final List<String> lines = new ArrayList<>();
    private final List<ListenContext> contexts = new ArrayList<>();
    private long second;

    @AfterEach
    void close() {
        contexts.forEach(ListenContext::close);
    }

    private CertificateWatch watch(CertificateFile... files) throws Exception {
        List<Certificates.Use> uses = new ArrayList<>();
        // Two binds of one frontend, with the same files.
        for (int i = 0; i < 2; i++) {
            ListenContext context = ListenContext.load(new ListenTls(List.of(files)), TlsLibrary.JDK);
            contexts.add(context);
            uses.add(new Certificates.Use("frontend \"web\"", context, true));
        }
        return new CertificateWatch(
                new Certificates(uses), Duration.ofSeconds(5), lines::add, line -> lines.add("! " + line));
    }

    /** Looks as often as it takes, and answers what was told. */
    private List<String> looked(CertificateWatch watch) {
        lines.clear();
        for (int i = 0; i < 3; i++) {
            watch.lookAtFiles(Duration.ofSeconds(second++).toNanos());
        }
        return lines;
    }

    private List<String> serials() {
        return contexts.stream()
                .flatMap(context -> context.certificates().stream())
                .map(CertificateFacts::serial)
                .distinct()
                .toList();
    }

    @Test
    void aRenewedCertificateIsTakenAndToldOfInOneLine() throws Exception {
        Path file = folder.resolve("www.pem");
        ROOT.issue("www.test").in(file);
        CertificateWatch watch = watch(new CertificateFile(file));
        assertThat(looked(watch)).isEmpty();

        TestCertificates.Issued renewed = ROOT.issue("www.test", "a.test", "b.test", "c.test");
        renewed.in(file);
        assertThat(looked(watch))
                .containsExactly("frontend \"web\": certificates were read again: " + file
                        + " (www.test, a.test, b.test and 1 more) until "
                        + renewed.certificate().getNotAfter().toInstant());
        assertThat(serials())
                .containsExactly(renewed.certificate().getSerialNumber().toString(16));
        assertThat(looked(watch)).isEmpty();
    }

    @Test
    void afterAReloadOfTheConfigurationItsFilesAreLookedAtAndNoOthers() throws Exception {
        Path former = ROOT.issue("www.test").in(folder.resolve("former.pem"));
        Path next = ROOT.issue("next.test").in(folder.resolve("next.pem"));
        ListenContext before = ListenContext.load(new ListenTls(List.of(new CertificateFile(former))), TlsLibrary.JDK);
        ListenContext after = ListenContext.load(new ListenTls(List.of(new CertificateFile(next))), TlsLibrary.JDK);
        contexts.addAll(List.of(before, after));
        Certificates certificates =
                new Certificates(List.of(new Certificates.Use("frontend \"former\"", before, true)));
        CertificateWatch watch =
                new CertificateWatch(certificates, Duration.ofSeconds(5), lines::add, line -> lines.add("! " + line));
        certificates.become(List.of(new Certificates.Use("frontend \"next\"", after, true)));
        assertThat(looked(watch)).isEmpty();
        ROOT.issue("www.test").in(former);
        ROOT.issue("next.test").in(next);
        assertThat(looked(watch))
                .singleElement()
                .asString()
                .startsWith("frontend \"next\": certificates were read again: " + next);
    }

    @Test
    void aReplacedLinkAsCertbotMakesItIsFollowed() throws Exception {
        Path archive = Files.createDirectory(folder.resolve("archive"));
        TestCertificates.Issued first = ROOT.issue("www.test");
        TestCertificates.Issued second = ROOT.issue(TestCertificates.freshEc(), "www.test");
        Path live = Files.createDirectory(folder.resolve("live"));
        Files.writeString(archive.resolve("fullchain1.pem"), first.chainPem());
        Files.writeString(archive.resolve("privkey1.pem"), first.keyPem());
        Files.writeString(archive.resolve("fullchain2.pem"), second.chainPem());
        Files.writeString(archive.resolve("privkey2.pem"), second.keyPem());
        for (String name : List.of("fullchain", "privkey")) {
            Files.createSymbolicLink(live.resolve(name + ".pem"), Path.of("../archive/" + name + "1.pem"));
        }
        CertificateWatch watch =
                watch(new CertificateFile(live.resolve("fullchain.pem"), live.resolve("privkey.pem"), null, List.of()));
        for (String name : List.of("privkey", "fullchain")) {
            Path next = Files.createSymbolicLink(live.resolve("next"), Path.of("../archive/" + name + "2.pem"));
            Files.move(next, live.resolve(name + ".pem"), StandardCopyOption.ATOMIC_MOVE);
            if (name.equals("privkey")) {
                assertThat(looked(watch))
                        .singleElement()
                        .asString()
                        .startsWith("! " + STAYS + live.resolve("fullchain.pem")
                                + ":1: the private key does not fit the certificate (EC secp256r1, of CN=www.test)");
                assertThat(serials())
                        .containsExactly(first.certificate().getSerialNumber().toString(16));
            }
        }
        assertThat(looked(watch)).singleElement().asString().contains("certificates were read again");
        assertThat(serials())
                .containsExactly(second.certificate().getSerialNumber().toString(16));
    }

    /** {@code tls.crt -> ..data/tls.crt}, {@code ..data -> ..first}: one link is replaced, and with it all files at once. */
    @Test
    void aSecretOfKubernetesIsReplacedAsAWhole() throws Exception {
        TestCertificates.Issued first = ROOT.issue("www.test");
        TestCertificates.Issued second = ROOT.issue(TestCertificates.freshEc(), "www.test");
        for (TestCertificates.Issued each : List.of(first, second)) {
            Path version = Files.createDirectory(folder.resolve(each == first ? "..first" : "..second"));
            Files.writeString(version.resolve("tls.crt"), each.chainPem());
            Files.writeString(version.resolve("tls.key"), each.keyPem());
        }
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..first"));
        Path certificate = Files.createSymbolicLink(folder.resolve("tls.crt"), Path.of("..data/tls.crt"));
        Path key = Files.createSymbolicLink(folder.resolve("tls.key"), Path.of("..data/tls.key"));
        CertificateWatch watch = watch(new CertificateFile(certificate, key, null, List.of()));

        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..second"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);

        assertThat(looked(watch)).singleElement().asString().contains("certificates were read again");
        assertThat(serials())
                .containsExactly(second.certificate().getSerialNumber().toString(16));
    }

    @Test
    void aFileThatGrowsIsReadWhenItIsWholeOrCannotBeUsed() throws Exception {
        Path file = folder.resolve("www.pem");
        TestCertificates.Issued first = ROOT.issue("www.test");
        TestCertificates.Issued second = ROOT.issue(TestCertificates.freshEc(), "www.test");
        first.in(file);
        CertificateWatch watch = watch(new CertificateFile(file));
        String pem = second.pem();
        for (int size = 0; size < pem.length(); size += 100) {
            Files.writeString(file, pem.substring(0, size));
            lines.clear();
            watch.lookAtFiles(Duration.ofSeconds(this.second++).toNanos());
            assertThat(serials())
                    .containsExactly(first.certificate().getSerialNumber().toString(16));
        }
        Files.writeString(file, pem);
        assertThat(looked(watch)).singleElement().asString().contains("certificates were read again");
        assertThat(serials())
                .containsExactly(second.certificate().getSerialNumber().toString(16));
    }

    @Test
    void aHalfWrittenFileIsToldOfOnceAndChangesNothing() throws Exception {
        Path file = folder.resolve("www.pem");
        TestCertificates.Issued first = ROOT.issue("www.test");
        first.in(file);
        CertificateWatch watch = watch(new CertificateFile(file));
        Files.writeString(file, first.pem().substring(0, 200));
        assertThat(looked(watch))
                .containsExactly("! " + STAYS + file
                        + ":1: BEGIN CERTIFICATE without its END: the file is cut off, or half-written");
        second += 120;
        assertThat(looked(watch)).as("tried again, and no news").isEmpty();
        Files.delete(file);
        assertThat(looked(watch)).containsExactly("! " + STAYS + file + ": there is no such file");
        first.in(file);
        assertThat(looked(watch))
                .containsExactly(
                        "frontend \"web\": files of TLS have changed and were read again, certificates are as before");
        assertThat(serials())
                .containsExactly(first.certificate().getSerialNumber().toString(16));
    }

    @Test
    void filesComeAndGoInAFolder() throws Exception {
        Path a = folder.resolve("a.pem");
        ROOT.issue("a.test").in(a);
        CertificateWatch watch = watch(new CertificateFile(folder));
        ROOT.issue("b.test").in(folder.resolve("b.pem"));
        assertThat(looked(watch)).singleElement().asString().contains("b.pem (b.test) until ");
        Files.delete(a);
        assertThat(looked(watch))
                .containsExactly(
                        "frontend \"web\": files of TLS have changed and were read again, certificates are as before;"
                                + " not there any more: " + a);
    }

    @Test
    void theEndOfACertificateIsToldOnceForAllBinds() throws Exception {
        Instant now = Instant.now();
        ROOT.issue(TestCertificates.ec(), now.minus(Duration.ofDays(80)), now.plus(Duration.ofDays(10)), "www.test")
                .in(folder.resolve("www.pem"));
        CertificateWatch watch = watch(new CertificateFile(folder.resolve("www.pem")));
        watch.lookAtEnds(now);
        watch.lookAtEnds(now.plusSeconds(3600));
        assertThat(lines).singleElement().asString().startsWith("! the certificate of www.test (");
    }
}
