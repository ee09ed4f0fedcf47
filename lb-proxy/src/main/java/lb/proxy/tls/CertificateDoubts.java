package lb.proxy.tls;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** What is not right with certificates that can be used all the same. One thread. */
final class CertificateDoubts {
    private static final Duration SOON = Duration.ofDays(14);
    private static final int SHORTEST_RSA = 2048;

    private final Instant now;
    private final List<TlsProblem> warnings;

    CertificateDoubts(Instant now, List<TlsProblem> warnings) {
        this.now = now;
        this.warnings = warnings;
    }

    /** Looks at a certificate and those that lead to its authority, in the order of their file. */
    void look(Path file, List<CertificateReader.Found> chain) {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate certificate = chain.get(i).certificate();
            int line = chain.get(i).line();
            lookAtTime(file, line, certificate);
            lookAtStrength(file, line, certificate);
            if (i > 0) {
                lookAtOrder(file, line, certificate, chain.get(i - 1).certificate());
            }
        }
    }

    private void lookAtTime(Path file, int line, X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        String who = "the certificate of " + name(certificate.getSubjectX500Principal());
        if (now.isAfter(until)) {
            warnings.add(new TlsProblem(file, line, who + " expired on " + until));
        } else if (now.isBefore(from)) {
            warnings.add(new TlsProblem(file, line, who + " is not valid before " + from));
        } else if (now.plus(SOON).isAfter(until)) {
            long days = Duration.between(now, until).toDays();
            warnings.add(new TlsProblem(file, line, who + " expires on " + until + ", in " + days + " days"));
        }
    }

    private void lookAtStrength(Path file, int line, X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA) {
            String weak = "an RSA key of " + rsa.getModulus().bitLength()
                    + " bits is weak, and clients refuse it (expected " + SHORTEST_RSA + " or more)";
            warnings.add(new TlsProblem(file, line, weak));
        }
        boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        String algorithm = certificate.getSigAlgName();
        if (!root && (algorithm.startsWith("SHA1") || algorithm.startsWith("MD5"))) {
            warnings.add(new TlsProblem(file, line, "is signed with " + algorithm + ", which clients refuse"));
        }
    }

    private void lookAtOrder(Path file, int line, X509Certificate certificate, X509Certificate before) {
        if (!before.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
            String stranger = "the certificate of " + name(certificate.getSubjectX500Principal())
                    + " has not signed the one before it, which is signed by " + name(before.getIssuerX500Principal());
            warnings.add(new TlsProblem(file, line, stranger));
        }
    }

    private static String name(X500Principal name) {
        return TlsText.printable(name.getName());
    }
}
