package lb.proxy.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Certificates of ours as Java asks for them: by a name, which an engine has in place of its peer's. */
final class JdkKeys extends X509ExtendedKeyManager {
    private final Map<String, Key> keys = new ConcurrentHashMap<>();

    /** One of them. */
    record Key(String alias, ServerCertificate certificate) {}

    Key add(ServerCertificate certificate) {
        String alias = "/" + keys.size();
        Key key = new Key(alias, certificate);
        keys.put(alias, key);
        return key;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
        Key key = keys.get(engine.getPeerHost());
        return key != null && fits(type, key.certificate().type()) ? key.alias() : null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        // A connection to a server has one certificate to show.
        for (Key key : keys.values()) {
            for (String type : types) {
                if (fits(type, key.certificate().type())) {
                    return key.alias();
                }
            }
        }
        return null;
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
        Key key = keys.get(alias);
        return key == null ? null : key.certificate().chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Key key = keys.get(alias);
        return key == null ? null : key.certificate().key();
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
