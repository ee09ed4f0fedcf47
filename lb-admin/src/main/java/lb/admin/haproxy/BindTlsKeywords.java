package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a {@code bind} line may say of TLS. */
final class BindTlsKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.BIND);

    static final List<Keyword<BindLine>> ALL = Stream.of(
                    List.<Keyword<BindLine>>of(
                            done("ssl", HERE, (arguments, bind) -> bind.tls().ssl(bind.place())),
                            word(
                                    "crt",
                                    "a file or a folder",
                                    (bind, path) -> bind.tls().file(path, bind.place())),
                            word(
                                    "crt-list",
                                    "a file",
                                    (bind, path) -> bind.tls().list(path, bind.place())),
                            word(
                                    "alpn",
                                    "protocols, such as h2,http/1.1",
                                    (bind, protocols) -> bind.tls().alpn(protocols, bind.place())),
                            word("ca-file", "a file", (bind, path) -> bind.tls().authorities(path, bind.place())),
                            word(
                                    "crl-file",
                                    "a file",
                                    (bind, path) -> bind.tls().revoked(path, bind.place())),
                            word(
                                    "tls-ticket-keys",
                                    "a file",
                                    (bind, path) -> bind.tls().ticketKeys(path, bind.place())),
                            word(
                                    "ciphersuites",
                                    "names with colons between them",
                                    (bind, names) -> bind.tls().set("cipher-suites", names, bind.place())),
                            word(
                                    "curves",
                                    "names with colons between them",
                                    (bind, names) -> bind.tls().set("curves", names, bind.place())),
                            word(
                                    "ecdhe",
                                    "the name of a curve",
                                    (bind, name) -> bind.tls().set("curves", name, bind.place())),
                            done(
                                    "ciphers",
                                    HERE,
                                    (arguments, bind) -> CipherString.read(arguments)
                                            .ifPresent(names -> bind.tls().set("ciphers", names, bind.place()))),
                            done(
                                    "verify",
                                    HERE,
                                    (arguments, bind) -> arguments
                                            .oneOf(List.of("none", "optional", "required"))
                                            .ifPresent(bind.tls()::verify)),
                            done(
                                    "strict-sni",
                                    HERE,
                                    (arguments, bind) -> bind.tls().set("strict-names", true, bind.place())),
                            done(
                                    "no-tls-tickets",
                                    HERE,
                                    (arguments, bind) -> bind.tls().noTickets(bind.place())),
                            done(
                                    "ssl-min-ver",
                                    HERE,
                                    (arguments, bind) -> bind.tls().versions().lowest(arguments)),
                            done(
                                    "ssl-max-ver",
                                    HERE,
                                    (arguments, bind) -> bind.tls().versions().highest(arguments))),
                    TlsVersions.FLAGS.stream()
                            .map(name -> Keyword.<BindLine>done(
                                    name,
                                    HERE,
                                    (arguments, bind) -> bind.tls().versions().flag(name, arguments)))
                            .toList(),
                    Keyword.<BindLine>noted(
                            List.of("allow-0rtt"),
                            HERE,
                            "left out: 0-RTT is not done yet in this version, and clients send their requests after the"
                                    + " handshake"),
                    Keyword.<BindLine>noted(List.of("npn"), HERE, "left out: NPN is of old; alpn is in its place"),
                    Keyword.<BindLine>noted(
                            List.of("prefer-client-ciphers"), HERE, "left out: the order of ciphers here counts"),
                    Keyword.<BindLine>noted(
                            List.of("no-ca-names"), HERE, "left out: clients are told which authorities count"),
                    Keyword.<BindLine>notDone(
                            List.of("ca-ignore-err", "crt-ignore-err"),
                            HERE,
                            "verify optional lets clients without a certificate in, and none with a bad one"),
                    Keyword.<BindLine>notDone(
                            List.of("ca-verify-file"), HERE, "ca-file has the authorities that count"),
                    Keyword.<BindLine>notDone(
                            List.of("ca-sign-file", "ca-sign-pass", "generate-certificates"),
                            HERE,
                            "certificates are not made"))
            .flatMap(List::stream)
            .toList();

    /** What is done with the word behind a keyword. */
    private interface Taken {
        void take(BindLine bind, String word);
    }

    private BindTlsKeywords() {}

    private static Keyword<BindLine> word(String name, String expected, Taken taken) {
        return done(
                name, HERE, (arguments, bind) -> arguments.next(expected).ifPresent(word -> taken.take(bind, word)));
    }
}
