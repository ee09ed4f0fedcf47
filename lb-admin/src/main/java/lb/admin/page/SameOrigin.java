package lb.admin.page;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lb.proxy.page.LocalRequest;
import org.jspecify.annotations.Nullable;

/**
 * Whether a form was sent from this page, and not by another one that a user's browser has open (cross-site request forgery). A
 * browser tells where a form comes from ({@code Sec-Fetch-Site}, {@code Origin}, {@code Referer}); what it sends must come from here
 * and hold the token of its user, which is of this process and in no other page. Programs that tell none of these are no
 * browsers: nobody can make them send anything, and those made for HAProxy know of no token.
 */
final class SameOrigin {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    SameOrigin() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    /** What forms of this user hold. */
    String token(String user) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether the form is of this page.
     *
     * @param token of the form; empty for none
     */
    boolean permits(LocalRequest request, String user, String token) {
        String site = request.field("Sec-Fetch-Site");
        String origin = request.field("Origin");
        String referer = request.field("Referer");
        boolean browser = site != null || origin != null || referer != null;
        if (!browser && token.isEmpty()) {
            return true;
        }
        boolean here = (site == null || site.equals("same-origin")) && isHere(origin, request);
        byte[] expected = token(user).getBytes(StandardCharsets.US_ASCII);
        return here && MessageDigest.isEqual(expected, token.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isHere(@Nullable String origin, LocalRequest request) {
        if (origin == null) {
            return true;
        }
        String host = request.field("Host");
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
