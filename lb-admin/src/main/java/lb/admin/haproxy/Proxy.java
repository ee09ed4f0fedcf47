package lb.admin.haproxy;

import java.util.List;
import java.util.Map;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/**
 * A {@code frontend}, {@code backend} or {@code listen} section while its lines are translated, those that it inherits first.
 * A {@code listen} is both halves of one name. A {@code defaults} section is judged as a {@code listen} that nobody keeps. One
 * thread.
 */
final class Proxy implements Scope {
    private final Section section;
    private final boolean http;
    private final Global global;
    private final Map<String, Section> httpErrors;
    private final Frontend frontend;
    private final Backend backend;

    /**
     * @param http its mode, of what it inherits and of its own lines
     * @param httpErrors the {@code http-errors} sections by name
     * @param frontend what its frontend half is put into
     * @param backend what its backend half is put into
     */
    Proxy(
            Section section,
            boolean http,
            Global global,
            Map<String, Section> httpErrors,
            Draft frontend,
            Draft backend) {
        this.section = section;
        this.http = http;
        this.global = global;
        this.httpErrors = httpErrors;
        this.frontend = new Frontend(frontend, this);
        this.backend = new Backend(backend, this);
    }

    Context kind() {
        return section.kind();
    }

    String name() {
        return section.name();
    }

    /** Of the line that begins it: for what it does without being told. */
    Place place() {
        return section.head().place();
    }

    /** Mode http; otherwise tcp. */
    boolean http() {
        return http;
    }

    Global global() {
        return global;
    }

    Problems problems() {
        return global.problems();
    }

    Map<String, Section> httpErrors() {
        return httpErrors;
    }

    boolean hasFrontend() {
        return kind() != Context.BACKEND;
    }

    boolean hasBackend() {
        return kind() != Context.FRONTEND;
    }

    /** Its frontend half; one that nobody keeps for a backend. */
    Frontend frontend() {
        return frontend;
    }

    /** Its backend half; one that nobody keeps for a frontend. */
    Backend backend() {
        return backend;
    }

    /** The drafts of what it is: of the frontend half first. */
    List<Draft> halves() {
        return hasFrontend()
                ? hasBackend() ? List.of(frontend.draft(), backend.draft()) : List.of(frontend.draft())
                : List.of(backend.draft());
    }

    @Override
    public Draft commented(Keyword<?> keyword) {
        return !hasBackend() || (hasFrontend() && keyword.contexts().contains(Context.FRONTEND))
                ? frontend.draft()
                : backend.draft();
    }

    /** After the last line: what depends on several, and what HAProxy does where nothing is said. */
    void finish() {
        if (hasFrontend()) {
            frontend.finish();
        }
        if (hasBackend()) {
            backend.finish();
        }
    }
}
