package lb.admin.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ClientCertificates;
import lb.proxy.settings.ClientCertificates.Demand;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.Mode;
import lb.proxy.tls.CertificateFiles;
import lb.proxy.tls.TlsProblem;
import org.jspecify.annotations.Nullable;

/** Reads how a listener speaks TLS, and the files of it. */
final class ListenTlsReader {
    /** Of what a path is not taken for. */
    private static final Set<String> FLAGS = Set.of("true", "false", "yes", "no", "on", "off");

    private final Section section;
    private final TlsDefaults defaults;
    private final TlsFiles files;

    private ListenTlsReader(Section section, TlsDefaults defaults) {
        this.section = section;
        this.defaults = defaults;
        this.files = new TlsFiles(section.whole());
    }

    /** Null where a bind has none, or where it is wrong, which is then said. */
    static @Nullable ListenTls read(Section bind, Mode mode, TlsDefaults defaults, boolean quic) {
        var value = bind.value(ListenTlsKeys.TLS);
        if (value != null
                && value.scalar().filter(text -> !FLAGS.contains(text)).isPresent()) {
            return ofPath(value, mode, defaults);
        }
        var section = bind.section(ListenTlsKeys.TLS, ListenTlsKeys.TABLE);
        if (section == null) {
            return null;
        }
        if (quic) {
            for (var key : ListenTlsKeys.NOT_OVER_QUIC) {
                section.wrong(key, "not done yet with QUIC, which has TLS 1.3 with its own choices");
            }
        }
        return new ListenTlsReader(section, defaults).read(mode);
    }

    /** With lb's choices, and the certificates of a path. */
    private static @Nullable ListenTls ofPath(Value value, Mode mode, TlsDefaults defaults) {
        var path = TlsFiles.path(value);
        if (path == null) {
            return null;
        }
        var settings = new ListenTls(
                List.of(new CertificateFile(path)),
                false,
                protocols(mode, defaults),
                defaults.clients(),
                ClientCertificates.NONE,
                defaults.tickets(),
                Duration.ZERO);
        var files = new TlsFiles(value);
        files.name(path, value);
        files.tryOut(settings, defaults.provider());
        return settings;
    }

    private @Nullable ListenTls read(Mode mode) {
        var certificates = certificates();
        var settings = new ListenTls(
                certificates,
                section.orStandard(ListenTlsKeys.STRICT_NAMES),
                protocols(mode),
                TlsDefaults.algorithms(section, defaults.clients()),
                clients(),
                TlsDefaults.tickets(section, defaults.tickets()),
                section.orStandard(ListenTlsKeys.HANDSHAKE_TIMEOUT),
                section.orStandard(ListenTlsKeys.OCSP_UPDATE));
        if (!certificates.isEmpty()) {
            files.tryOut(settings, defaults.provider());
        }
        return certificates.isEmpty() ? null : settings;
    }

    private List<CertificateFile> certificates() {
        var value = section.value(ListenTlsKeys.CERTIFICATES);
        if (value == null) {
            section.missing(
                    ListenTlsKeys.CERTIFICATES,
                    ListenTlsKeys.CERTIFICATES.form().expected());
            return List.of();
        }
        if (value.elements().isEmpty()) {
            value.expected("one certificate or more");
        }
        var all = new ArrayList<CertificateFile>();
        for (var element : value.elements()) {
            if (element.isObject()) {
                object(element, all);
                continue;
            }
            var path = TlsFiles.path(element);
            if (path != null) {
                files.name(path, element);
                all.add(new CertificateFile(path));
            }
        }
        return all;
    }

    private void object(Value element, List<CertificateFile> all) {
        var one = Section.of(element, ListenTlsKeys.CERTIFICATE_TABLE, element.title(), element.name() + ".");
        if (one == null) {
            return;
        }
        if (one.has(ListenTlsKeys.LIST)) {
            for (var key : List.of(ListenTlsKeys.FILE, ListenTlsKeys.KEY, ListenTlsKeys.OCSP, ListenTlsKeys.NAMES)) {
                one.wrong(key, "not beside list, which has them in its lines");
            }
            list(one, all);
            return;
        }
        one.wrong(ListenTlsKeys.BASE, "only with list");
        if (!one.has(ListenTlsKeys.FILE)) {
            one.missing(ListenTlsKeys.FILE, ListenTlsKeys.FILE.form().expected());
            return;
        }
        var file = files.named(one, ListenTlsKeys.FILE);
        var key = files.named(one, ListenTlsKeys.KEY);
        var ocsp = files.named(one, ListenTlsKeys.OCSP);
        var names = new ArrayList<String>();
        var written = one.value(ListenTlsKeys.NAMES);
        for (var name : written == null ? List.<Value>of() : written.elements()) {
            name.scalar().ifPresentOrElse(names::add, () -> name.expected("a host name"));
        }
        if (file != null) {
            all.add(new CertificateFile(file, key, ocsp, names));
        }
    }

    private void list(Section one, List<CertificateFile> all) {
        var list = files.named(one, ListenTlsKeys.LIST);
        if (list == null || section.reading().elsewhere()) {
            return;
        }
        var problems = new ArrayList<TlsProblem>();
        var named = TlsFiles.path(one, ListenTlsKeys.BASE);
        Path base = named == null ? list.toAbsolutePath().getParent() : named;
        var listed = CertificateFiles.list(list, base, problems);
        listed.forEach(file -> files.list(file.file(), one.value(ListenTlsKeys.LIST)));
        files.tell(problems);
        all.addAll(listed);
    }

    private List<String> protocols(Mode mode) {
        var value = section.value(ListenTlsKeys.ALPN);
        if (value == null) {
            return protocols(mode, defaults);
        }
        return TlsProtocols.read(value, mode, defaults.http2() ? null : "HTTP/2 is turned off by http2.enabled");
    }

    /** Where nothing is written. */
    private static List<String> protocols(Mode mode, TlsDefaults defaults) {
        return mode != Mode.HTTP ? List.of() : defaults.http2() ? List.of("h2", "http/1.1") : List.of("http/1.1");
    }

    private ClientCertificates clients() {
        var clients = section.section(ListenTlsKeys.CLIENT_CERTIFICATES, ListenTlsKeys.CLIENT_CERTIFICATES_TABLE);
        if (clients == null) {
            return ClientCertificates.NONE;
        }
        var demand = clients.orStandard(ListenTlsKeys.DEMAND);
        var authorities = files.named(clients, ListenTlsKeys.CA_FILE);
        var revoked = files.named(clients, ListenTlsKeys.CRL_FILE);
        if (demand == Demand.NONE) {
            return ClientCertificates.NONE;
        }
        if (authorities == null && !clients.has(ListenTlsKeys.CA_FILE)) {
            clients.missing(ListenTlsKeys.CA_FILE, ListenTlsKeys.CA_FILE.form().expected());
        }
        return authorities == null ? ClientCertificates.NONE : new ClientCertificates(demand, authorities, revoked);
    }
}
