package lb.proxy.tls;

import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that TLS has read from files, with clients and to servers, and how that is changed: one change at a time. Any thread.
 */
public final class Certificates {
    private volatile List<Use> uses;

    /**
     * One bind, one server, or the checks of one.
     *
     * @param where in words, as messages begin; several may be called the same
     * @param clients whether its certificates are for clients
     */
    public record Use(String where, Reloadable files, boolean clients) {}

    public Certificates(List<Use> uses) {
        this.uses = List.copyOf(uses);
    }

    /** Where files are used; the same list until other settings come into force. */
    public List<Use> uses() {
        return uses;
    }

    /** They are used here from now on, and nowhere else: other settings come into force. */
    public synchronized void become(List<Use> others) {
        uses = List.copyOf(others);
    }

    /** The certificates that are in use, each once, by their files in the order of the settings. */
    public List<CertificateFacts> inUse() {
        Map<String, CertificateFacts> all = new LinkedHashMap<>();
        for (Use use : uses) {
            for (CertificateFacts facts : use.files().certificates()) {
                all.putIfAbsent(facts.file() + "\n" + facts.fingerprint(), facts);
            }
        }
        return List.copyOf(all.values());
    }

    /**
     * Reads files again, if they are still used there.
     *
     * @return the files of given certificates that are not used any more, as their files are newer
     * @throws TlsFilesException when nothing has changed, with every problem
     */
    public synchronized List<Path> reload(Use use) throws TlsFilesException {
        return uses.contains(use) ? use.files().reload() : List.of();
    }

    /** The certificate that came from a file, then those that lead to its authority; null where none did. */
    public @Nullable List<X509Certificate> chain(Path file) {
        for (Use use : uses) {
            for (ServerCertificate certificate : use.files().from(file)) {
                return certificate.chain();
            }
        }
        return null;
    }

    /** Whom others have to be known to, by file, in the order of the settings. */
    public Map<Path, List<X509Certificate>> authorities() {
        Map<Path, List<X509Certificate>> all = new LinkedHashMap<>();
        for (Use use : uses) {
            TrustFiles trust = use.files().trust();
            if (trust.authorities() != null) {
                all.putIfAbsent(trust.authorities(), trust.roots());
            }
        }
        return all;
    }

    /** Lists of revoked certificates, likewise. */
    public Map<Path, List<X509CRL>> revoked() {
        Map<Path, List<X509CRL>> all = new LinkedHashMap<>();
        for (Use use : uses) {
            TrustFiles trust = use.files().trust();
            if (trust.revoked() != null) {
                all.putIfAbsent(trust.revoked(), trust.lists());
            }
        }
        return all;
    }

    /** The files of keys for tickets, each once. */
    public List<Path> ticketKeys() {
        Set<Path> files = new LinkedHashSet<>();
        for (Use use : uses) {
            if (use.files() instanceof ListenContext context) {
                Path keys = context.ticketKeys();
                if (keys != null) {
                    files.add(keys);
                }
            }
        }
        return List.copyOf(files);
    }

    /** Whether any bind wants to have fetched what authorities say of its certificates. */
    public boolean fetchesOcsp() {
        return uses.stream().anyMatch(use -> use.files() instanceof ListenContext context && context.fetchesOcsp());
    }

    /** What authorities are to be asked, each question once. */
    public List<OcspQuery> ocspQueries() {
        Map<String, OcspQuery> queries = new LinkedHashMap<>();
        for (Use use : uses) {
            if (use.files() instanceof ListenContext context) {
                context.ocspQueries().forEach(query -> queries.putIfAbsent(query.fingerprint(), query));
            }
        }
        return List.copyOf(queries.values());
    }

    /**
     * Has an answer stapled wherever its certificate is used and answers are wanted.
     *
     * @param answer which was verified
     * @throws IllegalArgumentException if it cannot be stapled
     */
    public synchronized void staple(OcspQuery query, byte[] answer) {
        try {
            OcspResponse response = OcspResponse.of(answer, query.leaf(), null);
            for (Use use : uses) {
                if (use.files() instanceof ListenContext context && context.fetchesOcsp()) {
                    context.staple(query.leaf(), response);
                }
            }
        } catch (OcspResponse.BadResponseException | TlsFilesException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Begins a change of the certificate that came from a file; null where none did. */
    public @Nullable CertificateChange change(Path file) {
        for (Use use : uses) {
            for (ServerCertificate before : use.files().from(file)) {
                return new CertificateChange(before);
            }
        }
        return null;
    }

    /**
     * Has a changed certificate used wherever the former was: everywhere, or nowhere.
     *
     * @return where it is used
     * @throws TlsFilesException when nothing has changed, with why
     */
    public synchronized List<Use> commit(CertificateChange change) throws TlsFilesException {
        List<Use> places = new ArrayList<>();
        List<Reloadable.Prepared> ready = new ArrayList<>();
        boolean all = false;
        try {
            for (Use use : uses) {
                if (!use.files().from(change.file()).isEmpty()) {
                    ready.add(use.files().prepare(change));
                    places.add(use);
                }
            }
            all = true;
        } finally {
            if (!all) {
                ready.forEach(Reloadable.Prepared::drop);
            }
        }
        ready.forEach(Reloadable.Prepared::use);
        return List.copyOf(places);
    }
}
