package lb.admin.haproxy;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What a {@code server} or {@code default-server} line may say of TLS. */
final class ServerTlsKeywords {
    /** Under which the options have what is said of versions. */
    static final String VERSIONS = "versions of TLS";

    /** Before a word for something that a PROXY header tells of the client's TLS, as our configuration has it. */
    static final String TOLD = "PROXY header: ";

    private static final Set<Context> HERE = Keyword.in(Context.SERVER);

    static final List<Keyword<ServerOptions>> ALL = Stream.of(
                    List.of(
                            flag("ssl"),
                            without("no-ssl", "ssl"),
                            Keyword.<ServerOptions>done(
                                    "verify",
                                    HERE,
                                    (arguments, options) -> arguments
                                            .oneOf(List.of("none", "required"))
                                            .ifPresent(word -> options.put("verify", word, arguments.place()))),
                            word("ca-file", "a file of certificates"),
                            word("crl-file", "a file of revocation lists"),
                            word("crt", "a file"),
                            word("sni", "an expression, such as req.hdr(host) or str(www.example.com)"),
                            word("verifyhost", "a host name"),
                            without("no-verifyhost", "verifyhost"),
                            word("alpn", "protocols, such as http/1.1"),
                            word("ciphersuites", "names with colons between them"),
                            Keyword.<ServerOptions>done(
                                    "ciphers",
                                    HERE,
                                    (arguments, options) -> CipherString.read(arguments)
                                            .ifPresent(names -> options.put("ciphers", names, arguments.place()))),
                            flag("no-ssl-reuse"),
                            without("ssl-reuse", "no-ssl-reuse"),
                            versions("ssl-min-ver", (arguments, versions) -> versions.lowest(arguments)),
                            versions("ssl-max-ver", (arguments, versions) -> versions.highest(arguments))),
                    TlsVersions.FLAGS.stream()
                            .map(name -> versions(name, (arguments, versions) -> versions.flag(name, arguments)))
                            .toList(),
                    List.of(
                            noted("allow-0rtt", "left out: 0-RTT is not done yet in this version"),
                            noted("npn", "left out: NPN is of old; alpn is in its place"),
                            noted("no-tls-tickets", "left out: no-ssl-reuse says that sessions are not resumed"),
                            noted("tls-tickets", "left out: no-ssl-reuse says that sessions are not resumed"),
                            told("send-proxy-v2-ssl", List.of("ssl")),
                            told("send-proxy-v2-ssl-cn", List.of("ssl", "common-name")),
                            without("no-send-proxy-v2-ssl", "send-proxy"),
                            without("no-send-proxy-v2-ssl-cn", "send-proxy")))
            .flatMap(List::stream)
            .toList();

    private ServerTlsKeywords() {}

    private static Keyword<ServerOptions> flag(String name) {
        return Keyword.done(name, HERE, (arguments, options) -> options.put(name, true, arguments.place()));
    }

    private static Keyword<ServerOptions> without(String name, String other) {
        return Keyword.done(name, HERE, (_, options) -> options.remove(other));
    }

    private static Keyword<ServerOptions> word(String name, String expected) {
        return Keyword.done(
                name,
                HERE,
                (arguments, options) ->
                        arguments.next(expected).ifPresent(word -> options.put(name, word, arguments.place())));
    }

    private static Keyword<ServerOptions> versions(String name, BiConsumer<Arguments, TlsVersions> change) {
        return Keyword.done(name, HERE, (arguments, options) -> {
            // Those of default-server are not changed by a server's.
            TlsVersions own = new TlsVersions();
            options.get(VERSIONS).ifPresent(before -> own.copy((TlsVersions) before.value()));
            change.accept(arguments, own);
            options.put(VERSIONS, own, arguments.place());
        });
    }

    private static Keyword<ServerOptions> noted(String name, String remark) {
        return Keyword.noted(name, HERE, remark);
    }

    /** A PROXY header that tells of the client's TLS. */
    private static Keyword<ServerOptions> told(String name, List<String> what) {
        return Keyword.done(name, HERE, (arguments, options) -> {
            options.put("send-proxy", "v2", arguments.place());
            what.forEach(word -> options.put(TOLD + word, word, arguments.place()));
        });
    }
}
