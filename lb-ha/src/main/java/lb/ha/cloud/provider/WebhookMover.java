package lb.ha.cloud.provider;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts;
import lb.ha.settings.CloudTarget.Webhook;
import lb.ha.settings.CloudTarget.WebhookRequest;

/**
 * Tells anybody by a request of a person's own making.
 *
 * @param fields what stands in braces, and what it stands for
 */
record WebhookMover(CloudHttp http, Webhook hook, Map<String, String> fields) implements CloudMover {
    @Override
    public String name() {
        return "webhook " + hook.name();
    }

    @Override
    public void check() throws CloudException, InterruptedException {
        WebhookRequest check = hook.check();
        if (check != null) {
            require(check, send(check));
        }
    }

    @Override
    public void take() throws CloudException, InterruptedException {
        require(hook.move(), send(hook.move()));
    }

    @Override
    public Whereabouts look() throws CloudException, InterruptedException {
        WebhookRequest verify = hook.verify();
        if (verify == null) {
            return new Whereabouts.Untold();
        }
        Reply reply = send(verify);
        requireStatus(verify, reply);
        return reply.text().contains(filled(verify.contains()))
                ? new Whereabouts.Here()
                : new Whereabouts.Elsewhere("another node, by the answer of " + reply.host());
    }

    private void require(WebhookRequest request, Reply reply) throws CloudException {
        requireStatus(request, reply);
        if (!reply.text().contains(filled(request.contains()))) {
            throw CloudException.lasting(reply.host() + " has not answered what was expected");
        }
    }

    private static void requireStatus(WebhookRequest request, Reply reply) throws CloudException {
        if (reply.status() < request.lowestStatus() || reply.status() > request.highestStatus()) {
            throw reply.refusal("expected " + request.lowestStatus()
                    + (request.lowestStatus() == request.highestStatus() ? "" : " to " + request.highestStatus()));
        }
    }

    private Reply send(WebhookRequest request) throws CloudException, InterruptedException {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(name, filled(value.reveal())));
        URI uri;
        try {
            uri = URI.create(filled(request.url().reveal()));
        } catch (IllegalArgumentException e) {
            throw CloudException.lasting("the URL is none once its fields are filled in");
        }
        return http.send(
                request.method(),
                uri,
                headers,
                request.body() == null ? null : filled(request.body().reveal()));
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            filled = filled.replace("{" + field.getKey() + "}", field.getValue());
        }
        return filled;
    }
}
