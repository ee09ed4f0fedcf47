package lb.admin.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.SessionTickets;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.settings.TlsProvider;
import org.jspecify.annotations.Nullable;

/**
 * What TLS starts from: the {@code tls} of the top level.
 *
 * @param http2 whether clients may speak HTTP/2 within
 * @param watch from one look at all files to the next; zero for none
 */
record TlsDefaults(
        TlsProvider provider,
        TlsAlgorithms clients,
        SessionTickets tickets,
        TlsAlgorithms servers,
        boolean http2,
        Duration watch) {
    /** @param http2 whether clients speak HTTP/2 at all */
    static TlsDefaults read(Section top, boolean http2) {
        var section = top.sectionOrEmpty(TlsKeys.TLS, TlsKeys.TABLE);
        var clients = section.sectionOrEmpty(TlsKeys.CLIENTS, TlsKeys.CLIENTS_TABLE);
        var servers = section.sectionOrEmpty(TlsKeys.SERVERS, TlsKeys.SERVERS_TABLE);
        return new TlsDefaults(
                section.orStandard(TlsKeys.LIBRARY),
                algorithms(clients, TlsAlgorithms.STANDARD),
                tickets(clients, SessionTickets.STANDARD),
                algorithms(servers, TlsAlgorithms.STANDARD),
                http2,
                section.orStandard(TlsKeys.WATCH));
    }

    /** @param base what stands where the section says nothing */
    static TlsAlgorithms algorithms(Section section, TlsAlgorithms base) {
        var oldest = section.get(TlsKeys.MIN_VERSION, base.oldest());
        var newest = section.get(TlsKeys.MAX_VERSION, base.newest());
        if (oldest.compareTo(newest) > 0) {
            var key = section.has(TlsKeys.MIN_VERSION) ? TlsKeys.MIN_VERSION : TlsKeys.MAX_VERSION;
            section.wrong(key, "the oldest version, " + oldest.text() + ", is newer than the newest, " + newest.text());
            newest = oldest;
        }
        return new TlsAlgorithms(
                oldest,
                newest,
                names(section, TlsKeys.CIPHERS, base.ciphers()),
                names(section, TlsKeys.CIPHER_SUITES, base.cipherSuites()),
                names(section, TlsKeys.CURVES, base.curves()));
    }

    /** Names in one text with colons between them, as OpenSSL has them, or in a list. */
    private static List<String> names(Section section, Key<Object> key, List<String> base) {
        var value = section.value(key);
        if (value == null) {
            return base;
        }
        var names = new ArrayList<String>();
        for (var element : value.elements()) {
            var text = element.scalar();
            if (text.isEmpty()) {
                element.expected(TlsKeys.NAME.expected());
                continue;
            }
            for (var name : text.get().split(":", -1)) {
                try {
                    names.add(TlsKeys.NAME.parse(name));
                } catch (ValueException e) {
                    element.wrong(e.detail());
                    break;
                }
            }
        }
        if (names.isEmpty() && value.elements().isEmpty()) {
            value.expected("one name or more");
        }
        return names;
    }

    /** @param base what stands where the section says nothing */
    static SessionTickets tickets(Section owner, SessionTickets base) {
        var value = owner.value(TlsKeys.TICKETS);
        if (value == null) {
            return base;
        }
        if (value.scalar().isPresent()) {
            var enabled = value.parsed(new Form.Flag());
            return new SessionTickets(enabled == null || enabled, base.secret(), base.keys(), base.lifetime());
        }
        var section = owner.section(TlsKeys.TICKETS, TlsKeys.TICKETS_TABLE);
        if (section == null) {
            return base;
        }
        var secret = TlsFiles.path(section, TlsKeys.TICKETS_SECRET);
        var keys = TlsFiles.path(section, TlsKeys.TICKETS_KEYS);
        if (secret != null && keys != null) {
            section.wrong(TlsKeys.TICKETS_KEYS, "not beside secret-file, from which keys are made");
        }
        var own = secret != null || keys != null;
        return new SessionTickets(
                section.get(TlsKeys.TICKETS_ENABLED, base.enabled()),
                own ? secret : base.secret(),
                own ? keys : base.keys(),
                lifetime(section, base.lifetime()));
    }

    private static Duration lifetime(Section section, Duration base) {
        @Nullable Duration lifetime = section.get(TlsKeys.TICKETS_LIFETIME);
        return lifetime == null ? base : lifetime;
    }
}
