package lb.admin.haproxy;

import lb.admin.foreign.Draft;

/** The frontend half of a section while its lines are translated. One thread. */
final class Frontend {
    private final Draft draft;
    private final Proxy proxy;

    Frontend(Draft draft, Proxy proxy) {
        this.draft = draft;
        this.proxy = proxy;
    }

    /** What stands under {@code frontends.<name>}. */
    Draft draft() {
        return draft;
    }

    /** After the last line: what depends on several, and what HAProxy does where nothing is said. */
    void finish() {
        draft.set("mode", proxy.http() ? "http" : "tcp", proxy.place());
    }
}
