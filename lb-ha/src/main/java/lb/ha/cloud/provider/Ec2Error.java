package lb.ha.cloud.provider;

import java.util.Set;
import lb.ha.cloud.CloudException;

/**
 * An error of EC2 (Amazon EC2 API Reference, "Error codes").
 *
 * @param code such as {@code UnauthorizedOperation}; empty where the answer has none
 * @param message in EC2's words
 */
record Ec2Error(String code, String message) {
    private static final Set<String> PASSING = Set.of(
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException",
            "EC2ThrottledException",
            "ServiceUnavailable",
            "Unavailable",
            "InternalError",
            "InternalFailure",
            "RequestTimeout");
    private static final Set<String> OF_CREDENTIALS = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "AuthFailure");
    private static final Set<String> NOT_ALLOWED = Set.of("UnauthorizedOperation", "AccessDenied");

    static Ec2Error of(Reply reply) {
        try {
            Xml response = Xml.parse(reply.host(), reply.text());
            return new Ec2Error(response.text("Errors", "Error", "Code"), response.text("Errors", "Error", "Message"));
        } catch (CloudException e) {
            return new Ec2Error("", "");
        }
    }

    boolean isOfCredentials() {
        return OF_CREDENTIALS.contains(code);
    }

    /** EC2 looks at what is asked for after who asks. */
    boolean isOfParameters() {
        return code.startsWith("InvalidParameter")
                || code.startsWith("PrivateIpAddress")
                || code.equals("InvalidAddress.InUse")
                || code.equals("InvalidIPAddress.InUse");
    }

    boolean isNotAllowed() {
        return NOT_ALLOWED.contains(code);
    }

    /**
     * What it means.
     *
     * @param from where the credentials came from
     */
    CloudException exception(Reply reply, String action, String from, String region) {
        String what = action + " in " + region + ": ";
        if (PASSING.contains(code)) {
            return CloudException.passing(what + said(), reply.retryAfter());
        }
        if (isNotAllowed()) {
            return CloudException.lasting(what + "not allowed with the credentials of " + from
                    + " (expected: a policy that allows ec2:" + action + "); " + said());
        }
        if (code.equals("RequestExpired")) {
            return CloudException.lasting(
                    what + "the credentials of " + from + " have ended, or the clock of this node is wrong; " + said());
        }
        if (isOfCredentials()) {
            return CloudException.lasting(what + "the credentials of " + from
                    + " are not valid, or not any more, or not in this region; " + said());
        }
        if (code.equals("SignatureDoesNotMatch")) {
            // Its message quotes the signed request, the session token included.
            return CloudException.lasting(what + "the secret of " + from + " is wrong, or something on the way changes"
                    + " requests (SignatureDoesNotMatch)");
        }
        if (code.isEmpty()) {
            CloudException refusal = reply.refusal("");
            return refusal.isPassing()
                    ? CloudException.passing(what + refusal.getMessage(), refusal.notBefore())
                    : CloudException.lasting(what + refusal.getMessage());
        }
        return reply.status() / 100 == 5
                ? CloudException.passing(what + said(), reply.retryAfter())
                : CloudException.lasting(what + said());
    }

    private String said() {
        return Text.plain(code + ", " + message);
    }
}
