package lb.admin.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import lb.proxy.settings.SessionTickets;
import lb.proxy.settings.TlsProvider;
import lb.proxy.settings.TlsVersion;

/** What TLS with clients and TLS to servers have in common, and what all of each have. */
final class TlsKeys {
    /** A path; what is wrong with its file is told when that is read. */
    static final Form.Text FILE = new Form.Text("the path of a file", Pattern.compile("[^\\p{Cntrl}]{1,1024}"));

    /** A name in one of OpenSSL's lists. */
    static final Form.Text NAME =
            new Form.Text("names with colons between them, or a list", Pattern.compile("[A-Za-z0-9_.-]{1,64}"));

    private static final Form.Word<TlsVersion> VERSION_FORM = new Form.Word<>(versions());
    private static final Duration LONGEST_SESSION = Duration.ofDays(7);

    static final Key<TlsVersion> MIN_VERSION = Key.without(
            "min-version",
            VERSION_FORM,
            "that of `tls` at the top level, else TLSv1.2",
            "The oldest version of TLS that is spoken.",
            "ssl-min-ver",
            "versions");
    static final Key<TlsVersion> MAX_VERSION = Key.without(
            "max-version",
            VERSION_FORM,
            "that of `tls` at the top level, else TLSv1.3",
            "The newest one.",
            "ssl-max-ver");
    static final Key<Object> CIPHERS = names(
            "ciphers",
            "Ciphers of TLS 1.2 and before in OpenSSL's names, the best first. Left out, those of Mozilla's intermediate"
                    + " configuration.",
            "ciphers");
    static final Key<Object> CIPHER_SUITES = names(
            "cipher-suites",
            "Those of TLS 1.3, in the names of RFC 8446. BoringSSL has all three, and its own order.",
            "ciphersuites");
    static final Key<Object> CURVES =
            names("curves", "Groups for the key exchange, the best first, such as `X25519:P-256`.", "curves", "ecdhe");

    static final Key<Boolean> TICKETS_ENABLED = Key.of(
            "enabled",
            new Form.Flag(),
            true,
            "Whether a client that comes back may go on with its former session, at a fraction of the work.",
            "no-tls-tickets");
    static final Key<String> TICKETS_SECRET = Key.without(
            "secret-file",
            FILE,
            "keys that this process alone has",
            "A file of at least 32 bytes, the same on all nodes, such as `openssl rand -out FILE 64` makes: all nodes make the"
                    + " same keys from it, new ones each half lifetime, and take each other's tickets.");
    static final Key<String> TICKETS_KEYS = Key.without(
            "keys-file",
            FILE,
            "none",
            "In its place keys as HAProxy has them: a line for each, base64 of 48 or 80 bytes, the last but one for new tickets.",
            "tls-ticket-keys");
    static final Key<Duration> TICKETS_LIFETIME = Key.of(
            "lifetime",
            new Form.Time(Duration.ofSeconds(1), LONGEST_SESSION, null, "s"),
            SessionTickets.STANDARD.lifetime(),
            "For how long a session can go on.",
            "tune.ssl.lifetime");
    static final Table TICKETS_TABLE = new Table(
            "tls.clients.tickets",
            "How clients go on with former sessions.",
            List.of(TICKETS_ENABLED, TICKETS_SECRET, TICKETS_KEYS, TICKETS_LIFETIME));
    static final Key<Object> TICKETS = Key.without(
            "tickets",
            new Form.Part("{ … }, or true or false", List.of(TICKETS_TABLE), false, false),
            "those of `tls.clients`, else with keys that this process alone has",
            "How clients go on with former sessions.");

    static final Key<TlsProvider> LIBRARY = Key.of(
            "library",
            Form.Word.of(TlsProvider.values()),
            TlsProvider.AUTO,
            "Who does the cryptography: BoringSSL (`openssl`), which is part of the jar for Linux on x86-64 and ARM, Java"
                    + " (`jdk`, several times the work), or the better of what is there.");
    static final Key<Duration> WATCH = Key.of(
            "watch",
            new Form.Time(Duration.ofMillis(100), Duration.ofHours(1), "never", "s"),
            Duration.ofSeconds(5),
            "How often files of certificates, keys, authorities and revocation lists are looked at; those that have changed are"
                    + " read again ([tls.md](tls.md#files-that-change)).");
    static final Table CLIENTS_TABLE = new Table(
            "tls.clients",
            "What every `tls` of a bind starts from.",
            List.of(MIN_VERSION, MAX_VERSION, CIPHERS, CIPHER_SUITES, CURVES, TICKETS));
    static final Table SERVERS_TABLE = new Table(
            "tls.servers",
            "What every `tls` of a server starts from.",
            List.of(MIN_VERSION, MAX_VERSION, CIPHERS, CIPHER_SUITES, CURVES));
    static final Key<Object> CLIENTS = Key.without(
            "clients",
            new Form.Part("{ … }", List.of(CLIENTS_TABLE), false, false),
            "as for each key",
            "What every `tls` of a bind starts from.",
            "ssl-default-bind-ciphers",
            "ssl-default-bind-ciphersuites",
            "ssl-default-bind-options");
    static final Key<Object> SERVERS = Key.without(
            "servers",
            new Form.Part("{ … }", List.of(SERVERS_TABLE), false, false),
            "as for each key",
            "What every `tls` of a server starts from.",
            "ssl-default-server-ciphers",
            "ssl-default-server-ciphersuites",
            "ssl-default-server-options");
    static final Table TABLE =
            new Table("tls", "TLS of all frontends and servers.", List.of(LIBRARY, WATCH, CLIENTS, SERVERS));
    static final Key<Object> TLS = Key.without(
            "tls",
            new Form.Part("{ … }", List.of(TABLE), false, false),
            "as for each key",
            "What TLS starts from; it is spoken where a `bind` or a server has `tls`.");

    private TlsKeys() {}

    private static Key<Object> names(String name, String means, String... elsewhere) {
        return Key.without(
                name,
                new Form.Part(NAME.expected(), List.of(), false, false),
                "those of `tls` at the top level, else lb's choice",
                means,
                elsewhere);
    }

    private static Map<String, TlsVersion> versions() {
        var words = new LinkedHashMap<String, TlsVersion>();
        words.put("TLSv1.0", TlsVersion.TLS_1_0);
        words.put("TLSv1.1", TlsVersion.TLS_1_1);
        words.put("TLSv1.2", TlsVersion.TLS_1_2);
        words.put("TLSv1.3", TlsVersion.TLS_1_3);
        return words;
    }
}
