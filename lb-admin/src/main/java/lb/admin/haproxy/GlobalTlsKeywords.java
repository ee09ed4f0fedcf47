package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lb.admin.problem.Words;

/** What {@code global} sections say of TLS. */
final class GlobalTlsKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.GLOBAL);
    private static final String CLIENTS = "clients";
    private static final String SERVERS = "servers";

    static final List<Keyword<Global>> ALL = Stream.of(
                    List.<Keyword<Global>>of(
                            ciphers("ssl-default-bind-ciphers", CLIENTS),
                            names("ssl-default-bind-ciphersuites", CLIENTS, "cipher-suites"),
                            names("ssl-default-bind-curves", CLIENTS, "curves"),
                            done("ssl-default-bind-options", HERE, GlobalTlsKeywords::bindOptions),
                            ciphers("ssl-default-server-ciphers", SERVERS),
                            names("ssl-default-server-ciphersuites", SERVERS, "cipher-suites"),
                            done("ssl-default-server-options", HERE, GlobalTlsKeywords::serverOptions),
                            done(
                                    "ssl-server-verify",
                                    HERE,
                                    (arguments, global) -> arguments
                                            .oneOf(List.of("none", "required"))
                                            .ifPresent(word -> global.verifiesServers(word.equals("required")))),
                            done(
                                    "ca-base",
                                    HERE,
                                    (arguments, global) ->
                                            arguments.next("a folder").ifPresent(global::caBase)),
                            done(
                                    "crt-base",
                                    HERE,
                                    (arguments, global) ->
                                            arguments.next("a folder").ifPresent(global::certificateBase)),
                            done("ssl-load-extra-files", HERE, GlobalTlsKeywords::extraFiles),
                            done("tune.ssl.lifetime", HERE, GlobalTlsKeywords::lifetime)),
                    Keyword.<Global>noted(
                            List.of("ssl-dh-param-file", "tune.ssl.default-dh-param"),
                            HERE,
                            "left out: keys are exchanged over curves alone"),
                    Keyword.<Global>noted(
                            List.of(
                                    "ssl-engine",
                                    "ssl-mode-async",
                                    "ssl-propquery",
                                    "ssl-provider",
                                    "ssl-provider-path"),
                            HERE,
                            "left out: BoringSSL or Java does the cryptography, not OpenSSL"),
                    Keyword.<Global>noted(
                            List.of("ssl-skip-self-issued-ca"),
                            HERE,
                            "left out: the certificates of a file are sent as they stand there"),
                    Keyword.<Global>noted(
                            List.of("maxsslconn"),
                            HERE,
                            "left out: maxconn limits all connections, those with TLS too"),
                    Keyword.<Global>noted(
                            List.of("maxsslrate"),
                            HERE,
                            "left out: maxsessrate limits all new connections, those with TLS too"),
                    Keyword.<Global>noted(
                            List.of(
                                    "tune.ssl.cachesize",
                                    "tune.ssl.force-private-cache",
                                    "tune.ssl.ssl-ctx-cache-size",
                                    "tune.ssl.hard-maxrecord",
                                    "tune.ssl.maxrecord"),
                            HERE,
                            "left out: TLS needs no such setting here"),
                    Keyword.<Global>noted(
                            List.of(
                                    "tune.ssl.capture-buffer-size",
                                    "tune.ssl.capture-cipherlist-size",
                                    "tune.ssl.keylog"),
                            HERE,
                            "left out: what it keeps of a handshake nothing here can look at"),
                    Keyword.<Global>notDone(
                            List.of("ssl-load-extra-del-ext"), HERE, "the key of site.pem is in it or in site.pem.key"),
                    Keyword.<Global>notDone(
                            List.of("issuers-chain-path"),
                            HERE,
                            "the certificates that lead to an authority stand behind each one, in its file"))
            .flatMap(List::stream)
            .toList();

    private GlobalTlsKeywords() {}

    private static Keyword<Global> ciphers(String name, String side) {
        return done(
                name,
                HERE,
                (arguments, global) -> CipherString.read(arguments)
                        .ifPresent(
                                names -> global.tls(side, arguments.place()).set("ciphers", names, arguments.place())));
    }

    private static Keyword<Global> names(String name, String side, String key) {
        return done(
                name,
                HERE,
                (arguments, global) -> arguments
                        .next("names with colons between them")
                        .ifPresent(names -> global.tls(side, arguments.place()).set(key, names, arguments.place())));
    }

    private static void bindOptions(Arguments arguments, Global global) {
        while (arguments.more()) {
            if (arguments.take("no-tls-tickets")) {
                global.noBindTickets(arguments.place());
            } else if (arguments.take("prefer-client-ciphers")) {
                arguments.note("prefer-client-ciphers: left out: the order of ciphers here counts");
            } else {
                version(arguments, global.bindVersions());
            }
        }
        if (!global.bindVersions().isEmpty()) {
            global.bindVersions().write(global.tls(CLIENTS, arguments.place()), new TlsVersions());
        }
    }

    private static void serverOptions(Arguments arguments, Global global) {
        while (arguments.more()) {
            if (arguments.take("no-tls-tickets")) {
                arguments.note("no-tls-tickets: left out: no-ssl-reuse of a server says that sessions are not resumed");
            } else {
                version(arguments, global.serverVersions());
            }
        }
        if (!global.serverVersions().isEmpty()) {
            global.serverVersions().write(global.tls(SERVERS, arguments.place()), new TlsVersions());
        }
    }

    private static void version(Arguments arguments, TlsVersions versions) {
        if (arguments.take("ssl-min-ver")) {
            versions.lowest(arguments);
        } else if (arguments.take("ssl-max-ver")) {
            versions.highest(arguments);
        } else {
            String word = arguments.next("").orElseThrow();
            if (TlsVersions.FLAGS.contains(word)) {
                versions.flag(word, arguments);
            } else {
                arguments.error(
                        "unknown word %s%s".formatted(Shown.word(word), Words.didYouMean(word, TlsVersions.FLAGS)));
            }
        }
    }

    private static void extraFiles(Arguments arguments, Global global) {
        List<String> known = List.of("all", "none", "key", "ocsp", "bundle", "sctl", "issuer");
        while (arguments.more()) {
            Optional<String> word = arguments.oneOf(known);
            if (word.equals(Optional.of("sctl")) || word.equals(Optional.of("issuer"))) {
                arguments.note("%s: left out: it is not read here; key, ocsp and bundle are".formatted(word.get()));
            }
        }
    }

    private static void lifetime(Arguments arguments, Global global) {
        arguments
                .time("s")
                .ifPresent(time -> global.tls(CLIENTS, arguments.place())
                        .object("tickets", arguments.place())
                        .set("lifetime", time, arguments.place()));
    }
}
