package lb.ha.cloud.provider;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lb.ha.cloud.CloudException;
import lb.ha.settings.CloudTarget.AwsAccess;
import org.jspecify.annotations.Nullable;

/** EC2's query API: one form in a POST, XML in the answer. */
final class Ec2 {
    private static final String VERSION = "2016-11-15";
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

    private final CloudHttp http;
    private final AwsAccess access;
    private final InstanceMetadata metadata;
    private final AwsIdentity identity;
    private final MacAddresses macAddresses;
    private final String interfaceName;
    private final InstantSource clock;
    private volatile @Nullable String region;
    private volatile @Nullable String networkInterface;

    Ec2(
            CloudHttp http,
            AwsAccess access,
            MacAddresses macAddresses,
            String interfaceName,
            Map<String, String> environment,
            InstantSource clock) {
        this.http = http;
        this.access = access;
        this.macAddresses = macAddresses;
        this.interfaceName = interfaceName;
        this.clock = clock;
        this.metadata = new InstanceMetadata(http, access.metadata(), clock);
        this.identity = new AwsIdentity(access.credentials(), metadata, environment, clock);
        this.region = access.region();
        this.networkInterface = access.networkInterface();
    }

    /** This node's network interface. */
    String networkInterface() throws CloudException, InterruptedException {
        String known = networkInterface;
        if (known == null) {
            known = metadata.networkInterface(macAddresses.of(interfaceName));
            networkInterface = known;
        }
        return known;
    }

    /**
     * The answer to an action.
     *
     * @throws CloudException when it is none of success, in words that say what to do
     */
    Xml call(String action, Map<String, String> parameters) throws CloudException, InterruptedException {
        Attempt attempt = attempt(action, parameters);
        Ec2Error error = attempt.error();
        if (error != null) {
            throw error.exception(attempt.reply(), action, attempt.credentials().from(), region());
        }
        return Xml.parse(attempt.reply().host(), attempt.reply().text());
    }

    /** Whether an action would be allowed, for those that know {@code DryRun}. */
    void dryRun(String action, Map<String, String> parameters) throws CloudException, InterruptedException {
        Map<String, String> dry = new TreeMap<>(parameters);
        dry.put("DryRun", "true");
        Attempt attempt = attempt(action, dry);
        Ec2Error error = attempt.error();
        if (error == null) {
            throw CloudException.lasting(attempt.reply().host() + " has not understood DryRun of " + action);
        }
        if (!error.code().equals("DryRunOperation")) {
            throw error.exception(attempt.reply(), action, attempt.credentials().from(), region());
        }
    }

    /** Whether an action would be allowed that is harmless and wrong in itself: any fault but that is fine. */
    void allowed(String action, Map<String, String> harmless) throws CloudException, InterruptedException {
        Attempt attempt = attempt(action, harmless);
        Ec2Error error = attempt.error();
        if (error != null && !error.isOfParameters()) {
            throw error.exception(attempt.reply(), action, attempt.credentials().from(), region());
        }
    }

    /** @param error null for success */
    private record Attempt(Reply reply, @Nullable Ec2Error error, AwsCredentials credentials) {}

    private Attempt attempt(String action, Map<String, String> parameters) throws CloudException, InterruptedException {
        Attempt first = send(action, parameters);
        Ec2Error error = first.error();
        // The role's credentials may have been renewed early, or taken back.
        return error != null && error.isOfCredentials() && identity.forget(first.credentials())
                ? send(action, parameters)
                : first;
    }

    private Attempt send(String action, Map<String, String> parameters) throws CloudException, InterruptedException {
        String in = region();
        URI endpoint = access.endpoint() == null ? endpointOf(in) : access.endpoint();
        AwsCredentials credentials = identity.credentials();
        Map<String, String> form = new TreeMap<>(parameters);
        form.put("Action", action);
        form.put("Version", VERSION);
        String body = form.entrySet().stream()
                .map(field -> SigV4.encoded(field.getKey(), false) + "=" + SigV4.encoded(field.getValue(), false))
                .collect(Collectors.joining("&"));
        Reply reply = http.send("POST", endpoint, signed(endpoint, in, credentials, body), body);
        return new Attempt(reply, reply.isSuccess() ? null : Ec2Error.of(reply), credentials);
    }

    private Map<String, String> signed(URI endpoint, String in, AwsCredentials credentials, String body) {
        Instant now = clock.instant();
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", FORM);
        headers.put("X-Amz-Date", SigV4.date(now));
        if (credentials.token() != null) {
            headers.put("X-Amz-Security-Token", credentials.token().reveal());
        }
        List<SigV4.Field> fields = new ArrayList<>();
        fields.add(new SigV4.Field("Host", host(endpoint)));
        headers.forEach((name, value) -> fields.add(new SigV4.Field(name, value)));
        String path = endpoint.getPath().isEmpty() ? "/" : endpoint.getPath();
        headers.put(
                "Authorization",
                new SigV4(in, "ec2")
                        .authorization(new SigV4.Request("POST", path, List.of(), fields, body), credentials, now));
        return headers;
    }

    /** As the client sends it. */
    private static String host(URI endpoint) {
        int standard = endpoint.getScheme().equals("https") ? 443 : 80;
        boolean bare = endpoint.getPort() < 0 || endpoint.getPort() == standard;
        return bare ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
    }

    String region() throws CloudException, InterruptedException {
        String known = region;
        if (known == null) {
            known = metadata.region();
            region = known;
        }
        return known;
    }

    private static URI endpointOf(String region) throws CloudException {
        if (!region.matches("[a-z0-9-]{1,40}")) {
            throw CloudException.lasting("the metadata service tells a region that is none: " + Text.plain(region));
        }
        return URI.create("https://ec2." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn/" : "/"));
    }
}
