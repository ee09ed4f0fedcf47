package lb.admin.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import lb.ha.NanoClock;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.LocalResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks who wants a page before it answers: a user with a password (RFC 7617), or a program with a token (RFC 6750). A page is told
 * who it is in words: {@code user "admin"}, {@code token "deploy"}.
 */
final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger("lb.stats");
    private static final String BASIC = "basic ";
    private static final String BEARER = "bearer ";

    private final Field challenge;
    private final Map<String, String> users;
    private final Map<String, String> tokens;
    private final String uri;
    private final NanoClock clock;
    private final Consumer<Duration> pause;
    private final LoginThrottle throttle = new LoginThrottle();

    /**
     * @param users name to password
     * @param tokens name to token
     * @param uri of the statistics
     */
    Authentication(String realm, Map<String, String> users, Map<String, String> tokens, String uri) {
        this(realm, users, tokens, uri, NanoClock.SYSTEM, Authentication::sleep);
    }

    /** @param pause lets a time go by */
    Authentication(
            String realm,
            Map<String, String> users,
            Map<String, String> tokens,
            String uri,
            NanoClock clock,
            Consumer<Duration> pause) {
        String quoted = realm.replaceAll("\\p{Cntrl}", " ").replaceAll("[\"\\\\]", "\\\\$0");
        String scheme = users.isEmpty() ? "Bearer realm=\"%s\"" : "Basic realm=\"%s\", charset=\"UTF-8\"";
        this.challenge = new Field("WWW-Authenticate", scheme.formatted(quoted));
        this.users = Map.copyOf(users);
        this.tokens = Map.copyOf(tokens);
        this.uri = uri;
        this.clock = clock;
        this.pause = pause;
    }

    /** An answerer that passes on the requests of users and programs only. */
    LocalAnswerer inFrontOf(UserPage page) {
        return request -> {
            String authorization = request.field("Authorization");
            if (authorization == null) {
                return unauthorized();
            }
            String who = who(authorization);
            boolean right = who != null;
            long wait = throttle.attempt(request.client().getAddress(), right, clock.nanoTime());
            if (wait == LoginThrottle.TOO_SOON) {
                return tooMany();
            }
            if (wait > 0) {
                pause.accept(Duration.ofNanos(wait));
            }
            if (who != null) {
                return page.answer(request, who);
            }
            // The name is the client's own invention and may be a password typed in the wrong place.
            LOG.warn("statistics: wrong user, password or token from {}", request.from());
            return unauthorized();
        };
    }

    private LocalResponse unauthorized() {
        return Notice.page(401, "Who are you?", "These pages are for their users only.", uri, challenge);
    }

    private LocalResponse tooMany() {
        String seconds = String.valueOf(TimeUnit.NANOSECONDS.toSeconds(LoginThrottle.LONGEST_NANOS));
        String sentence = "There were too many wrong passwords from your address.";
        return Notice.page(429, "Please wait a little", sentence, uri, new Field("Retry-After", seconds));
    }

    /** In words; null for nobody. */
    private @Nullable String who(String authorization) {
        String given = credentials(BEARER, authorization);
        if (given != null) {
            String token = matching(tokens, Map.Entry::getValue, given);
            return token == null ? null : "token \"" + token + "\"";
        }
        String user = user(basicCredentials(authorization));
        return user == null ? null : "user \"" + user + "\"";
    }

    /** What stands behind the name of a scheme; null where it is another one. */
    private static @Nullable String credentials(String scheme, String authorization) {
        return authorization.toLowerCase(Locale.ROOT).startsWith(scheme)
                ? authorization.substring(scheme.length()).trim()
                : null;
    }

    /** User and password with a colon between, or null when the field holds none. */
    private static @Nullable String basicCredentials(String authorization) {
        String encoded = credentials(BASIC, authorization);
        try {
            return encoded == null ? null : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private @Nullable String user(@Nullable String credentials) {
        String found =
                matching(users, user -> user.getKey() + ":" + user.getValue(), credentials == null ? "" : credentials);
        return credentials == null ? null : found;
    }

    /** The name of the one that is given. Takes the same time for every wrong one: all are compared, as digests of equal length. */
    private static @Nullable String matching(
            Map<String, String> secrets, Function<Map.Entry<String, String>, String> whole, String given) {
        byte[] expected = digest(given);
        String found = null;
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            if (MessageDigest.isEqual(expected, digest(whole.apply(secret)))) {
                found = secret.getKey();
            }
        }
        return found;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
