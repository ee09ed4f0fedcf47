package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.ServerOptions.Value;
import lb.admin.problem.Place;
import org.jspecify.annotations.Nullable;

/** What a {@code bind} line says of TLS. One thread. */
final class BindTls {
    private final Draft tls = new Draft();
    private final TlsVersions versions = new TlsVersions();
    private final List<Value> files = new ArrayList<>();
    private final List<Value> lists = new ArrayList<>();
    private @Nullable Place ssl;
    private @Nullable Value alpn;
    private String verify = "none";
    private @Nullable Value authorities;
    private @Nullable Value revoked;
    private @Nullable Value ticketKeys;
    private @Nullable Place noTickets;

    /** {@code ssl}. */
    void ssl(Place place) {
        ssl = place;
    }

    boolean isOn() {
        return ssl != null;
    }

    TlsVersions versions() {
        return versions;
    }

    /** {@code crt}: a file, or a folder. */
    void file(String path, Place place) {
        files.add(new Value(path, place));
    }

    /** {@code crt-list}. */
    void list(String path, Place place) {
        lists.add(new Value(path, place));
    }

    void alpn(String protocols, Place place) {
        alpn = new Value(protocols, place);
    }

    void verify(String word) {
        verify = word;
    }

    /** {@code ca-file}. */
    void authorities(String path, Place place) {
        authorities = new Value(path, place);
    }

    /** {@code crl-file}. */
    void revoked(String path, Place place) {
        revoked = new Value(path, place);
    }

    void ticketKeys(String path, Place place) {
        ticketKeys = new Value(path, place);
    }

    void noTickets(Place place) {
        noTickets = place;
    }

    /** A key that has its value as it is. */
    void set(String key, Object value, Place place) {
        tls.set(key, value, place);
    }

    /**
     * After the last word of the line.
     *
     * @param quic whether its addresses are of QUIC, of which defaults for TLS say nothing
     */
    void write(Draft options, Arguments arguments, Proxy proxy, boolean quic) {
        Place at = ssl;
        if (at == null) {
            if (!files.isEmpty() || !lists.isEmpty()) {
                arguments.warning("a certificate without ssl is not used (expected: ssl)");
            }
            return;
        }
        Global global = proxy.global();
        if (files.isEmpty() && lists.isEmpty()) {
            arguments.error("ssl needs a certificate (expected: crt and a file or a folder, or crt-list)");
            return;
        }
        Draft into = options.object("tls", at);
        for (Value file : files) {
            into.add("certificates", global.certificate(file.value().toString()), file.place());
        }
        for (Value list : lists) {
            Draft one = new Draft();
            one.set("list", list.value(), list.place());
            if (!global.certificateBase().isEmpty()) {
                one.set("base", global.certificateBase(), list.place());
            }
            into.add("certificates", one, list.place());
        }
        tls.keys().forEach(key -> into.move(key, tls));
        versions.write(into, quic ? new TlsVersions() : global.bindVersions());
        if (quic) {
            alpnOfQuic(arguments);
        } else {
            alpn(into, proxy, at);
        }
        clients(into, arguments, global, at);
        tickets(into, quic ? null : global.noBindTickets());
    }

    private void alpnOfQuic(Arguments arguments) {
        Value asked = alpn;
        if (asked != null && !asked.value().equals("h3")) {
            arguments.error("alpn %s: over QUIC HTTP/3 alone is spoken (expected: h3)"
                    .formatted(Shown.word(asked.value().toString())));
        }
    }

    private void alpn(Draft into, Proxy proxy, Place at) {
        Value asked = alpn;
        if (asked == null) {
            if (proxy.http()) {
                // Ours would offer h2 and http/1.1.
                into.set("alpn", "none", at);
            }
            return;
        }
        into.set("alpn", List.of(asked.value().toString().split(",")), asked.place());
    }

    private void clients(Draft into, Arguments arguments, Global global, Place at) {
        if (verify.equals("none")) {
            return;
        }
        Value file = authorities;
        if (file == null) {
            arguments.error("verify %s needs those who may have signed certificates of clients (expected: ca-file)"
                    .formatted(verify));
            return;
        }
        if (file.value().toString().startsWith("@")) {
            arguments.error("ca-file %s of a bind is not done yet in this version (expected: a file)"
                    .formatted(Shown.word(file.value().toString())));
            return;
        }
        Draft clients = into.object("client-certificates", at);
        clients.set("demand", verify, at);
        clients.set("ca-file", global.caFile(file.value().toString()), file.place());
        Optional.ofNullable(revoked)
                .ifPresent(lists ->
                        clients.set("crl-file", global.caFile(lists.value().toString()), lists.place()));
    }

    private void tickets(Draft into, @Nullable Place noneAnywhere) {
        Place none = noTickets == null ? noneAnywhere : noTickets;
        Value keys = ticketKeys;
        if (none != null) {
            into.set("tickets", false, none);
        } else if (keys != null) {
            into.object("tickets", keys.place()).set("keys-file", keys.value(), keys.place());
        }
    }
}
