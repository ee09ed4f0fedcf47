package lb.proxy.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another certificate for the place of one, as it is handed over part by part; nobody gets it before it is committed. One
 * thread.
 */
public final class CertificateChange {
    private final Path file;
    private List<X509Certificate> chain;
    private @Nullable PrivateKey key;
    private @Nullable OcspResponse ocsp;

    /** Begins with what there is. */
    CertificateChange(ServerCertificate before) {
        this.file = before.file();
        this.chain = before.chain();
        this.key = before.key();
        this.ocsp = before.ocsp();
    }

    /** What keeps it from being committed. */
    public enum Fault {
        /** There is no private key. */
        NO_KEY,
        /** It is another's. */
        NO_PAIR
    }

    /** The file whose certificate it takes the place of. */
    public Path file() {
        return file;
    }

    /**
     * The certificate, those that lead to its authority, and the key, which may come by itself instead. What was stapled to
     * the former one is dropped.
     *
     * @throws TlsFilesException when there is none in it; nothing has changed then
     */
    public void certificate(byte[] pem) throws TlsFilesException {
        List<TlsProblem> problems = new ArrayList<>();
        CertificateReader reader = reader(problems);
        List<PemFile.Block> blocks = PemFile.read(file, pem, problems);
        List<X509Certificate> found = reader.certificates(file, blocks);
        PrivateKey secret = problems.isEmpty() ? reader.keyOf(file, blocks) : null;
        if (found.isEmpty() && problems.isEmpty()) {
            problems.add(TlsProblem.of(file, "has no certificate"));
        }
        refuse(problems);
        chain = found;
        key = secret;
        ocsp = null;
    }

    /**
     * The private key.
     *
     * @throws TlsFilesException when there is none in it; nothing has changed then
     */
    public void key(byte[] pem) throws TlsFilesException {
        List<TlsProblem> problems = new ArrayList<>();
        PrivateKey secret = reader(problems).keyOf(file, PemFile.read(file, pem, problems));
        if (secret == null && problems.isEmpty()) {
            problems.add(TlsProblem.of(file, "has no private key"));
        }
        refuse(problems);
        key = secret;
    }

    /**
     * What its authority says of it (RFC 6960).
     *
     * @throws TlsFilesException when it cannot be stapled; nothing has changed then
     */
    public void ocsp(byte[] der) throws TlsFilesException {
        try {
            OcspResponse response = OcspResponse.of(der, chain.getFirst(), chain.size() > 1 ? chain.get(1) : null);
            if (response.isStale(Instant.now())) {
                throw new OcspResponse.BadResponseException("was valid until " + response.nextUpdate());
            }
            ocsp = response;
        } catch (OcspResponse.BadResponseException e) {
            refuse(List.of(TlsProblem.of(file, String.valueOf(e.getMessage()))));
        }
    }

    /** Null for nothing. */
    public @Nullable Fault fault() {
        PrivateKey secret = key;
        if (secret == null) {
            return Fault.NO_KEY;
        }
        return CertificateReader.isPair(chain.getFirst().getPublicKey(), secret) ? null : Fault.NO_PAIR;
    }

    /** The certificate itself, then those that lead to its authority. */
    public List<X509Certificate> chain() {
        return chain;
    }

    @Nullable
    PrivateKey key() {
        return key;
    }

    @Nullable
    OcspResponse ocsp() {
        return ocsp;
    }

    private static CertificateReader reader(List<TlsProblem> problems) {
        return new CertificateReader(Instant.now(), problems, new ArrayList<>());
    }

    private static void refuse(List<TlsProblem> problems) throws TlsFilesException {
        if (!problems.isEmpty()) {
            throw new TlsFilesException(problems);
        }
    }
}
