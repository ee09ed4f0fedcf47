package lb.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.settings.TlsVersion;
import org.junit.jupiter.api.Test;

class AlgorithmsTest {
    private final List<TlsProblem> problems = new ArrayList<>();
    private final List<TlsProblem> warnings = new ArrayList<>();

    @Test
    void theStandardIsMozillasIntermediateConfiguration() {
        Algorithms openSsl = of(TlsAlgorithms.STANDARD, TlsLibrary.OPENSSL);
        assertThat(openSsl.versions()).containsExactly("TLSv1.2", "TLSv1.3");
        assertThat(openSsl.groups()).containsExactly("X25519MLKEM768", "X25519", "P-256", "P-384");
        assertThat(openSsl.suites())
                .containsExactly(
                        "TLS_AES_128_GCM_SHA256",
                        "TLS_AES_256_GCM_SHA384",
                        "TLS_CHACHA20_POLY1305_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
        assertThat(of(TlsAlgorithms.STANDARD, TlsLibrary.JDK).groups())
                .containsExactly("x25519", "secp256r1", "secp384r1");
        assertThat(problems).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void unknownWordsAreToldWithTheNearest() {
        of(
                new TlsAlgorithms(
                        TlsVersion.TLS_1_2,
                        TlsVersion.TLS_1_3,
                        List.of("ECDHE-RSA-AES128-GCM-SHA25", "HIGH:!aNULL"),
                        List.of("TLS_AES_128_GCM_SHA265"),
                        List.of("x2551", "prime256v1")),
                TlsLibrary.OPENSSL);
        assertThat(problems)
                .extracting(TlsProblem::toString)
                .containsExactly(
                        "unknown cipher suite \"TLS_AES_128_GCM_SHA265\" (did you mean \"TLS_AES_128_GCM_SHA256\"?) (expected some of "
                                + "TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256)",
                        "unknown cipher \"ECDHE-RSA-AES128-GCM-SHA25\" (did you mean \"ECDHE-RSA-AES128-GCM-SHA256\"?) (expected a name "
                                + "of OpenSSL's, such as ECDHE-RSA-AES128-GCM-SHA256)",
                        "unknown cipher \"HIGH:!aNULL\" (expected a name of OpenSSL's, such as ECDHE-RSA-AES128-GCM-SHA256)",
                        "unknown curve \"x2551\" (did you mean \"X25519\"?) (expected such as X25519, P-256 and P-384)");
    }

    @Test
    void whatALibraryDoesNotHaveIsLeftOutWithAWarning() {
        TlsAlgorithms asked = new TlsAlgorithms(
                TlsVersion.TLS_1_2,
                TlsVersion.TLS_1_3,
                List.of("DHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"),
                List.of(),
                List.of("X448", "X25519MLKEM768", "secp256r1"));
        assertThat(of(asked, TlsLibrary.OPENSSL).groups()).containsExactly("X25519MLKEM768", "P-256");
        assertThat(of(asked, TlsLibrary.JDK).groups()).containsExactly("x448", "secp256r1");
        assertThat(problems).isEmpty();
        assertThat(warnings)
                .extracting(TlsProblem::toString)
                .containsExactly(
                        "the cipher DHE-RSA-AES128-GCM-SHA256 is left out: BoringSSL does not have it",
                        "the curve X448 is left out: BoringSSL does not have it",
                        "the curve X25519MLKEM768 is left out: Java does not have it");
    }

    @Test
    void whereNothingIsLeftItIsAProblem() {
        of(
                new TlsAlgorithms(
                        TlsVersion.TLS_1_3,
                        TlsVersion.TLS_1_2,
                        List.of("DHE-RSA-AES128-GCM-SHA256"),
                        List.of(),
                        List.of("X448")),
                TlsLibrary.OPENSSL);
        of(new TlsAlgorithms(TlsVersion.TLS_1_0, TlsVersion.TLS_1_1, List.of(), List.of(), List.of()), TlsLibrary.JDK);
        assertThat(problems)
                .extracting(TlsProblem::toString)
                .containsExactly(
                        "the oldest version, TLSv1.3, is newer than the newest, TLSv1.2",
                        "none of the curves can be used: BoringSSL has none of them",
                        "Java's own TLS speaks nothing older than TLSv1.2 (jdk.tls.disabledAlgorithms)");
    }

    @Test
    void boringSslSpeaksAllSuitesOfTls13InItsOwnOrder() {
        List<String> turned = CipherNames.SUITES.reversed();
        of(suites(List.of("TLS_AES_128_GCM_SHA256")), TlsLibrary.OPENSSL);
        of(suites(turned), TlsLibrary.OPENSSL);
        assertThat(of(suites(turned), TlsLibrary.JDK).suites()).startsWith(turned.toArray(String[]::new));
        assertThat(problems)
                .extracting(TlsProblem::toString)
                .containsExactly(
                        "BoringSSL always speaks all cipher suites of TLS 1.3, so some of them cannot be left out: name "
                                + "TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, or none");
        assertThat(warnings).hasSize(1);
    }

    private static TlsAlgorithms suites(List<String> names) {
        return new TlsAlgorithms(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3, List.of(), names, List.of());
    }

    private Algorithms of(TlsAlgorithms settings, TlsLibrary library) {
        return Algorithms.of(settings, library, problems, warnings);
    }
}
