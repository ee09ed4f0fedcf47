package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T23:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {"ha1", "afrodita.example.com", "a234567890123456789012345678901234567890123456789012345678901234"
            })
    void aCertificateIsReadAndSignedByItsOwnKey(String node) throws Exception {
        NodeCertificate made = NodeCertificate.create(node, NOW);
        X509Certificate certificate = made.certificate();
        certificate.verify(made.keys().getPublic());
        certificate.checkValidity();
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=lb " + node);
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW);
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(certificate.getSerialNumber()).isPositive();
        assertThat(((ECPublicKey) certificate.getPublicKey())
                        .getParams()
                        .getOrder()
                        .bitLength())
                .isEqualTo(256);
    }

    @Test
    void twoOfOneNodeDifferAndTheKeyIsNotShown() throws Exception {
        NodeCertificate one = NodeCertificate.create("ha1", NOW);
        NodeCertificate other = NodeCertificate.create("ha1", NOW);
        assertThat(one.certificate()).isNotEqualTo(other.certificate());
        assertThat(one.certificate().getSerialNumber())
                .isNotEqualTo(other.certificate().getSerialNumber());
        assertThat(one.toString()).isEqualTo("NodeCertificate[CN=lb ha1]");
    }
}
