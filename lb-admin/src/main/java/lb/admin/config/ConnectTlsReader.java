package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Template;
import lb.proxy.settings.TlsAlgorithms;
import org.jspecify.annotations.Nullable;

/**
 * How servers of a backend are spoken to in TLS, as far as it is known: server over backend.
 *
 * @param settings null where they are not
 * @param named whether a server name, or none, is written
 * @param templates reads a server name in which something stands of the request
 */
record ConnectTlsReader(
        @Nullable ConnectTls settings,
        boolean named,
        Mode mode,
        TlsDefaults defaults,
        Function<Value, @Nullable Template> templates) {
    /** What stands when nobody says anything. */
    static ConnectTlsReader none(Mode mode, TlsDefaults defaults, Function<Value, @Nullable Template> templates) {
        return new ConnectTlsReader(null, false, mode, defaults, templates);
    }

    /** With what a section of a backend or a server says in its place. */
    ConnectTlsReader over(Section owner) {
        var value = owner.value(ConnectTlsKeys.TLS);
        if (value == null) {
            return this;
        }
        if (mode == Mode.UDP) {
            value.wrong("not with mode = udp");
            return this;
        }
        if (value.scalar().isPresent()) {
            var on = value.parsed(new Form.Flag());
            if (on == null || !on) {
                return new ConnectTlsReader(null, false, mode, defaults, templates);
            }
            return settings != null ? this : with(standard(), false);
        }
        var section = owner.section(ConnectTlsKeys.TLS, ConnectTlsKeys.TABLE);
        if (section == null) {
            return this;
        }
        var files = new TlsFiles(section.whole());
        var base = settings == null ? standard() : settings;
        var name = section.value(ConnectTlsKeys.SERVER_NAME);
        var alpn = section.value(ConnectTlsKeys.ALPN);
        var merged = read(
                section,
                files,
                base,
                name == null ? base.serverName() : name(name),
                alpn == null ? base.protocols() : TlsProtocols.read(alpn, mode, null));
        files.tryOut(merged, defaults.provider());
        return with(merged, named || name != null);
    }

    /** For one server: its host name is what it is asked for, where nothing else is written. */
    @Nullable
    ConnectTls of(Value address) {
        var spoken = settings;
        if (spoken == null || named) {
            return spoken;
        }
        try {
            var host = ServerAddress.hostOf(address.scalar().orElse(""));
            if (Addresses.literal(host).isEmpty() && Addresses.isHostName(host)) {
                return named(spoken, Template.literal(host));
            }
        } catch (ValueException e) {
            // Said when the address itself is read; a UNIX socket has no host.
        }
        if (spoken.verify()
                && spoken.authorities() == null
                && spoken.expectedName() == null
                && !address.reading().places().isTranslated(address.place())) {
            address.doubtful("with tls: whatever name a certificate is for, it is taken if Java trusts it; expected:"
                    + " tls.server-name, tls.expected-name or tls.ca-file");
        }
        return spoken;
    }

    private ConnectTls standard() {
        return new ConnectTls(true, null, null, null, null, List.of(), defaults.servers(), null, true);
    }

    private ConnectTlsReader with(ConnectTls spoken, boolean isNamed) {
        return new ConnectTlsReader(spoken, isNamed, mode, defaults, templates);
    }

    private static ConnectTls named(ConnectTls spoken, Template name) {
        return new ConnectTls(
                spoken.verify(),
                spoken.authorities(),
                spoken.revoked(),
                name,
                spoken.expectedName(),
                spoken.protocols(),
                spoken.algorithms(),
                spoken.certificate(),
                spoken.resume());
    }

    private @Nullable Template name(Value value) {
        var text = value.parsed((Form.Scalar<String>) ConnectTlsKeys.SERVER_NAME.form());
        if (text == null || text.equals("none")) {
            return null;
        }
        if (text.indexOf('%') >= 0) {
            return templates.apply(value);
        }
        value.parsed(ConnectTlsKeys.HOST);
        return Template.literal(text);
    }

    /** How a check speaks TLS: what its section says of it, or what stands otherwise. */
    static @Nullable ConnectTls ofCheck(Section check, @Nullable ConnectTls otherwise) {
        var value = check.value(CheckTlsKeys.TLS);
        if (value == null) {
            return otherwise;
        }
        var standard = new ConnectTls(true, null, null, null, null, List.of(), TlsAlgorithms.STANDARD, null, true);
        if (value.scalar().isPresent()) {
            var on = value.parsed(new Form.Flag());
            return on == null || !on ? null : standard;
        }
        var section = check.section(CheckTlsKeys.TLS, ConnectTlsKeys.CHECK_TABLE);
        if (section == null) {
            return otherwise;
        }
        var files = new TlsFiles(section.whole());
        var protocols = new ArrayList<String>();
        var alpn = section.value(ConnectTlsKeys.CHECK_ALPN);
        for (var one : alpn == null ? List.<Value>of() : alpn.elements()) {
            var protocol = one.parsed(CheckTlsKeys.PROTOCOL);
            if (protocol != null) {
                protocols.add(protocol);
            }
        }
        var name = section.get(ConnectTlsKeys.CHECK_SERVER_NAME);
        var settings = read(section, files, standard, name == null ? null : Template.literal(name), protocols);
        files.tryOutOfCheck(settings);
        return settings;
    }

    private static ConnectTls read(
            Section section, TlsFiles files, ConnectTls base, @Nullable Template name, List<String> protocols) {
        var authorities = files.named(section, ConnectTlsKeys.CA_FILE);
        var revoked = files.named(section, ConnectTlsKeys.CRL_FILE);
        var certificate = files.named(section, ConnectTlsKeys.CERTIFICATE);
        var key = files.named(section, ConnectTlsKeys.KEY);
        if (key != null && certificate == null) {
            section.wrong(ConnectTlsKeys.KEY, "only with certificate");
        }
        return new ConnectTls(
                section.get(ConnectTlsKeys.VERIFY, base.verify()),
                authorities == null ? base.authorities() : authorities,
                revoked == null ? base.revoked() : revoked,
                name,
                section.has(ConnectTlsKeys.EXPECTED_NAME)
                        ? section.get(ConnectTlsKeys.EXPECTED_NAME)
                        : base.expectedName(),
                protocols,
                TlsDefaults.algorithms(section, base.algorithms()),
                certificate == null ? base.certificate() : new CertificateFile(certificate, key, null, List.of()),
                section.get(ConnectTlsKeys.RESUME, base.resume()));
    }
}
