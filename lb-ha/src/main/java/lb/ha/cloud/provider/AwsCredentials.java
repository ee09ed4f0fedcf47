package lb.ha.cloud.provider;

import java.time.Instant;
import lb.ha.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to AWS.
 *
 * @param token of credentials that end; null for those that do not
 * @param until when they end; null where that is not known
 * @param from where they come from, for people
 */
record AwsCredentials(
        String id,
        Secret secret,
        @Nullable Secret token,
        @Nullable Instant until,
        String from) {}
