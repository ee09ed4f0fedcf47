package lb.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CertificateTableTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");
    private static final KeyPair EC = TestCertificates.ec();
    private static final KeyPair RSA = TestCertificates.rsa();

    private final Map<ServerCertificate, String> certificates = new LinkedHashMap<>();

    @Test
    void theNameItselfComesBeforeItsWildcardAndThatBeforeTheFirst() {
        add("first", EC, "first.example.org");
        add("wild", EC, "*.example.com");
        add("exact", EC, "www.example.com");
        CertificateTable<String> table = new CertificateTable<>(certificates, false);

        assertThat(table.find("www.example.com")).containsExactly("exact");
        assertThat(table.find("WWW.Example.COM.")).containsExactly("exact");
        assertThat(table.find("other.example.com")).containsExactly("wild");
        for (String none :
                new String[] {"a.b.example.com", "example.com", ".example.com", "example.org", "", ".", "*", "a\0b", "ü"
                }) {
            assertThat(table.find(none)).as(none).containsExactly(none.equals(".example.com") ? "wild" : "first");
        }
        assertThat(table.find(null)).containsExactly("first");
    }

    @Test
    void whereNamesAreStrictOthersAreRefused() {
        add("first", EC, "first.example.org");
        CertificateTable<String> table = new CertificateTable<>(certificates, true);

        assertThat(table.find("first.example.org")).containsExactly("first");
        assertThat(table.find("second.example.org")).isNull();
        assertThat(table.find(null)).isNull();
    }

    @Test
    void aStarIsForAllOthersEvenWhereNamesAreStrict() {
        add("first", EC, "first.example.org");
        add("all", EC, "*");
        CertificateTable<String> table = new CertificateTable<>(certificates, true);

        assertThat(table.find("second.example.org")).containsExactly("all");
        assertThat(table.find(null)).containsExactly("all");
    }

    @Test
    void ofEachKindOfKeyTheFirstCountsAndEcComesFirst() {
        add("rsa", RSA, "www.example.com");
        add("ec", EC, "www.example.com");
        add("ec again", TestCertificates.freshEc(), "www.example.com");
        CertificateTable<String> table = new CertificateTable<>(certificates, false);

        assertThat(table.find("www.example.com")).containsExactly("ec", "rsa");
        assertThat(table.find("unknown.example.com")).containsExactly("ec", "rsa");
    }

    @Test
    void exclusionsAreOfOneCertificate() {
        add("wild", EC, "*.example.com", "!www.example.com", "!shop.example.com");
        add("other wild", RSA, "*.example.com", "!shop.example.com");
        add("exact", EC, "mail.example.com", "!mail.example.com");
        CertificateTable<String> table = new CertificateTable<>(certificates, false);

        assertThat(table.find("a.example.com")).containsExactly("wild", "other wild");
        assertThat(table.find("www.example.com")).containsExactly("other wild");
        // Nothing is left for it but what is for everybody.
        assertThat(table.find("shop.example.com")).containsExactly("wild", "other wild");
        assertThat(new CertificateTable<>(certificates, true).find("shop.example.com"))
                .isNull();
        assertThat(table.find("mail.example.com")).containsExactly("wild", "other wild");
    }

    @Test
    void tenThousandCertificatesAreFoundInNoTime() {
        ServerCertificate model = certificate(EC, "x.example.com");
        for (int i = 0; i < 10_000; i++) {
            certificates.put(
                    new ServerCertificate(
                            new lb.proxy.settings.CertificateFile(Path.of(i + ".pem")),
                            model.chain(),
                            model.key(),
                            model.type(),
                            List.of("host" + i + ".example.com", "*.zone" + i + ".example.com"),
                            List.of("www.zone" + i + ".example.com"),
                            null),
                    "c" + i);
        }
        CertificateTable<String> table = new CertificateTable<>(certificates, true);
        assertThat(table.find("host9876.example.com")).containsExactly("c9876");
        assertThat(table.find("a.zone1234.example.com")).containsExactly("c1234");
        assertThat(table.find("www.zone1234.example.com")).isNull();
    }

    private void add(String what, KeyPair keys, String... names) {
        certificates.put(certificate(keys, names), what);
    }

    private static ServerCertificate certificate(KeyPair keys, String... names) {
        TestCertificates.Issued issued = ROOT.issue(keys, "x.example.com");
        List<String> all = List.of(names);
        return new ServerCertificate(
                new lb.proxy.settings.CertificateFile(Path.of("a.pem")),
                List.of(issued.certificate()),
                issued.key(),
                KeyType.of(keys.getPublic()),
                all.stream().filter(name -> !name.startsWith("!")).toList(),
                all.stream()
                        .filter(name -> name.startsWith("!"))
                        .map(name -> name.substring(1))
                        .toList(),
                null);
    }
}
