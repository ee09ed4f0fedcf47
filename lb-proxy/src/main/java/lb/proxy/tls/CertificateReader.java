package lb.proxy.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.CertificateFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates with their keys, and what is stapled to them; tells everything that is wrong, and everything that soon
 * will be. One thread.
 */
final class CertificateReader {
    private final Instant now;
    private final List<TlsProblem> problems;
    private final List<TlsProblem> warnings;

    private final CertificateDoubts doubts;

    /** A certificate and where it stood. */
    record Found(X509Certificate certificate, int line) {}

    /** A key, where it stood, and what is wrong with it where it is null. */
    private record FoundKey(@Nullable PrivateKey key, int line) {}

    CertificateReader(Instant now, List<TlsProblem> problems, List<TlsProblem> warnings) {
        this.now = now;
        this.problems = problems;
        this.warnings = warnings;
        this.doubts = new CertificateDoubts(now, warnings);
    }

    /** Null with a problem told. */
    @Nullable
    ServerCertificate read(CertificateFile source) {
        Path file = source.file();
        int before = problems.size();
        List<PemFile.Block> blocks = PemFile.read(file, problems);
        if (blocks.isEmpty()) {
            return null;
        }
        List<Found> found = found(file, blocks);
        if (found.isEmpty()) {
            if (problems.size() == before) {
                problems.add(TlsProblem.of(file, "has no certificate"));
            }
            return null;
        }
        if (problems.size() > before && blocks.stream().noneMatch(block -> PrivateKeys.isKey(block.label()))) {
            // Where the key is may be what is broken.
            return null;
        }
        FoundKey key = key(source, blocks);
        if (key == null || key.key() == null || problems.size() > before) {
            return null;
        }
        X509Certificate leaf = found.getFirst().certificate();
        KeyType type = KeyType.of(leaf.getPublicKey());
        if (type == null) {
            problems.add(new TlsProblem(
                    file,
                    found.getFirst().line(),
                    "a certificate with a key of a kind that TLS does not use here: "
                            + KeyType.describe(leaf.getPublicKey()) + " (expected RSA, EC or Ed25519)"));
            return null;
        }
        if (!isPair(leaf.getPublicKey(), key.key())) {
            problems.add(mismatch(file, found, key));
            return null;
        }
        doubts.look(file, found);
        List<X509Certificate> chain = found.stream().map(Found::certificate).toList();
        List<String> names = new ArrayList<>();
        List<String> exclusions = new ArrayList<>();
        names(source, leaf, names, exclusions);
        return new ServerCertificate(source, chain, key.key(), type, names, exclusions, ocsp(source, chain));
    }

    /** What takes the place of a certificate, for the same names where they are written; null with a problem told. */
    @Nullable
    ServerCertificate changed(CertificateFile source, CertificateChange change) {
        List<X509Certificate> chain = change.chain();
        PrivateKey key = change.key();
        X509Certificate leaf = chain.getFirst();
        KeyType type = KeyType.of(leaf.getPublicKey());
        if (type == null || key == null || !isPair(leaf.getPublicKey(), key)) {
            problems.add(TlsProblem.of(source.file(), "the private key does not fit the certificate"));
            return null;
        }
        List<String> names = new ArrayList<>();
        List<String> exclusions = new ArrayList<>();
        names(source, leaf, names, exclusions);
        return new ServerCertificate(source, chain, key, type, names, exclusions, change.ocsp());
    }

    /** Certificates alone, such as those of authorities; empty only with a problem told. */
    List<X509Certificate> readAuthorities(Path file) {
        int before = problems.size();
        List<X509Certificate> found = certificates(file, PemFile.read(file, problems));
        if (found.isEmpty() && problems.size() == before) {
            problems.add(TlsProblem.of(file, "has no certificate"));
        }
        return found;
    }

    /** Certificates alone, of what was read already. */
    List<X509Certificate> certificates(Path file, List<PemFile.Block> blocks) {
        return found(file, blocks).stream().map(Found::certificate).toList();
    }

    private List<Found> found(Path file, List<PemFile.Block> blocks) {
        List<Found> found = new ArrayList<>();
        for (PemFile.Block block : blocks) {
            if (block.label().equals("TRUSTED CERTIFICATE")) {
                problems.add(new TlsProblem(
                        file, block.line(), "a TRUSTED CERTIFICATE is OpenSSL's own format (expected CERTIFICATE)"));
            }
            if (!block.label().equals("CERTIFICATE") && !block.label().equals("X509 CERTIFICATE")) {
                continue;
            }
            try {
                found.add(new Found(
                        (X509Certificate) CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(block.bytes())),
                        block.line()));
            } catch (CertificateException e) {
                problems.add(new TlsProblem(
                        file,
                        block.line(),
                        "is not a certificate: " + TlsText.printable(String.valueOf(e.getMessage()))));
            }
        }
        return found;
    }

    /** The first key of what was read already; null for none. */
    @Nullable
    PrivateKey keyOf(Path file, List<PemFile.Block> blocks) {
        FoundKey found = key(file, blocks);
        return found == null ? null : found.key();
    }

    private @Nullable FoundKey key(CertificateFile source, List<PemFile.Block> blocks) {
        Path file = source.file();
        Path named = source.key();
        if (named == null) {
            FoundKey key = key(file, blocks);
            if (key != null) {
                return key;
            }
        }
        Path beside = named != null ? named : Path.of(file + ".key");
        if (named == null && !Files.exists(beside)) {
            problems.add(
                    TlsProblem.of(file, "has no private key, and there is no " + beside.getFileName() + " beside it"));
            return null;
        }
        int before = problems.size();
        FoundKey key = key(beside, PemFile.read(beside, problems));
        if (key == null && problems.size() == before) {
            problems.add(TlsProblem.of(beside, "has no private key"));
        }
        return key;
    }

    /** The first key in a file; null for none. */
    private @Nullable FoundKey key(Path file, List<PemFile.Block> blocks) {
        byte[] curve = null;
        for (PemFile.Block block : blocks) {
            if (block.label().equals(PrivateKeys.EC_PARAMETERS)) {
                curve = block.bytes();
            } else if (PrivateKeys.isKey(block.label())) {
                try {
                    return new FoundKey(PrivateKeys.of(block, curve), block.line());
                } catch (PrivateKeys.BadKeyException e) {
                    problems.add(new TlsProblem(file, block.line(), String.valueOf(e.getMessage())));
                    return new FoundKey(null, block.line());
                }
            }
        }
        return null;
    }

    private static TlsProblem mismatch(Path file, List<Found> found, FoundKey key) {
        PrivateKey secret = key.key();
        for (Found other : found) {
            if (secret != null && isPair(other.certificate().getPublicKey(), secret)) {
                return new TlsProblem(
                        file,
                        found.getFirst().line(),
                        "the private key is that of the certificate in line " + other.line()
                                + ", which has to be the first");
            }
        }
        return new TlsProblem(
                file,
                found.getFirst().line(),
                "the private key does not fit the certificate ("
                        + KeyType.describe(found.getFirst().certificate().getPublicKey()) + ", of "
                        + TlsText.printable(found.getFirst()
                                .certificate()
                                .getSubjectX500Principal()
                                .getName()) + ")");
    }

    /** Whether two keys belong together, found out by a signature. */
    static boolean isPair(PublicKey open, PrivateKey secret) {
        if (open instanceof RSAKey one && secret instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        KeyType type = KeyType.of(open);
        if (type == null || type == KeyType.RSA || secret instanceof RSAKey) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(type == KeyType.EC ? "SHA256withECDSA" : "Ed25519");
            signature.initSign(secret);
            byte[] text = {1, 2, 3};
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private void names(CertificateFile source, X509Certificate leaf, List<String> names, List<String> exclusions) {
        for (String name : source.names()) {
            boolean excluded = name.startsWith("!");
            String canonical = HostNames.canonical(excluded ? name.substring(1) : name);
            if (canonical == null) {
                problems.add(TlsProblem.of(source.file(), noName(name)));
            } else {
                (excluded ? exclusions : names).add(canonical);
            }
        }
        if (names.isEmpty()) {
            names.addAll(HostNames.of(leaf));
        }
    }

    static String noName(String word) {
        return "\"" + TlsText.printable(word)
                + "\" is no host name (expected such as www.example.com, *.example.com or !www.example.com)";
    }

    private @Nullable OcspResponse ocsp(CertificateFile source, List<X509Certificate> chain) {
        Path named = source.ocsp();
        Path file = named != null ? named : Path.of(source.file() + ".ocsp");
        if (named == null && !Files.exists(file)) {
            return null;
        }
        byte[] bytes = PemFile.bytes(file, problems);
        if (bytes == null) {
            return null;
        }
        try {
            OcspResponse response = OcspResponse.of(bytes, chain.getFirst(), chain.size() > 1 ? chain.get(1) : null);
            if (response.isStale(now)) {
                warnings.add(TlsProblem.of(file, "was valid until " + response.nextUpdate() + ": it is not stapled"));
                return null;
            }
            return response;
        } catch (OcspResponse.BadResponseException e) {
            problems.add(TlsProblem.of(file, String.valueOf(e.getMessage())));
            return null;
        }
    }
}
