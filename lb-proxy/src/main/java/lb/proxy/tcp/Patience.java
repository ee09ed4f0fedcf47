package lb.proxy.tcp;

import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.FrontendTimeouts;

/**
 * How long one side of a session may be silent, in ns; zero means for ever.
 *
 * @param alone while there is no other side
 * @param joined while both are there
 * @param halfClosed once either direction is over
 */
record Patience(long alone, long joined, long halfClosed) {
    static Patience withClient(FrontendTimeouts frontend, BackendTimeouts backend) {
        return of(
                frontend.client().toNanos(),
                backend.tunnel().toNanos(),
                frontend.clientFin().toNanos());
    }

    static Patience withServer(BackendTimeouts backend) {
        return of(
                backend.server().toNanos(),
                backend.tunnel().toNanos(),
                backend.serverFin().toNanos());
    }

    private static Patience of(long own, long tunnel, long fin) {
        long joined = tunnel > 0 ? tunnel : own;
        return new Patience(own, joined, fin > 0 ? fin : joined);
    }
}
