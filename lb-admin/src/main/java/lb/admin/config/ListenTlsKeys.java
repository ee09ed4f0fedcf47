package lb.admin.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import lb.proxy.settings.ClientCertificates.Demand;

/** How a listener speaks TLS with its clients. */
final class ListenTlsKeys {
    static final Form.Text PROTOCOL =
            new Form.Text("protocols, such as http/1.1, or none", Pattern.compile("[!-~]{1,255}"));

    static final Key<String> FILE = Key.without(
            "file",
            TlsKeys.FILE,
            "needed, but for `list`",
            "The certificate, those that lead to its authority, and the private key, in PEM; or a folder of such files.",
            "crt");
    static final Key<String> KEY = Key.without(
            "key",
            TlsKeys.FILE,
            "in `file`, or in FILE.key beside it",
            "The private key, in PEM.",
            "ssl_certificate_key");
    static final Key<String> OCSP = Key.without(
            "ocsp",
            TlsKeys.FILE,
            "FILE.ocsp, where there is one",
            "An OCSP response of its authority (DER), for clients that ask. It is read from there; `ocsp-update` fetches one.");
    static final Key<Object> NAMES = Key.without(
            "names",
            new Form.Part("host names, such as *.example.com or !www.example.com", List.of(), false, false),
            "those in the certificate",
            "The server names that it is for, and with `!` those that it is not for.");
    static final Key<String> LIST = Key.without(
            "list",
            TlsKeys.FILE,
            "none",
            "In place of `file`: a list of HAProxy's (`crt-list`), a line for each with a file and its names.",
            "crt-list");
    static final Key<String> BASE = Key.without(
            "base",
            TlsKeys.FILE,
            "that of the list",
            "The folder of the files in a list whose paths are relative.",
            "crt-base");
    static final Table CERTIFICATE_TABLE = new Table(
            "frontends.<name>.bind.tls.certificates",
            "One certificate, where its path alone does not say enough.",
            List.of(FILE, KEY, OCSP, NAMES, LIST, BASE));
    static final Key<Object> CERTIFICATES = Key.without(
            "certificates",
            new Form.Part(
                    "a file, a folder, { file = …, key = … }, { list = … }, or a list of them",
                    List.of(CERTIFICATE_TABLE),
                    false,
                    false),
            "needed",
            "Certificates with their keys in PEM, beside the configuration where a path is relative: a file; a folder, of"
                    + " which all files but `.key`, `.ocsp`, `.issuer` and `.sctl` are taken; or a list of them. A client gets"
                    + " the one for its server name, and the first where there is none, or where it asks for none.",
            "crt",
            "ssl_certificate");
    static final Key<Boolean> STRICT_NAMES = Key.of(
            "strict-names",
            new Form.Flag(),
            false,
            "Whether a client is refused whose server name no certificate is for, or who asks for none.",
            "strict-sni");
    static final Key<Object> ALPN = Key.without(
            "alpn",
            new Form.Part(PROTOCOL.expected(), List.of(), false, false),
            "h2 and http/1.1 with mode http, else none",
            "Protocols that may be spoken within, the best first; `none` for no choice. With mode tcp they are the servers' matter.",
            "alpn",
            "npn");
    static final Key<Demand> DEMAND = Key.of(
            "demand",
            Form.Word.of(Demand.values()),
            Demand.REQUIRED,
            "How much it matters: `optional`, who shows none is served; `required`, only who shows a good one is; `none`.",
            "verify");
    static final Key<String> CA_FILE = Key.without(
            "ca-file", TlsKeys.FILE, "needed", "The certificates of those who may have signed it, in PEM.", "ca-file");
    static final Key<String> CRL_FILE =
            Key.without("crl-file", TlsKeys.FILE, "none", "Revocation lists, in PEM.", "crl-file");
    static final Table CLIENT_CERTIFICATES_TABLE = new Table(
            "frontends.<name>.bind.tls.client-certificates",
            "Certificates that clients show (mutual TLS).",
            List.of(DEMAND, CA_FILE, CRL_FILE));
    static final Key<Object> CLIENT_CERTIFICATES = Key.without(
            "client-certificates",
            new Form.Part("{ demand = …, ca-file = … }", List.of(CLIENT_CERTIFICATES_TABLE), false, false),
            "none are asked for",
            "Certificates that clients show (mutual TLS).",
            "verify",
            "ca-file");
    static final Key<Duration> HANDSHAKE_TIMEOUT = Key.of(
            "handshake-timeout",
            new Form.Time(Duration.ofMillis(1), Duration.ofDays(1), "as long as for a request", "ms"),
            Duration.ZERO,
            "How long a client may take for the handshake.");
    static final Key<Boolean> OCSP_UPDATE = Key.of(
            "ocsp-update",
            new Form.Flag(),
            false,
            "Whether OCSP responses are fetched from the responders that the certificates name, over plain HTTP, and stapled. This"
                    + " node then makes connections to them.",
            "ocsp-update");
    static final Table TABLE = new Table(
            "frontends.<name>.bind.tls",
            "How clients of a listener speak TLS ([tls.md](tls.md)).",
            List.of(
                    CERTIFICATES,
                    STRICT_NAMES,
                    ALPN,
                    TlsKeys.MIN_VERSION,
                    TlsKeys.MAX_VERSION,
                    TlsKeys.CIPHERS,
                    TlsKeys.CIPHER_SUITES,
                    TlsKeys.CURVES,
                    CLIENT_CERTIFICATES,
                    TlsKeys.TICKETS,
                    HANDSHAKE_TIMEOUT,
                    OCSP_UPDATE,
                    Key.notYet("early-data", "Requests with the first packet (0-RTT).", "allow-0rtt"),
                    Key.notYet("acme", "Certificates fetched by ACME.")));

    static final Key<Object> TLS = Key.without(
            "tls",
            new Form.Part("a certificate's file or a folder of them, or { … }", List.of(TABLE), false, false),
            "none",
            "How its clients speak TLS, behind a PROXY header where there is one; the path of certificates is short for them alone.",
            "ssl",
            "crt");

    /** What QUIC's own TLS is not told. */
    static final List<Key<?>> NOT_OVER_QUIC = List.of(
            ALPN,
            CLIENT_CERTIFICATES,
            HANDSHAKE_TIMEOUT,
            TlsKeys.MIN_VERSION,
            TlsKeys.MAX_VERSION,
            TlsKeys.CIPHERS,
            TlsKeys.CIPHER_SUITES,
            TlsKeys.CURVES,
            TlsKeys.TICKETS,
            OCSP_UPDATE);

    private ListenTlsKeys() {}
}
