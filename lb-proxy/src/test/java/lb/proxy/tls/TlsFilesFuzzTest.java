package lb.proxy.tls;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Any bytes in the place of a file: something is read, or a problem told in one printable line, and nothing is thrown. */
class TlsFilesFuzzTest {
    private static final Path FILE = Path.of("a.pem");
    private static final X509Certificate LEAF =
            TestCertificates.authority("root").issue("a.example.com").certificate();

    @FuzzTest(maxDuration = "3m")
    void pem(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        List<TlsProblem> problems = new ArrayList<>();
        List<PemFile.Block> blocks = PemFile.read(FILE, bytes, problems);
        check(!blocks.isEmpty() || !problems.isEmpty(), "nothing read and nothing told");
        byte[] curve = null;
        for (PemFile.Block block : blocks) {
            try {
                check(PrivateKeys.of(block, curve) != null, "no key");
            } catch (PrivateKeys.BadKeyException e) {
                problems.add(new TlsProblem(FILE, block.line(), String.valueOf(e.getMessage())));
            }
            curve = block.bytes();
        }
        certificates(blocks, problems);
        told(problems);
    }

    private static void certificates(List<PemFile.Block> blocks, List<TlsProblem> problems) {
        List<X509Certificate> read =
                new CertificateReader(Instant.EPOCH, problems, problems).certificates(FILE, blocks);
        for (X509Certificate certificate : read) {
            HostNames.of(certificate);
            HostNames.matches(certificate, "a.example.com");
            String _ = KeyType.describe(certificate.getPublicKey());
        }
    }

    @FuzzTest
    void keys(FuzzedDataProvider data) {
        String label = data.pickValue(List.of(PrivateKeys.PKCS8, PrivateKeys.PKCS1, PrivateKeys.SEC1));
        byte[] curve = data.consumeBoolean() ? data.consumeBytes(20) : null;
        try {
            PrivateKeys.of(new PemFile.Block(label, data.consumeRemainingAsBytes(), 1, false), curve);
        } catch (PrivateKeys.BadKeyException e) {
            told(List.of(new TlsProblem(FILE, 1, String.valueOf(e.getMessage()))));
        }
    }

    @FuzzTest
    void ocspResponses(byte[] bytes) {
        try {
            OcspResponse.of(bytes, LEAF, LEAF);
        } catch (OcspResponse.BadResponseException e) {
            told(List.of(new TlsProblem(FILE, 0, String.valueOf(e.getMessage()))));
        }
    }

    @FuzzTest
    void lists(byte[] bytes) {
        List<TlsProblem> problems = new ArrayList<>();
        boolean nothing = CertificateFiles.list(FILE, bytes, Path.of("/nowhere"), problems)
                .isEmpty();
        check(!nothing || !problems.isEmpty(), "nothing read and nothing told");
        told(problems);
    }

    @FuzzTest
    void names(FuzzedDataProvider data) {
        String canonical = HostNames.canonical(data.consumeRemainingAsString());
        check(canonical == null || canonical.matches("(\\*\\.|\\*$)?[a-z0-9._-]*"), "not a name: " + canonical);
        check(
                canonical == null || canonical.equals(HostNames.canonical(canonical)) || canonical.endsWith("."),
                "another one");
    }

    private static void told(List<TlsProblem> problems) {
        for (TlsProblem problem : problems) {
            String text = problem.toString();
            check(text.length() < 1000, "too long: " + text);
            check(text.chars().allMatch(c -> c >= ' ' && c <= '~'), "not printable: " + text);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
