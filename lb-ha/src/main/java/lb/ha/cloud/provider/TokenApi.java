package lb.ha.cloud.provider;

import java.net.URI;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.settings.Secret;
import org.jspecify.annotations.Nullable;

/** An API that takes a bearer token (RFC 6750) and JSON, and says of an error why. */
record TokenApi(CloudHttp http, URI endpoint, Secret token) {
    Json get(String path) throws CloudException, InterruptedException {
        return answer("GET", path, null);
    }

    Json post(String path, String json) throws CloudException, InterruptedException {
        return answer("POST", path, json);
    }

    private Json answer(String method, String path, @Nullable String body) throws CloudException, InterruptedException {
        Map<String, String> headers = body == null
                ? Map.of("Authorization", "Bearer " + token.reveal())
                : Map.of("Authorization", "Bearer " + token.reveal(), "Content-Type", "application/json");
        Reply reply = http.send(method, Endpoints.within(endpoint, path), headers, body);
        if (!reply.isSuccess()) {
            throw refusal(reply);
        }
        return reply.json();
    }

    private CloudException refusal(Reply reply) {
        String said = said(reply);
        if (reply.status() == 401 || reply.status() == 403) {
            return CloudException.lasting(
                    String.valueOf(reply.refusal("the token is not valid, or may not do this; " + said)
                            .getMessage()));
        }
        // Both say it while another action on the same address goes on.
        boolean busy = reply.status() == 409 || reply.status() == 423 || said.contains("pending event");
        CloudException refusal = reply.refusal(said);
        return busy ? CloudException.passing(String.valueOf(refusal.getMessage()), reply.retryAfter()) : refusal;
    }

    /** DigitalOcean has id and message, Hetzner an error with code and message. */
    private String said(Reply reply) {
        try {
            Json json = reply.json();
            Json error = json.at("error").isObject() ? json.at("error") : json;
            String code = error.at("code").text() + error.at("id").text();
            // Cut afterwards: a token that is cut would not be found.
            return Text.plain(token.hiddenIn(code + ", " + error.at("message").text()));
        } catch (CloudException e) {
            return "";
        }
    }
}
