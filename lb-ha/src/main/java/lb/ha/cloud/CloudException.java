package lb.ha.cloud;

import java.time.Duration;

/** A cloud has not done what it was asked for. The message is for people, and holds no secret. */
public final class CloudException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean passing;
    private final Duration notBefore;

    private CloudException(String message, boolean passing, Duration notBefore) {
        super(message);
        this.passing = passing;
        this.notBefore = notBefore;
    }

    /** It may work when asked again: too many requests, a fault on the other side, no connection. */
    public static CloudException passing(String message) {
        return new CloudException(message, true, Duration.ZERO);
    }

    /** As the other, and the cloud has said from when on. */
    public static CloudException passing(String message, Duration notBefore) {
        return new CloudException(message, true, notBefore);
    }

    /** It will not work until a person changes something. */
    public static CloudException lasting(String message) {
        return new CloudException(message, false, Duration.ZERO);
    }

    /** Whether asking again may help. */
    public boolean isPassing() {
        return passing;
    }

    /** How long to wait at least before asking again. */
    public Duration notBefore() {
        return notBefore;
    }
}
