package lb.admin.haproxy;

import lb.admin.foreign.Draft;

/** The backend half of a section while its lines are translated. One thread. */
final class Backend {
    private final Draft draft;
    private final Proxy proxy;

    Backend(Draft draft, Proxy proxy) {
        this.draft = draft;
        this.proxy = proxy;
    }

    /** What stands under {@code backends.<name>}. */
    Draft draft() {
        return draft;
    }

    /** After the last line: what depends on several, and what HAProxy does where nothing is said. */
    void finish() {
        draft.set("mode", proxy.http() ? "http" : "tcp", proxy.place());
    }
}
