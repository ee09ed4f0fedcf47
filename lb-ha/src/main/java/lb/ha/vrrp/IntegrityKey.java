package lb.ha.vrrp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lb.ha.settings.Secret;

/** A password as the key of integrity values: HMAC-MD5, the first 96 bits (RFC 2403). One thread at a time. */
public final class IntegrityKey {
    private static final String ALGORITHM = "HmacMD5";
    private static final int BYTES = 12;

    private final Mac mac;

    /** @param password 1 byte or more, of which 8 count, as with keepalived */
    public IntegrityKey(Secret password) {
        byte[] key = password.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, 0, Math.min(key.length, Authentication.MAX_PASSWORD_BYTES), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
        // What a JVM does for the first time takes it milliseconds: not in a takeover.
        mac.doFinal();
    }

    /** The value over the bytes from position to limit, both of which are left as they were. */
    byte[] over(ByteBuffer bytes) {
        mac.update(bytes.duplicate());
        return Arrays.copyOf(mac.doFinal(), BYTES);
    }
}
