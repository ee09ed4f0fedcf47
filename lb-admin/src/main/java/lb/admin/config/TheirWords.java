package lb.admin.config;

import java.util.Map;

/**
 * What keys are called in the files of HAProxy and keepalived that they were translated from, for those whose own names nobody
 * finds there.
 */
final class TheirWords {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("route", "use_backend"),
            Map.entry("routes.when", "use_backend … if"),
            Map.entry("routes.backend", "use_backend"),
            Map.entry("default-backend", "default_backend"),
            Map.entry("acls", "acl"),
            Map.entry("bind.address", "bind"),
            Map.entry("monitor.uri", "monitor-uri"),
            Map.entry("monitor.fail-without", "monitor fail"),
            Map.entry("actions", "admin"),
            Map.entry("users, tokens or actions-from", "stats auth, or stats admin if { src … }"),
            Map.entry("runtime.tcp-level", "stats socket … level"),
            Map.entry("unique-id.format", "unique-id-format"),
            Map.entry("unique-id.header", "unique-id-header"),
            Map.entry("bind.tls", "ssl"),
            Map.entry("bind.tls.certificates", "crt"),
            Map.entry("bind.tls.certificates.file", "crt"),
            Map.entry("bind.tls.certificates.list", "crt-list"),
            Map.entry("bind.tls.alpn", "alpn"),
            Map.entry("bind.tls.client-certificates.ca-file", "ca-file"),
            Map.entry("bind.tls.client-certificates.crl-file", "crl-file"),
            Map.entry("bind.tls.tickets.keys-file", "tls-ticket-keys"),
            Map.entry("tls", "ssl"),
            Map.entry("tls.certificate", "crt"),
            Map.entry("tls.ca-file", "ca-file"),
            Map.entry("tls.crl-file", "crl-file"),
            Map.entry("tls.server-name", "sni"),
            Map.entry("tls.expected-name", "verifyhost"),
            Map.entry("tls.clients.ciphers", "ssl-default-bind-ciphers"),
            Map.entry("tls.clients.cipher-suites", "ssl-default-bind-ciphersuites"),
            Map.entry("tls.clients.curves", "ssl-default-bind-curves"),
            Map.entry("check.tls.ca-file", "ca-file"),
            Map.entry("check.tls.crl-file", "crl-file"),
            Map.entry("check.tls.certificate", "crt"),
            Map.entry("check.tls.server-name", "check-sni"),
            Map.entry("check.tls.alpn", "check-alpn"),
            Map.entry("forwarded-for.except", "option forwardfor except"),
            Map.entry("forwarded-for.header", "option forwardfor header"),
            Map.entry("sync-group", "vrrp_sync_group"));

    private TheirWords() {}

    /** The name of a key with those of sections before it, as they write it; the same where that is near enough. */
    static String of(String name) {
        return WORDS.getOrDefault(name, name);
    }
}
