package lb.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ConnectTls;
import org.jspecify.annotations.Nullable;

/** TLS to servers, with one set of settings. Any thread. */
public final class ConnectContext implements Reloadable {
    private final ConnectTls settings;
    private final TlsLibrary library;
    private final InstantSource clock;
    private volatile Loaded loaded;
    private boolean isClosed;

    /** Everything that a reload replaces. */
    private record Loaded(
            ConnectEngines engines,
            @Nullable ServerCertificate certificate,
            List<TlsProblem> warnings,
            TrustFiles trust,
            FilesSeen seen,
            boolean given) {}

    private ConnectContext(ConnectTls settings, TlsLibrary library, InstantSource clock) throws TlsFilesException {
        this.settings = settings;
        this.library = library;
        this.clock = clock;
        this.loaded = read(look(), null);
    }

    /**
     * Reads all files.
     *
     * @throws TlsFilesException with every problem: file, reason, what was expected
     */
    public static ConnectContext load(ConnectTls settings, TlsLibrary library) throws TlsFilesException {
        return new ConnectContext(settings, library, InstantSource.system());
    }

    /** Likewise, in another time. */
    static ConnectContext load(ConnectTls settings, TlsLibrary library, InstantSource clock) throws TlsFilesException {
        return new ConnectContext(settings, library, clock);
    }

    /**
     * An engine for one connection, in client mode and not started. A former session with the same host, port and server name
     * goes on, where that is wanted. Whoever gets it closes it, and releases it where it is {@code ReferenceCounted}.
     *
     * @param serverName what the server is asked for (SNI), and what its certificate has to be for unless the settings name
     *     something else; null for none. One that is no host name in ASCII, such as an address, is not sent (RFC 6066
     *     section 3), but verified
     * @param host the server, by its name or address: for sessions alone
     * @param port likewise
     */
    @SuppressWarnings("ReferenceEquality") // whether it is still the same one
    public SSLEngine engine(@Nullable String serverName, String host, int port, ByteBufAllocator allocator) {
        while (true) {
            Loaded now = loaded;
            try {
                return now.engines().engine(serverName, host, port, allocator);
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
        Loaded before = loaded;
        FilesSeen now = look();
        ServerCertificate given = before.given() ? before.certificate() : null;
        List<Path> dropped = List.of();
        if (given != null && TlsPaths.of(given.source()).stream().anyMatch(now.changedSince(before.seen())::contains)) {
            dropped = List.of(given.file());
            given = null;
        }
        use(read(now, given));
        return dropped;
    }

    @Override
    public synchronized Prepared prepare(CertificateChange change) throws TlsFilesException {
        Loaded before = loaded;
        ServerCertificate former = before.certificate();
        if (former == null) {
            throw new IllegalStateException("no certificate");
        }
        List<TlsProblem> problems = new ArrayList<>();
        ServerCertificate after =
                new CertificateReader(clock.instant(), problems, new ArrayList<>()).changed(former.source(), change);
        if (after == null) {
            throw new TlsFilesException(problems);
        }
        Loaded changed = read(before.seen(), after);
        return new Prepared() {
            @Override
            public void use() {
                ConnectContext.this.use(changed);
            }

            @Override
            public void drop() {
                changed.engines().close();
            }
        };
    }

    private synchronized void use(Loaded changed) {
        Loaded before = loaded;
        loaded = changed;
        before.engines().close();
        if (isClosed) {
            changed.engines().close();
        }
    }

    @Override
    public FilesSeen look() {
        return FilesSeen.of(TlsPaths.of(settings));
    }

    @Override
    public FilesSeen read() {
        return loaded.seen();
    }

    /** The one that servers are shown when they ask; none or one. */
    @Override
    public List<CertificateFacts> certificates() {
        ServerCertificate shown = loaded.certificate();
        return shown == null ? List.of() : List.of(shown.facts());
    }

    /** The same; null for none. */
    public @Nullable CertificateFacts certificate() {
        ServerCertificate shown = loaded.certificate();
        return shown == null ? null : shown.facts();
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
        ServerCertificate shown = loaded.certificate();
        return shown != null && shown.file().equals(file) ? List.of(shown) : List.of();
    }

    /** No more engines are asked for; those that there are go on. More than one do nothing. */
    public synchronized void close() {
        isClosed = true;
        loaded.engines().close();
    }

    /** @param given what stands in the place of its file; null for nothing */
    private Loaded read(FilesSeen seen, @Nullable ServerCertificate given) throws TlsFilesException {
        Instant now = clock.instant();
        List<TlsProblem> problems = new ArrayList<>();
        List<TlsProblem> warnings = new ArrayList<>();
        CertificateFile file = settings.certificate();
        ServerCertificate certificate =
                file == null || given != null ? given : new CertificateReader(now, problems, warnings).read(file);
        Algorithms algorithms = Algorithms.of(settings.algorithms(), library, problems, warnings);
        Trust read = settings.verify()
                ? Trust.of(settings.authorities(), settings.revoked(), now, problems, warnings)
                : null;
        if (!problems.isEmpty()) {
            throw new TlsFilesException(problems);
        }
        ServerTrust trust = new ServerTrust(
                read == null ? null : read.manager(),
                settings.expectedName(),
                settings.serverName() != null && !settings.serverName().isFixed());
        try {
            ConnectEngines engines = switch (library) {
                case OPENSSL -> new OpenSslConnect(settings, algorithms, trust, certificate, clock);
                case JDK -> new JdkConnect(settings, algorithms, trust, certificate);
            };
            return new Loaded(
                    engines,
                    certificate,
                    List.copyOf(warnings),
                    read == null ? TrustFiles.NONE : read.files(),
                    seen,
                    given != null);
        } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFilesException(List.of(new TlsProblem(null, 0, library + " refuses these settings: " + e)));
        }
    }

    /**
     * What an engine takes for its peer's host. Sessions are looked up by it, so that it has all that a session has to have
     * been begun with; no library takes it for a name to ask for, as it begins with a slash.
     */
    static String peer(@Nullable String serverName, String host) {
        // No host has a slash, and none that is verified is to be taken for the part before it.
        return "/" + (serverName == null ? "" : serverName.replace('/', '?')) + "/" + host;
    }

    /** The server name of {@link #peer}; null for none. */
    static @Nullable String serverName(@Nullable String peer) {
        int slash = peer == null ? -1 : peer.indexOf('/', 1);
        return peer == null || slash <= 1 ? null : peer.substring(1, slash);
    }

    /** Whether a server may be asked for a name: not for addresses, nor for what no host is called. */
    static boolean isAsked(String serverName) {
        String name = HostNames.canonical(serverName);
        return name != null
                && name.length() < 254
                && !name.startsWith("*")
                && !io.netty.util.NetUtil.isValidIpV4Address(name);
    }
}
