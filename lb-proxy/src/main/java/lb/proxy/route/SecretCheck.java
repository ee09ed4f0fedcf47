package lb.proxy.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lb.proxy.loop.TimeShare;
import lb.proxy.settings.Users.Password;
import org.apache.commons.codec.digest.Crypt;
import org.jspecify.annotations.Nullable;

/**
 * What one password is held against. Comparisons take the same time wherever two texts begin to differ. Any thread.
 *
 * <p>A hash of crypt(3) is meant to take milliseconds, which an event loop has not for each request: what was found of the
 * last passwords is kept by their keyed digests (HMAC-SHA-256, with a key of this process), so that a browser's hundred
 * requests cost it once, be the password right or wrong. Who tries one wrong password after the other gets a
 * {@link TimeShare}.
 */
abstract sealed class SecretCheck {
    private static final int KEPT = 32;

    private static final byte[] KEY = new byte[32];

    static {
        new SecureRandom().nextBytes(KEY);
    }

    /**
     * Whether this is the password.
     *
     * @param time without which it is not told whether it is, if that takes long; null for as much as it takes
     */
    abstract boolean accepts(byte[] password, @Nullable TimeShare time);

    /** That of a password. */
    static SecretCheck of(Password password) {
        return switch (password) {
            case Password.Plain(String text) -> new Plain(text);
            case Password.Hashed(String hash) -> new Hashed(hash);
        };
    }

    /** One that nothing is accepted by, after as much time as a plain one takes. */
    static SecretCheck ofNobody() {
        return new Nobody();
    }

    private static byte[] digest(byte[] password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            return mac.doFinal(password);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java has HmacSHA256", e);
        }
    }

    private static final class Plain extends SecretCheck {
        private final byte[] digest;

        Plain(String text) {
            digest = digest(text.getBytes(UTF_8));
        }

        @Override
        boolean accepts(byte[] password, @Nullable TimeShare time) {
            return MessageDigest.isEqual(digest, digest(password));
        }
    }

    private static final class Nobody extends SecretCheck {
        @Override
        boolean accepts(byte[] password, @Nullable TimeShare time) {
            boolean _ = MessageDigest.isEqual(KEY, digest(password));
            return false;
        }
    }

    private static final class Hashed extends SecretCheck {
        @SuppressWarnings("ArrayRecordComponent") // Compared by its digest alone.
        private record Known(byte[] digest, boolean right) {}

        private final String hash;
        private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(KEPT);
        private final AtomicInteger next = new AtomicInteger();

        Hashed(String hash) {
            this.hash = hash;
        }

        @Override
        boolean accepts(byte[] password, @Nullable TimeShare time) {
            byte[] digest = digest(password);
            for (int i = 0; i < KEPT; i++) {
                Known one = known.get(i);
                if (one != null && MessageDigest.isEqual(one.digest(), digest)) {
                    return one.right();
                }
            }
            if (time == null) {
                return find(password, digest);
            }
            if (!time.begin()) {
                return false;
            }
            try {
                return find(password, digest);
            } finally {
                time.end();
            }
        }

        private boolean find(byte[] password, byte[] digest) {
            boolean right = MessageDigest.isEqual(hash.getBytes(UTF_8), crypted(password));
            remember(new Known(digest, right));
            return right;
        }

        /** The right one has the first place, so that no number of wrong ones drives it out. */
        private void remember(Known found) {
            int place = found.right() ? 0 : 1 + Math.floorMod(next.getAndIncrement(), KEPT - 1);
            known.set(place, found);
        }

        private byte[] crypted(byte[] password) {
            // The library wipes what it is given.
            return Crypt.crypt(password.clone(), hash).getBytes(UTF_8);
        }
    }
}
