package lb.proxy.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Certificates of ours as Java asks for them: by a name, which an engine has in place of its peer's. */
final class JdkKeys extends X509ExtendedKeyManager {
    /** As long as somebody has the name: a table of certificates, or an engine that was begun before that changed. */
    private final Map<String, ServerCertificate> keys = Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicLong last = new AtomicLong();

    /** For servers that ask; null for none. */
    private final @Nullable Key shown;

    /** One of them. */
    record Key(String alias, ServerCertificate certificate) {}

    JdkKeys(@Nullable ServerCertificate shown) {
        this.shown = shown == null ? null : add(shown);
    }

    Key add(ServerCertificate certificate) {
        Key key = new Key("/" + last.incrementAndGet(), certificate);
        keys.put(key.alias(), certificate);
        return key;
    }

    int size() {
        return keys.size();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
        String alias = engine.getPeerHost();
        ServerCertificate certificate = keys.get(alias);
        return certificate != null && fits(type, certificate.type()) ? alias : null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        Key key = shown;
        return key != null
                        && Arrays.stream(types)
                                .anyMatch(type -> fits(type, key.certificate().type()))
                ? key.alias()
                : null;
    }

    private static boolean fits(String asked, KeyType type) {
        return switch (type) {
            case EC -> asked.startsWith("EC");
            case ED25519 -> asked.startsWith("Ed");
            case RSA -> asked.startsWith("RSA");
        };
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        ServerCertificate certificate = keys.get(alias);
        return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        ServerCertificate certificate = keys.get(alias);
        return certificate == null ? null : certificate.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return null;
    }
}
