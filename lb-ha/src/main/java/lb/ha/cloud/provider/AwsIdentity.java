package lb.ha.cloud.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.settings.CloudTarget.AccessKey;
import lb.ha.settings.CloudTarget.AwsCredentialSource;
import lb.ha.settings.CloudTarget.EnvironmentOrRole;
import lb.ha.settings.Secret;
import org.jspecify.annotations.Nullable;

/** The credentials of AWS as they are now: asked for when needed, and anew a while before they end. */
final class AwsIdentity {
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);

    private final AwsCredentialSource source;
    private final InstanceMetadata metadata;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final Object lock = new Object();
    private volatile @Nullable AwsCredentials known;

    AwsIdentity(
            AwsCredentialSource source,
            InstanceMetadata metadata,
            Map<String, String> environment,
            InstantSource clock) {
        this.source = source;
        this.metadata = metadata;
        this.environment = environment;
        this.clock = clock;
    }

    AwsCredentials credentials() throws CloudException, InterruptedException {
        return switch (source) {
            case AccessKey(String id, Secret secret) -> new AwsCredentials(id, secret, null, null, "access key " + id);
            case EnvironmentOrRole _ -> {
                String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
                yield id.isEmpty() ? ofRole() : ofEnvironment(id);
            }
        };
    }

    /**
     * The next ones are asked for anew, if those that were used are still the ones known: several movers share them.
     *
     * @return whether that can give others
     */
    boolean forget(AwsCredentials used) {
        synchronized (lock) {
            if (used.equals(known)) {
                known = null;
            }
        }
        return source instanceof EnvironmentOrRole
                && environment.getOrDefault("AWS_ACCESS_KEY_ID", "").isEmpty();
    }

    private AwsCredentials ofEnvironment(String id) throws CloudException {
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        String token = environment.getOrDefault("AWS_SESSION_TOKEN", "");
        if (secret.isEmpty()) {
            throw CloudException.lasting("no credentials: AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not");
        }
        return new AwsCredentials(
                id, new Secret(secret), token.isEmpty() ? null : new Secret(token), null, "AWS_ACCESS_KEY_ID " + id);
    }

    private AwsCredentials ofRole() throws CloudException, InterruptedException {
        AwsCredentials now = known;
        if (now != null && !endsSoon(now.until())) {
            return now;
        }
        AwsCredentials other = metadata.credentials();
        synchronized (lock) {
            known = other;
        }
        return other;
    }

    private boolean endsSoon(@Nullable Instant until) {
        return until == null || clock.instant().isAfter(until.minus(RENEWED_BEFORE));
    }
}
