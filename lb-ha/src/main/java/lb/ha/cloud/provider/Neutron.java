package lb.ha.cloud.provider;

import java.util.HashMap;
import java.util.Map;
import lb.ha.cloud.CloudException;
import org.jspecify.annotations.Nullable;

/** OpenStack's network service, with a token that is asked for when there is none, or it is not taken any more. */
final class Neutron {
    private final CloudHttp http;
    private final Keystone keystone;
    private volatile Keystone.@Nullable Session session;

    Neutron(CloudHttp http, Keystone keystone) {
        this.http = http;
        this.keystone = keystone;
    }

    /** @param path behind {@code /v2.0}, encoded */
    Json answer(String method, String path, @Nullable String body) throws CloudException, InterruptedException {
        Keystone.Session known = session;
        Reply reply = known == null ? anew(method, path, body) : ask(known, method, path, body);
        if (reply.status() == 401 && known != null) {
            reply = anew(method, path, body);
        }
        if (!reply.isSuccess()) {
            throw refusal(reply);
        }
        return reply.json();
    }

    private Reply anew(String method, String path, @Nullable String body) throws CloudException, InterruptedException {
        Keystone.Session opened = keystone.open();
        session = opened;
        return ask(opened, method, path, body);
    }

    private Reply ask(Keystone.Session with, String method, String path, @Nullable String body)
            throws CloudException, InterruptedException {
        Map<String, String> headers = new HashMap<>();
        headers.put("X-Auth-Token", with.token().reveal());
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        String base = with.network().getPath();
        boolean versioned = base.endsWith("/v2.0") || base.endsWith("/v2.0/");
        return http.send(method, Endpoints.within(with.network(), (versioned ? "" : "/v2.0") + path), headers, body);
    }

    private static CloudException refusal(Reply reply) {
        String said = "";
        try {
            said = reply.json().at("NeutronError").at("message").text();
        } catch (CloudException e) {
            // Then the status has to do.
        }
        CloudException refusal = reply.refusal(said);
        // A floating IP that is being worked on (API reference: 409).
        return reply.status() == 409 ? CloudException.passing(String.valueOf(refusal.getMessage())) : refusal;
    }
}
