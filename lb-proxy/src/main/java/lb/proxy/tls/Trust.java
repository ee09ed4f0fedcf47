package lb.proxy.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRLException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed: Java's PKIX (RFC 5280 section 6), which both libraries ask, in handshakes alone. */
record Trust(X509ExtendedTrustManager manager, TrustFiles files) {
    /**
     * Of files.
     *
     * @param authorities of those who may have signed a certificate; null for those that Java trusts
     * @param revoked lists of revoked ones, of every authority on the way; null for none
     * @return null with a problem told
     */
    static @Nullable Trust of(
            @Nullable Path authorities,
            @Nullable Path revoked,
            Instant now,
            List<TlsProblem> problems,
            List<TlsProblem> warnings) {
        List<X509Certificate> roots = authorities == null
                ? List.of()
                : new CertificateReader(now, problems, warnings).readAuthorities(authorities);
        List<X509CRL> lists = revoked == null ? List.of() : lists(revoked, now, problems, warnings);
        if ((authorities != null && roots.isEmpty()) || (revoked != null && lists.isEmpty())) {
            return null;
        }
        for (X509Certificate root : roots) {
            if (now.isAfter(root.getNotAfter().toInstant()) && authorities != null) {
                warnings.add(TlsProblem.of(
                        authorities,
                        "the authority "
                                + TlsText.printable(
                                        root.getSubjectX500Principal().getName()) + " expired on "
                                + root.getNotAfter().toInstant()));
            }
        }
        try {
            return new Trust(
                    manager(authorities == null ? null : roots, lists),
                    new TrustFiles(authorities, roots, revoked, lists));
        } catch (GeneralSecurityException | java.io.IOException e) {
            problems.add(new TlsProblem(authorities, 0, "cannot be used: " + e.getMessage()));
            return null;
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable List<X509Certificate> roots, List<X509CRL> lists)
            throws GeneralSecurityException, java.io.IOException {
        KeyStore store = null;
        if (roots != null) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate root : roots) {
                store.setCertificateEntry(String.valueOf(store.size()), root);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (lists.isEmpty()) {
            factory.init(store);
        } else {
            factory.init(new CertPathTrustManagerParameters(revoking(store == null ? javas() : store, lists)));
        }
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("Java has no PKIX");
    }

    /** Java's own authorities, in a store. */
    private static KeyStore javas() throws GeneralSecurityException, java.io.IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init((KeyStore) null);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                for (X509Certificate root : extended.getAcceptedIssuers()) {
                    store.setCertificateEntry(String.valueOf(store.size()), root);
                }
            }
        }
        return store;
    }

    /** Nothing is fetched: what the lists do not tell of is not known, and refused, as in HAProxy. */
    private static PKIXBuilderParameters revoking(KeyStore store, List<X509CRL> lists) throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        return parameters;
    }

    private static List<X509CRL> lists(Path file, Instant now, List<TlsProblem> problems, List<TlsProblem> warnings) {
        int before = problems.size();
        List<X509CRL> lists = new ArrayList<>();
        for (PemFile.Block block : PemFile.read(file, problems)) {
            if (!block.label().equals("X509 CRL")) {
                continue;
            }
            try {
                X509CRL list = (X509CRL)
                        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(block.bytes()));
                if (list.getNextUpdate() != null
                        && now.isAfter(list.getNextUpdate().toInstant())) {
                    warnings.add(new TlsProblem(
                            file,
                            block.line(),
                            "the revocation list of "
                                    + TlsText.printable(
                                            list.getIssuerX500Principal().getName()) + " was to be replaced by "
                                    + list.getNextUpdate().toInstant()
                                    + ": certificates that it is about are refused"));
                }
                lists.add(list);
            } catch (CRLException | CertificateException e) {
                problems.add(new TlsProblem(
                        file,
                        block.line(),
                        "is not a revocation list: " + TlsText.printable(String.valueOf(e.getMessage()))));
            }
        }
        if (lists.isEmpty() && problems.size() == before) {
            problems.add(TlsProblem.of(file, "has no revocation list (expected -----BEGIN X509 CRL-----)"));
        }
        return lists;
    }
}
