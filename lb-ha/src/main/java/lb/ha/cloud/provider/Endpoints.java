package lb.ha.cloud.provider;

import java.net.URI;

/** Paths behind an endpoint that may have one itself. */
final class Endpoints {
    private Endpoints() {}

    /** @param path from the slash on, encoded, perhaps with a query */
    static URI within(URI endpoint, String path) {
        String base = endpoint.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
}
