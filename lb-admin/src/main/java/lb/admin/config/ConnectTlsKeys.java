package lb.admin.config;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How a server is spoken to in TLS, by requests and sessions, and by checks. */
final class ConnectTlsKeys {
    static final Form.Text HOST =
            new Form.Text("a host name", Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63}){0,30}"));

    static final Key<Boolean> VERIFY =
            Key.of("verify", new Form.Flag(), true, "Whether the certificate has to be valid.", "verify");
    static final Key<String> CA_FILE = Key.without(
            "ca-file",
            TlsKeys.FILE,
            "those that Java trusts",
            "Who may have signed it: a file of certificates (PEM), beside the configuration where its path is relative.",
            "ca-file");
    static final Key<String> CRL_FILE =
            Key.without("crl-file", TlsKeys.FILE, "none", "Revocation lists, in PEM.", "crl-file");
    static final Key<String> SERVER_NAME = Key.without(
            "server-name",
            new Form.Text("a host name, %[…] made of the request, or none", Pattern.compile("[^\\p{Cntrl}]{1,1024}")),
            "the host name of its address, where it has one",
            "What it is asked for (SNI), and what the certificate has to be for where it is verified: a host name, or"
                    + " `none`. Or made of the request, as in rules: `%[req.hdr(host)]`, without a port that stands"
                    + " there, `%[ssl_fc_sni]`; a connection then serves only requests of the same name, and where nothing"
                    + " comes of it the server is asked for nothing. Checks have none of these.",
            "sni");
    static final Key<String> EXPECTED_NAME = Key.without(
            "expected-name",
            HOST,
            "that of `server-name`",
            "What the certificate has to be for, where that is something else. Beside a `server-name` that is made of the"
                    + " request: for checks, and where nothing comes of it.",
            "verifyhost");
    static final Key<Object> ALPN = Key.without(
            "alpn",
            new Form.Part(ListenTlsKeys.PROTOCOL.expected(), List.of(), false, false),
            "none",
            "Protocols that are offered, the best first. Where the server picks `h2`, requests go by HTTP/2; checks do not.",
            "alpn",
            "npn");
    static final Key<String> CERTIFICATE = Key.without(
            "certificate",
            TlsKeys.FILE,
            "none",
            "What it is shown when it asks (mutual TLS): the certificate, those that lead to its authority, and its key.",
            "crt");
    static final Key<String> KEY =
            Key.without("key", TlsKeys.FILE, "in `certificate`, or in CERTIFICATE.key beside it", "Its private key.");
    static final Key<Boolean> RESUME = Key.of(
            "resume",
            new Form.Flag(),
            true,
            "Whether a new connection goes on with a former session, at a fraction of the work.",
            "no-ssl-reuse");
    private static final List<Key<?>> ALGORITHMS =
            List.of(TlsKeys.MIN_VERSION, TlsKeys.MAX_VERSION, TlsKeys.CIPHERS, TlsKeys.CIPHER_SUITES, TlsKeys.CURVES);
    private static final List<Key<?>> SHARED =
            List.of(VERIFY, CA_FILE, CRL_FILE, EXPECTED_NAME, CERTIFICATE, KEY, RESUME);
    static final Table TABLE = new Table(
            "backends.<name>.servers.<name>.tls",
            "How a server is spoken to in TLS, behind a PROXY header where it gets one. What a server leaves out is as its"
                    + " backend has it.",
            Stream.of(List.of(SERVER_NAME, ALPN), SHARED, ALGORITHMS)
                    .flatMap(List::stream)
                    .toList());
    static final Key<Object> TLS = Key.without(
            "tls",
            new Form.Part("true or false, or { … }", List.of(TABLE), false, false),
            "false, or that of the backend",
            "Whether, and how, it is spoken to in TLS. `true` alone verifies its certificate. Checks do likewise, unless they"
                    + " go to another address or port, or `check.tls` says otherwise.",
            "ssl");

    /** Of a check, whose server name is the same each time. */
    static final Key<String> CHECK_SERVER_NAME = Key.without(
            "server-name",
            HOST,
            "none",
            "What is asked for (SNI), and what the certificate has to be for where it is verified.",
            "check-sni",
            "sni");

    /** Of a check, which may offer whatever the server is to choose from. */
    static final Key<Object> CHECK_ALPN = Key.without(
            "alpn",
            new Form.Part("protocols, such as h2 or http/1.1", List.of(), false, false),
            "none",
            "Protocols that are offered, the best first.",
            "check-alpn");

    static final Table CHECK_TABLE = new Table(
            "backends.<name>.check.tls",
            "How the check speaks TLS. Its answers are judged as those without.",
            Stream.of(List.of(CHECK_SERVER_NAME, CHECK_ALPN), SHARED, ALGORITHMS)
                    .flatMap(List::stream)
                    .toList());

    private ConnectTlsKeys() {}
}
