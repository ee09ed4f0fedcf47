package lb.admin.haproxy;

import java.util.List;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.ServerOptions.Value;
import lb.admin.problem.Place;

/** Writes how a server, and its check, are spoken to in TLS. */
final class ServerTls {
    /** The authorities of the system, which are those that Java trusts. */
    private static final String SYSTEM = "@system-ca";

    private final Server server;
    private final ServerOptions options;
    private final Global global;

    ServerTls(Server server, Global global) {
        this.server = server;
        this.options = server.options();
        this.global = global;
    }

    /** What requests and sessions speak. */
    void write() {
        if (!options.has("ssl")) {
            return;
        }
        Place at = options.get("ssl").orElseThrow().place();
        Draft tls = server.draft().object("tls", at);
        shared(tls, at, isAlwaysNamed());
        serverName(tls, at);
        options.get("alpn").ifPresent(value -> alpn(tls, value));
        if (options.has("no-ssl-reuse")) {
            tls.set("resume", false, options.get("no-ssl-reuse").orElseThrow().place());
        }
        if (options.has("tfo")) {
            global.problems()
                    .note(at, "server %s: tfo is left out: it is not for TLS".formatted(Shown.word(server.name())));
            options.remove("tfo");
        }
    }

    /** What a check speaks, where that is not what the server's connections do. */
    void writeCheck() {
        boolean own = options.has("check-ssl") || options.has("check-sni") || options.has("check-alpn");
        if (options.has("no-check-ssl") && options.has("ssl")) {
            Place at = options.get("no-check-ssl").orElseThrow().place();
            server.draft().object("check", at).set("tls", false, at);
            return;
        }
        boolean elsewhere = options.has("addr") || options.has("port");
        if (!own || !(options.has("check-ssl") || (options.has("ssl") && !elsewhere))) {
            return;
        }
        Place at = options.get("check-ssl")
                .or(() -> options.get("ssl"))
                .orElseThrow()
                .place();
        Draft tls = server.draft().object("check", at).object("tls", at);
        shared(tls, at, false);
        options.get("check-sni").ifPresent(value -> tls.set("server-name", value.value(), value.place()));
        options.get("check-alpn")
                .ifPresent(value ->
                        tls.set("alpn", List.of(value.value().toString().split(",")), value.place()));
    }

    /** As HAProxy does: who is to be trusted has to be said, also of a server that is not checked. */
    void refuseUnverified() {
        String word = options.has("ssl") ? "ssl" : "check-ssl";
        if (options.has(word) && isVerified() && !options.has("ca-file")) {
            global.problems()
                    .error(
                            server.place(),
                            "server %s: %s: the certificate is verified, and no ca-file says by what (expected: ca-file,"
                                            .formatted(Shown.word(server.name()), word)
                                    + " which may be @system-ca, or verify none, or ssl-server-verify none in global)");
        }
    }

    private boolean isVerified() {
        return options.get("verify")
                .map(value -> value.value().equals("required"))
                .orElse(global.verifiesServers());
    }

    /** Whether {@code sni} is the same each time: then {@code verifyhost}, which stands where there is none, never counts. */
    private boolean isAlwaysNamed() {
        return options.get("sni").map(sni -> isLiteral(sni.value().toString())).orElse(false);
    }

    private static boolean isLiteral(String expression) {
        return expression.startsWith("str(") && expression.indexOf(')') == expression.length() - 1;
    }

    private void shared(Draft tls, Place at, boolean named) {
        tls.set("verify", isVerified(), options.get("verify").map(Value::place).orElse(at));
        if (isVerified()) {
            options.get("ca-file")
                    .filter(file -> !file.value().equals(SYSTEM))
                    .ifPresent(file ->
                            tls.set("ca-file", global.caFile(file.value().toString()), file.place()));
            options.get("crl-file")
                    .ifPresent(file ->
                            tls.set("crl-file", global.caFile(file.value().toString()), file.place()));
            options.get("verifyhost")
                    .filter(_ -> !named)
                    .ifPresent(name -> tls.set("expected-name", name.value(), name.place()));
        }
        options.get("crt")
                .ifPresent(file ->
                        tls.set("certificate", global.certificate(file.value().toString()), file.place()));
        options.get("ciphers").ifPresent(names -> tls.set("ciphers", names.value(), names.place()));
        options.get("ciphersuites").ifPresent(names -> tls.set("cipher-suites", names.value(), names.place()));
        options.get(ServerTlsKeywords.VERSIONS)
                .ifPresent(versions -> ((TlsVersions) versions.value()).write(tls, global.serverVersions()));
    }

    /** HAProxy asks for no name but what {@code sni} says; ours for that of the address. */
    private void serverName(Draft tls, Place at) {
        if (options.has("sni")) {
            Value sni = options.get("sni").orElseThrow();
            String expression = sni.value().toString();
            tls.set(
                    "server-name",
                    isLiteral(expression)
                            ? expression.substring("str(".length(), expression.length() - 1)
                            : "%[" + expression + "]",
                    sni.place());
        } else if (ServerAddressWords.isName(
                server.draft().get("address").orElse("").toString())) {
            tls.set("server-name", "none", at);
        }
    }

    private static void alpn(Draft tls, Value value) {
        tls.set("alpn", List.of(value.value().toString().split(",")), value.place());
    }
}
