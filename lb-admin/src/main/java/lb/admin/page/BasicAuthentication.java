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
import lb.ha.NanoClock;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.LocalResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for a user and a password (RFC 7617) before a page answers. */
final class BasicAuthentication {
    private static final Logger LOG = LoggerFactory.getLogger("lb.stats");
    private static final String SCHEME = "basic ";

    private final Field challenge;
    private final Map<String, String> users;
    private final String uri;
    private final NanoClock clock;
    private final Consumer<Duration> pause;
    private final LoginThrottle throttle = new LoginThrottle();

    /**
     * @param users name to password
     * @param uri of the statistics
     */
    BasicAuthentication(String realm, Map<String, String> users, String uri) {
        this(realm, users, uri, NanoClock.SYSTEM, BasicAuthentication::sleep);
    }

    /** @param pause lets a time go by */
    BasicAuthentication(
            String realm, Map<String, String> users, String uri, NanoClock clock, Consumer<Duration> pause) {
        String quoted = realm.replaceAll("\\p{Cntrl}", " ").replaceAll("[\"\\\\]", "\\\\$0");
        this.challenge = new Field("WWW-Authenticate", "Basic realm=\"" + quoted + "\", charset=\"UTF-8\"");
        this.users = Map.copyOf(users);
        this.uri = uri;
        this.clock = clock;
        this.pause = pause;
    }

    /** An answerer that passes on the requests of users only. */
    LocalAnswerer inFrontOf(UserPage page) {
        return request -> {
            String authorization = request.field("Authorization");
            if (authorization == null) {
                return unauthorized();
            }
            String user = user(credentials(authorization));
            boolean right = user != null;
            long wait = throttle.attempt(request.client().getAddress(), right, clock.nanoTime());
            if (wait == LoginThrottle.TOO_SOON) {
                return tooMany();
            }
            if (wait > 0) {
                pause.accept(Duration.ofNanos(wait));
            }
            if (user != null) {
                return page.answer(request, user);
            }
            // The name is the client's own invention and may be a password typed in the wrong place.
            LOG.warn("statistics: wrong user or password from {}", request.from());
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

    /** User and password with a colon between, or null when the field holds none. */
    private static @Nullable String credentials(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).trim());
            return new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Takes the same time for every wrong answer: all users are compared, as digests of equal length. */
    private @Nullable String user(@Nullable String credentials) {
        byte[] given = digest(credentials == null ? "" : credentials);
        String found = null;
        for (Map.Entry<String, String> user : users.entrySet()) {
            if (MessageDigest.isEqual(given, digest(user.getKey() + ":" + user.getValue()))) {
                found = user.getKey();
            }
        }
        return credentials == null ? null : found;
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
