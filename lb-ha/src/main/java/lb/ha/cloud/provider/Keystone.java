package lb.ha.cloud.provider;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.URI;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.settings.CloudTarget.ApplicationCredential;
import lb.ha.settings.CloudTarget.OpenStackAccess;
import lb.ha.settings.CloudTarget.OpenStackCredentials;
import lb.ha.settings.CloudTarget.UserPassword;
import lb.ha.settings.Secret;

/** OpenStack's identity service, version 3: gives a token, and says where the network service is. */
final class Keystone {
    private final CloudHttp http;
    private final OpenStackAccess access;

    Keystone(CloudHttp http, OpenStackAccess access) {
        this.http = http;
        this.access = access;
    }

    /**
     * What it has given.
     *
     * @param network where Neutron is
     */
    record Session(Secret token, URI network) {}

    Session open() throws CloudException, InterruptedException {
        String path = access.authUrl().getPath();
        boolean versioned = path.endsWith("/v3") || path.endsWith("/v3/");
        URI tokens = Endpoints.within(access.authUrl(), (versioned ? "" : "/v3") + "/auth/tokens");
        Reply reply = http.send("POST", tokens, Map.of("Content-Type", "application/json"), body(access.credentials()));
        if (reply.status() == 401) {
            throw CloudException.lasting(reply.host() + " says 401: the credentials are not valid, or not any more");
        }
        if (!reply.isSuccess()) {
            throw reply.refusal("no token");
        }
        String token = reply.headers().firstValue("X-Subject-Token").orElse("");
        if (token.isEmpty()) {
            throw CloudException.passing(reply.host() + " has given no token");
        }
        URI endpoint = access.endpoint();
        return new Session(new Secret(token), endpoint == null ? ofCatalog(reply) : endpoint);
    }

    private URI ofCatalog(Reply reply) throws CloudException {
        String region = access.region();
        for (Json service : reply.json().at("token").at("catalog").elements()) {
            if (!service.at("type").text().equals("network")) {
                continue;
            }
            for (Json endpoint : service.at("endpoints").elements()) {
                boolean there = region == null
                        || region.equals(endpoint.at("region_id").text())
                        || region.equals(endpoint.at("region").text());
                if (there && endpoint.at("interface").text().equals("public")) {
                    return uri(endpoint.at("url").text());
                }
            }
        }
        throw CloudException.lasting("the catalog has no public endpoint of the network service"
                + (region == null ? "" : " in region " + region));
    }

    private static URI uri(String text) throws CloudException {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw CloudException.lasting("the catalog has a network service without a proper URL: " + Text.plain(text));
    }

    private static String body(OpenStackCredentials credentials) {
        JsonObject auth = new JsonObject();
        auth.add(
                "identity",
                switch (credentials) {
                    case ApplicationCredential application ->
                        identity(
                                "application_credential",
                                object(
                                        "id",
                                        application.id(),
                                        "secret",
                                        application.secret().reveal()));
                    case UserPassword person -> identity("password", user(person));
                });
        if (credentials instanceof UserPassword person) {
            JsonObject project = object("name", person.project());
            project.add("domain", object("name", person.projectDomain()));
            JsonObject scope = new JsonObject();
            scope.add("project", project);
            auth.add("scope", scope);
        }
        JsonObject body = new JsonObject();
        body.add("auth", auth);
        return body.toString();
    }

    private static JsonObject user(UserPassword person) {
        JsonObject user =
                object("name", person.user(), "password", person.password().reveal());
        user.add("domain", object("name", person.userDomain()));
        JsonObject password = new JsonObject();
        password.add("user", user);
        return password;
    }

    private static JsonObject identity(String method, JsonObject given) {
        JsonArray methods = new JsonArray();
        methods.add(method);
        JsonObject identity = new JsonObject();
        identity.add("methods", methods);
        identity.add(method, given);
        return identity;
    }

    private static JsonObject object(String... namesAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.addProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
