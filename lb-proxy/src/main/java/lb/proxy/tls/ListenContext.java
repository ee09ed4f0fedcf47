package lb.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ClientCertificates;
import lb.proxy.settings.ListenTls;
import org.jspecify.annotations.Nullable;

/** One bind's TLS: its certificates, and what all of its connections share. Any thread. */
public final class ListenContext implements Reloadable {
    private final ListenTls settings;
    private final TlsLibrary library;
    private final InstantSource clock;
    private volatile Loaded<?> loaded;
    private boolean isClosed;

    /** Everything that a reload replaces. */
    private record Loaded<C>(
            ListenEngines<C> engines,
            Map<ServerCertificate, C> certificates,
            boolean strict,
            CertificateTable<C> table,
            List<CertificateFacts> facts,
            List<TlsProblem> warnings,
            TicketKeys tickets,
            TrustFiles trust,
            FilesSeen seen,
            Set<Path> given) {
        /** @param given files whose certificate is another than theirs */
        Loaded(
                ListenEngines<C> engines,
                Map<ServerCertificate, C> certificates,
                boolean strict,
                List<TlsProblem> warnings,
                TicketKeys tickets,
                TrustFiles trust,
                FilesSeen seen,
                Set<Path> given) {
            this(
                    engines,
                    certificates,
                    strict,
                    new CertificateTable<>(certificates, strict),
                    certificates.keySet().stream().map(ServerCertificate::facts).toList(),
                    List.copyOf(warnings),
                    tickets,
                    trust,
                    seen,
                    given);
        }

        /** The same with a response for a certificate, if that is still there. */
        Loaded<C> with(X509Certificate leaf, OcspResponse response) throws TlsFilesException {
            Map<ServerCertificate, C> changed = new LinkedHashMap<>();
            for (Map.Entry<ServerCertificate, C> each : certificates.entrySet()) {
                if (each.getKey().leaf().equals(leaf)) {
                    ServerCertificate after = each.getKey().with(response);
                    changed.put(after, engines.prepare(after));
                } else {
                    changed.put(each.getKey(), each.getValue());
                }
            }
            return new Loaded<>(engines, changed, strict, warnings, tickets, trust, seen, given);
        }

        /** What was stapled to a certificate before; null for nothing. */
        @Nullable
        OcspResponse stapledTo(X509Certificate leaf) {
            for (ServerCertificate each : certificates.keySet()) {
                if (each.leaf().equals(leaf)) {
                    return each.ocsp();
                }
            }
            return null;
        }

        /** The same with another certificate wherever that file's was. */
        Loaded<C> with(CertificateChange change, CertificateReader reader, List<TlsProblem> problems)
                throws TlsFilesException {
            Map<ServerCertificate, C> changed = new LinkedHashMap<>();
            for (Map.Entry<ServerCertificate, C> each : certificates.entrySet()) {
                ServerCertificate before = each.getKey();
                if (!before.file().equals(change.file())) {
                    changed.put(before, each.getValue());
                    continue;
                }
                ServerCertificate after = reader.changed(before.source(), change);
                if (after == null) {
                    throw new TlsFilesException(problems);
                }
                changed.put(after, engines.prepare(after));
            }
            Set<Path> all = new HashSet<>(given);
            all.add(change.file());
            return new Loaded<>(engines, changed, strict, warnings, tickets, trust, seen, Set.copyOf(all));
        }

        SSLEngine engine(ClientHello hello, ByteBufAllocator allocator) throws RefusedHello {
            List<C> certificates = table.find(hello.serverName());
            if (certificates == null) {
                throw RefusedHello.unknownName();
            }
            return engines.engine(certificates, hello, allocator);
        }
    }

    private ListenContext(ListenTls settings, TlsLibrary library, InstantSource clock) throws TlsFilesException {
        this.settings = settings;
        this.library = library;
        this.clock = clock;
        this.loaded = read(look(), null, Map.of());
    }

    /**
     * Reads all files.
     *
     * @throws TlsFilesException with every problem: file, reason, what was expected
     */
    public static ListenContext load(ListenTls settings, TlsLibrary library) throws TlsFilesException {
        return new ListenContext(settings, library, InstantSource.system());
    }

    /** Likewise, in another time. */
    static ListenContext load(ListenTls settings, TlsLibrary library, InstantSource clock) throws TlsFilesException {
        return new ListenContext(settings, library, clock);
    }

    /**
     * An engine for one connection, in server mode and not started, which takes the hello once more from its first byte on.
     * Whoever gets it closes it, and releases it where it is {@code ReferenceCounted}.
     *
     * @param hello which has just been read, and is {@link ClientHello.Outcome#NAMED} or {@code UNNAMED}
     * @throws RefusedHello with the alert to be sent: no certificate for its server name, where names are strict
     */
    @SuppressWarnings("ReferenceEquality") // whether it is still the same one
    public SSLEngine engine(ClientHello hello, ByteBufAllocator allocator) throws RefusedHello {
        while (true) {
            Loaded<?> now = loaded;
            try {
                return now.engine(hello, allocator);
            } catch (IllegalReferenceCountException e) {
                // A reload has just taken it away.
                if (now == loaded) {
                    throw e;
                }
            }
        }
    }

    @Override
    public synchronized List<Path> reload() throws TlsFilesException {
        Loaded<?> before = loaded;
        FilesSeen now = look();
        Set<Path> changed = now.changedSince(before.seen());
        Map<Path, ServerCertificate> given = new HashMap<>();
        List<Path> dropped = new ArrayList<>();
        for (ServerCertificate certificate : before.certificates().keySet()) {
            Path file = certificate.file();
            if (before.given().contains(file)) {
                if (TlsPaths.of(certificate.source()).stream().anyMatch(changed::contains)) {
                    dropped.add(file);
                } else {
                    given.put(file, certificate);
                }
            }
        }
        Loaded<?> read = read(now, before.tickets(), given);
        Loaded<?> after = null;
        try {
            after = settings.ocspUpdate() ? withFetched(read, before) : read;
        } finally {
            if (after == null || isClosed) {
                read.engines().close();
            }
        }
        loaded = after;
        before.engines().close();
        return dropped;
    }

    /** What was fetched is not in a file. */
    private static Loaded<?> withFetched(Loaded<?> read, Loaded<?> before) throws TlsFilesException {
        Loaded<?> after = read;
        for (ServerCertificate certificate : read.certificates().keySet()) {
            OcspResponse response = before.stapledTo(certificate.leaf());
            if (certificate.ocsp() == null && response != null) {
                after = after.with(certificate.leaf(), response);
            }
        }
        return after;
    }

    @Override
    public synchronized Prepared prepare(CertificateChange change) throws TlsFilesException {
        List<TlsProblem> problems = new ArrayList<>();
        Loaded<?> changed =
                loaded.with(change, new CertificateReader(clock.instant(), problems, new ArrayList<>()), problems);
        return new Prepared() {
            @Override
            public void use() {
                ListenContext.this.use(changed);
            }

            @Override
            public void drop() {
                // It has nothing of its own but certificates, which are freed when nothing refers to them.
            }
        };
    }

    @Override
    public FilesSeen look() {
        return FilesSeen.of(TlsPaths.of(settings));
    }

    @Override
    public FilesSeen read() {
        return loaded.seen();
    }

    @Override
    public List<CertificateFacts> certificates() {
        return loaded.facts();
    }

    @Override
    public List<TlsProblem> warnings() {
        return loaded.warnings();
    }

    @Override
    public TrustFiles trust() {
        return loaded.trust();
    }

    @Override
    public List<ServerCertificate> from(Path file) {
        return loaded.certificates().keySet().stream()
                .filter(certificate -> certificate.file().equals(file))
                .toList();
    }

    /** Whether what authorities say of its certificates is to be fetched. */
    boolean fetchesOcsp() {
        return settings.ocspUpdate();
    }

    /** What authorities are to be asked. */
    List<OcspQuery> ocspQueries() {
        return settings.ocspUpdate()
                ? loaded.certificates().keySet().stream().map(OcspQuery::new).toList()
                : List.of();
    }

    /** Has a response stapled to a certificate, if that is still there. */
    synchronized void staple(X509Certificate leaf, OcspResponse response) throws TlsFilesException {
        loaded = loaded.with(leaf, response);
    }

    /** A file of keys for tickets as HAProxy has them, or with a secret to make them of; null for neither. */
    @Nullable
    Path ticketKeys() {
        Path secret = settings.tickets().secret();
        return secret == null ? settings.tickets().keys() : secret;
    }

    /** What it shows now: the same object until that changes. */
    Map<ServerCertificate, ?> inUse() {
        return loaded.certificates();
    }

    boolean isStrict() {
        return settings.strictNames();
    }

    private synchronized void use(Loaded<?> changed) {
        loaded = changed;
    }

    /** No more engines are asked for; those that there are go on. More than one do nothing. */
    public synchronized void close() {
        isClosed = true;
        loaded.engines().close();
    }

    /** @param given what stands in the place of files */
    private Loaded<?> read(FilesSeen seen, @Nullable TicketKeys former, Map<Path, ServerCertificate> given)
            throws TlsFilesException {
        Instant now = clock.instant();
        List<TlsProblem> problems = new ArrayList<>();
        List<TlsProblem> warnings = new ArrayList<>();
        CertificateReader reader = new CertificateReader(now, problems, warnings);
        List<ServerCertificate> certificates = new ArrayList<>();
        for (CertificateFile file : settings.certificates()) {
            for (CertificateFile each : CertificateFiles.expand(file, problems)) {
                ServerCertificate instead = given.get(each.file());
                ServerCertificate certificate = instead == null ? reader.read(each) : instead;
                if (certificate != null) {
                    certificates.add(certificate);
                }
            }
        }
        if (certificates.isEmpty() && problems.isEmpty()) {
            problems.add(new TlsProblem(null, 0, "no certificate (expected one at least)"));
        }
        Algorithms algorithms = Algorithms.of(settings.algorithms(), library, problems, warnings);
        TicketKeys tickets = tickets(former, problems);
        if (library == TlsLibrary.JDK) {
            warnOfJava(certificates, warnings);
        }
        Trust trust = trust(now, problems, warnings);
        if (!problems.isEmpty() || tickets == null || trust == null) {
            throw new TlsFilesException(problems);
        }
        try {
            return switch (library) {
                case OPENSSL ->
                    loaded(
                            new OpenSslListen(
                                    settings, algorithms, trust.manager(), sessionGroup(trust.files()), tickets, clock),
                            certificates,
                            warnings,
                            tickets,
                            trust.files(),
                            seen,
                            given.keySet());
                case JDK ->
                    loaded(
                            new JdkListen(settings, algorithms, trust.manager()),
                            certificates,
                            warnings,
                            tickets,
                            trust.files(),
                            seen,
                            given.keySet());
            };
        } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFilesException(List.of(new TlsProblem(null, 0, library + " refuses these settings: " + e)));
        }
    }

    private <C> Loaded<C> loaded(
            ListenEngines<C> engines,
            List<ServerCertificate> certificates,
            List<TlsProblem> warnings,
            TicketKeys tickets,
            TrustFiles trust,
            FilesSeen seen,
            Set<Path> given)
            throws TlsFilesException {
        List<TlsProblem> problems = new ArrayList<>();
        Map<ServerCertificate, C> prepared = new LinkedHashMap<>();
        for (ServerCertificate certificate : certificates) {
            try {
                prepared.put(certificate, engines.prepare(certificate));
            } catch (TlsFilesException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            engines.close();
            throw new TlsFilesException(problems);
        }
        return new Loaded<>(
                engines, prepared, settings.strictNames(), warnings, tickets, trust, seen, Set.copyOf(given));
    }

    /** What Java's own TLS has no way to do. */
    private void warnOfJava(List<ServerCertificate> certificates, List<TlsProblem> warnings) {
        for (ServerCertificate certificate : certificates) {
            if (certificate.ocsp() != null) {
                warnings.add(TlsProblem.of(
                        certificate.file(), "its OCSP response is not stapled: Java's own TLS has no way to"));
            }
        }
        if (!settings.tickets().enabled()) {
            warnings.add(new TlsProblem(
                    null, 0, "sessions go on for a second: Java's own TLS has no way to end them at once"));
        } else if (settings.tickets().secret() != null || settings.tickets().keys() != null) {
            warnings.add(new TlsProblem(
                    null, 0, "other nodes cannot take the tickets of this one: Java's own TLS makes keys of its own"));
        }
    }

    /** A secret of our own stays, so that sessions outlive a reload. */
    private @Nullable TicketKeys tickets(@Nullable TicketKeys former, List<TlsProblem> problems) {
        boolean own = settings.tickets().secret() == null && settings.tickets().keys() == null;
        return former != null && own ? former : TicketKeys.load(settings.tickets(), problems);
    }

    private @Nullable Trust trust(Instant now, List<TlsProblem> problems, List<TlsProblem> warnings) {
        ClientCertificates clients = settings.clients();
        if (clients.demand() == ClientCertificates.Demand.NONE) {
            return new Trust(new Nobody(), TrustFiles.NONE);
        }
        if (clients.authorities() == null) {
            problems.add(
                    new TlsProblem(null, 0, "clients are asked for certificates, of no authority (expected a file)"));
            return null;
        }
        return Trust.of(clients.authorities(), clients.revoked(), now, problems, warnings);
    }

    /**
     * Sessions go on where clients were asked for the same: else one that was begun without a certificate could go on at a
     * bind that requires one, with the same keys for tickets. A new list of revoked certificates ends all of them, too.
     */
    private byte[] sessionGroup(TrustFiles trust) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update((byte) settings.clients().demand().ordinal());
        // As it was read: the files may be others by now.
        for (X509Certificate root : trust.roots()) {
            digest.update(root.getEncoded());
        }
        digest.update((byte) 0);
        for (X509CRL list : trust.lists()) {
            digest.update(list.getEncoded());
        }
        return digest.digest();
    }
}
