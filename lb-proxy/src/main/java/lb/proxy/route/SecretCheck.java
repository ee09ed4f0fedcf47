package lb.proxy.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lb.proxy.loop.TimeShare;
import lb.proxy.settings.Users.Password;
import org.apache.commons.codec.digest.Crypt;
import org.jspecify.annotations.Nullable;

/**
 * What the password of one name is held against. Comparisons take the same time wherever two texts begin to differ. Any thread.
 *
 * <p>A hash of crypt(3) is meant to take milliseconds, which an event loop has not for each request: what was found of the
 * last passwords is kept by their keyed digests (HMAC-SHA-256, with a key of this process), so that a browser's hundred
 * requests cost it once, be the password right or wrong. Who tries one wrong password after the other gets a
 * {@link TimeShare}.
 *
 * <p>A name that is nobody's is held against a decoy, which does what the check of a user does and accepts nothing: neither
 * the first answer nor a later one tells by its time whether there is such a user.
 */
abstract sealed class SecretCheck {
    private static final byte[] KEY = new byte[32];

    static {
        new SecureRandom().nextBytes(KEY);
    }

    /**
     * Whether this is the password.
     *
     * @param pair the name, a colon and the password
     * @param colon where it is
     * @param time without which it is not told whether it is, if that takes long; null for as much as it takes
     */
    abstract boolean accepts(byte[] pair, int colon, @Nullable TimeShare time);

    /**
     * That of a user.
     *
     * @param wrong the pairs that those of the same list are known not to accept
     */
    static SecretCheck of(Password password, WrongPairs wrong) {
        return switch (password) {
            case Password.Plain(String text) -> new Plain(digest(text.getBytes(UTF_8)));
            case Password.Hashed(String hash) -> new Hashed(hash, false, wrong);
        };
    }

    /** One that nothing is accepted by, after as much time as the check of such a user takes. */
    static SecretCheck decoyOf(Password password, WrongPairs wrong) {
        return switch (password) {
            case Password.Plain _ -> new Plain(KEY);
            case Password.Hashed(String hash) -> new Hashed(hash, true, wrong);
        };
    }

    /** What nobody without the key of this process can foretell. */
    static byte[] digest(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java has HmacSHA256", e);
        }
    }

    private static byte[] password(byte[] pair, int colon) {
        return Arrays.copyOfRange(pair, colon + 1, pair.length);
    }

    private static final class Plain extends SecretCheck {
        private final byte[] digest;

        Plain(byte[] digest) {
            this.digest = digest;
        }

        @Override
        boolean accepts(byte[] pair, int colon, @Nullable TimeShare time) {
            return MessageDigest.isEqual(digest, digest(password(pair, colon)));
        }
    }

    private static final class Hashed extends SecretCheck {
        private final String hash;
        private final boolean decoy;
        private final WrongPairs wrong;

        /** Of the pair that was right; no number of wrong ones drives it out. */
        private volatile byte @Nullable [] right;

        Hashed(String hash, boolean decoy, WrongPairs wrong) {
            this.hash = hash;
            this.decoy = decoy;
            this.wrong = wrong;
        }

        @Override
        boolean accepts(byte[] pair, int colon, @Nullable TimeShare time) {
            byte[] digest = digest(pair);
            byte[] known = right;
            if (known != null && MessageDigest.isEqual(known, digest)) {
                return true;
            }
            if (wrong.contains(digest)) {
                return false;
            }
            if (time == null) {
                return find(password(pair, colon), digest);
            }
            if (!time.begin()) {
                return false;
            }
            try {
                return find(password(pair, colon), digest);
            } finally {
                time.end();
            }
        }

        private boolean find(byte[] password, byte[] digest) {
            // The library wipes what it is given.
            byte[] found = Crypt.crypt(password, hash).getBytes(UTF_8);
            if (MessageDigest.isEqual(hash.getBytes(UTF_8), found) && !decoy) {
                right = digest;
                return true;
            }
            wrong.add(digest);
            return false;
        }
    }
}
