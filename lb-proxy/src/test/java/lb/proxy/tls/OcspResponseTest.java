package lb.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import lb.proxy.settings.CertificateFile;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OcspResponseTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");
    private static final TestCertificates.Authority BETWEEN = ROOT.intermediate("between");
    private static final TestCertificates.Issued LEAF = BETWEEN.issue("www.example.com");
    private static final Instant NOW = Instant.now();
    private static final Instant UNTIL = NOW.plus(Duration.ofDays(1));

    @TempDir
    Path folder;

    @Test
    void aGoodOneIsRead() throws Exception {
        byte[] bytes = BETWEEN.ocsp(LEAF.certificate(), UNTIL);
        OcspResponse read = OcspResponse.of(bytes, LEAF.certificate(), BETWEEN.certificate());
        assertThat(read.bytes()).isEqualTo(bytes);
        assertThat(read.nextUpdate()).isEqualTo(Instant.ofEpochSecond(UNTIL.getEpochSecond()));
        assertThat(read.isStale(UNTIL.minusSeconds(1))).isFalse();
        assertThat(read.isStale(UNTIL.plusSeconds(1))).isTrue();
        assertThat(OcspResponse.of(bytes, LEAF.certificate(), null).bytes()).isEqualTo(bytes);
    }

    static Stream<Arguments> bad() {
        byte[] good = BETWEEN.ocsp(LEAF.certificate(), UNTIL);
        return Stream.of(
                Arguments.of(
                        "of another certificate",
                        BETWEEN.ocsp(BETWEEN.issue("other.example.com").certificate(), UNTIL),
                        "is about another certificate than that with serial number "),
                Arguments.of(
                        "of another authority's",
                        ROOT.ocsp(LEAF.certificate(), UNTIL),
                        "is about another certificate than that with serial number "),
                Arguments.of(
                        "revoked",
                        BETWEEN.ocsp(LEAF.certificate(), UNTIL, new RevokedStatus(new Date(), 0)),
                        "says that the certificate is revoked"),
                Arguments.of(
                        "unknown",
                        BETWEEN.ocsp(LEAF.certificate(), UNTIL, new UnknownStatus()),
                        "says that the certificate is not known"),
                Arguments.of(
                        "try later",
                        TestCertificates.ocspFailure(OCSPRespBuilder.TRY_LATER),
                        "is no answer: its status is tryLater, expected successful"),
                Arguments.of("empty", new byte[0], "is broken: expected tag 0x30, found the end"),
                Arguments.of("text", new byte[] {'a', 'b'}, "is broken: expected tag 0x30, found 0x61"),
                Arguments.of("cut off", Arrays.copyOf(good, good.length / 2), "is broken: cut short"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void badOnesAreTold(String what, byte[] bytes, String expected) {
        assertThatThrownBy(() -> OcspResponse.of(bytes, LEAF.certificate(), BETWEEN.certificate()))
                .isInstanceOf(OcspResponse.BadResponseException.class)
                .hasMessageStartingWith(expected);
    }

    /** Every byte wrong once, every length: told or read, never an exception of another kind. */
    @Test
    void brokenBytesAreToldOrHarmless() {
        byte[] good = BETWEEN.ocsp(LEAF.certificate(), UNTIL, CertificateStatus.GOOD);
        for (int i = 0; i < good.length; i++) {
            for (byte[] bytes : List.of(Arrays.copyOf(good, i), changed(good, i))) {
                try {
                    OcspResponse.of(bytes, LEAF.certificate(), BETWEEN.certificate());
                } catch (OcspResponse.BadResponseException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }

    @Test
    void aStaleOneIsAWarningAndAWrongOneAProblem() {
        Path file = LEAF.in(folder.resolve("a.pem"));
        Path staple = folder.resolve("a.pem.ocsp");
        List<TlsProblem> problems = new ArrayList<>();
        List<TlsProblem> warnings = new ArrayList<>();
        CertificateReader reader = new CertificateReader(NOW, problems, warnings);

        TestCertificates.write(staple, BETWEEN.ocsp(LEAF.certificate(), NOW.minusSeconds(60)));
        assertThat(reader.read(new CertificateFile(file)).ocsp()).isNull();
        assertThat(problems).isEmpty();
        assertThat(warnings.getFirst().toString())
                .startsWith(staple + ": was valid until ")
                .endsWith(": it is not stapled");

        TestCertificates.write(staple, "x");
        reader.read(new CertificateFile(file));
        assertThat(problems.getFirst().toString()).isEqualTo(staple + ": is broken: expected tag 0x30, found 0x78");
    }

    private static byte[] changed(byte[] good, int at) {
        byte[] bytes = good.clone();
        bytes[at] ^= 0x15;
        return bytes;
    }
}
