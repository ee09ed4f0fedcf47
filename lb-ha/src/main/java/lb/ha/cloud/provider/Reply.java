package lb.ha.cloud.provider;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.regex.Pattern;
import lb.ha.cloud.CloudException;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param host that gave it
 */
record Reply(String host, int status, HttpHeaders headers, String text) {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    boolean isSuccess() {
        return status / 100 == 2;
    }

    Json json() throws CloudException {
        return Json.parse(host, text);
    }

    /**
     * What an answer means that is no success.
     *
     * @param said what the other side gives as the reason; may be empty
     */
    CloudException refusal(@Nullable String said) {
        String why = host + " says " + status + (said == null || said.isEmpty() ? "" : ": " + Text.plain(said));
        if (status == 429 || status == 408 || status / 100 == 5) {
            return CloudException.passing(why, retryAfter());
        }
        if (status / 100 == 3) {
            return CloudException.lasting(why + " (a redirection, which is not followed)");
        }
        return CloudException.lasting(why);
    }

    /** Retry-After in seconds (RFC 9110 section 10.2.3); a date is not obeyed, for our clock may be wrong. */
    Duration retryAfter() {
        Duration asked = headers.firstValue("Retry-After")
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ZERO);
        return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
    }
}
