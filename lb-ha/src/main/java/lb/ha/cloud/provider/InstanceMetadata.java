package lb.ha.cloud.provider;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.settings.Secret;
import org.jspecify.annotations.Nullable;

/** What an EC2 instance is told of itself (IMDSv2: a token is asked for first, and sent with each request). */
final class InstanceMetadata {
    private static final Duration TOKEN_LIFE = Duration.ofHours(6);
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);
    private static final String DATA = "/latest/meta-data/";
    private static final String CREDENTIALS = "iam/security-credentials/";

    private final CloudHttp http;
    private final URI endpoint;
    private final InstantSource clock;
    private volatile @Nullable Token token;

    InstanceMetadata(CloudHttp http, URI endpoint, InstantSource clock) {
        this.http = http.forMetadata();
        this.endpoint = endpoint;
        this.clock = clock;
    }

    private record Token(String text, Instant until) {}

    String region() throws CloudException, InterruptedException {
        return required("placement/region", "the region");
    }

    /** The network interface with a MAC address. */
    String networkInterface(String macAddress) throws CloudException, InterruptedException {
        return required(
                "network/interfaces/macs/" + macAddress + "/interface-id",
                "a network interface with MAC address " + macAddress);
    }

    /** Those of the instance's role, as they are now. */
    AwsCredentials credentials() throws CloudException, InterruptedException {
        Reply roles = get(CREDENTIALS);
        String role = roles.isSuccess() ? roles.text().strip() : "";
        if (roles.status() == 404 || (roles.isSuccess() && role.isEmpty())) {
            throw CloudException.lasting("no credentials: this instance has no role, and AWS_ACCESS_KEY_ID is not set"
                    + " (attach an instance profile, or write credentials in the file)");
        }
        if (!roles.isSuccess()) {
            throw roles.refusal("no name of a role from the metadata service");
        }
        String name = role.lines().findFirst().orElseThrow();
        Reply reply = get(CREDENTIALS + SigV4.encoded(name, false));
        if (!reply.isSuccess()) {
            throw reply.refusal("no credentials of role " + name + " from the metadata service");
        }
        Json json = reply.json();
        String id = json.at("AccessKeyId").text();
        String secret = json.at("SecretAccessKey").text();
        if (!json.at("Code").text().equals("Success") || id.isEmpty() || secret.isEmpty()) {
            throw CloudException.passing("no credentials of role " + Text.plain(name) + ": "
                    + Text.plain(
                            json.at("Code").text() + " " + json.at("Message").text()));
        }
        Secret session = new Secret(json.at("Token").text());
        return new AwsCredentials(
                id,
                new Secret(secret),
                session.reveal().isEmpty() ? null : session,
                time(json.at("Expiration").text()),
                "role " + Text.plain(name));
    }

    private static @Nullable Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private String required(String path, String what) throws CloudException, InterruptedException {
        Reply reply = get(path);
        String text = reply.isSuccess() ? reply.text().strip() : "";
        if (!reply.isSuccess()
                || text.isEmpty()
                || text.length() > 100
                || text.chars().anyMatch(c -> c <= ' ')) {
            CloudException refusal = reply.refusal("the metadata service does not tell " + what);
            throw reply.isSuccess() ? CloudException.passing(String.valueOf(refusal.getMessage())) : refusal;
        }
        return text;
    }

    private Reply get(String path) throws CloudException, InterruptedException {
        Reply reply = ask(path, token(false));
        return reply.status() == 401 ? ask(path, token(true)) : reply;
    }

    private Reply ask(String path, String sent) throws CloudException, InterruptedException {
        return http.get(Endpoints.within(endpoint, DATA + path), Map.of("X-aws-ec2-metadata-token", sent));
    }

    private String token(boolean anew) throws CloudException, InterruptedException {
        Token known = token;
        if (!anew && known != null && clock.instant().isBefore(known.until().minus(RENEWED_BEFORE))) {
            return known.text();
        }
        Instant until = clock.instant().plus(TOKEN_LIFE);
        Reply reply = http.send(
                "PUT",
                Endpoints.within(endpoint, "/latest/api/token"),
                Map.of("X-aws-ec2-metadata-token-ttl-seconds", String.valueOf(TOKEN_LIFE.toSeconds())),
                null);
        String text = reply.text().strip();
        if (!reply.isSuccess()
                || text.isEmpty()
                || text.length() > 1000
                || text.chars().anyMatch(c -> c <= ' ')) {
            throw reply.refusal("the metadata service gives no token (IMDSv2)");
        }
        token = new Token(text, until);
        return text;
    }
}
