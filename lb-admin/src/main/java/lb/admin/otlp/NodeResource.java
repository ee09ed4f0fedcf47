package lb.admin.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;

/** Whose figures and spans they are, with the names of OpenTelemetry's conventions. */
public final class NodeResource {
    private NodeResource() {}

    /**
     * That of one node.
     *
     * @param node its name
     */
    public static Resource of(String node, String version) {
        return Resource.create(Attributes.builder()
                .put("service.name", "lb")
                .put("service.version", version)
                .put("service.instance.id", node)
                .put("host.name", node)
                .build());
    }
}
