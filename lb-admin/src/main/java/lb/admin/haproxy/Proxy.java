package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/**
 * A {@code frontend}, {@code backend} or {@code listen} section while its lines are translated, those that it inherits first.
 * A {@code listen} is both halves of one name. A {@code defaults} section is judged as a {@code listen} that nobody keeps. One
 * thread.
 */
final class Proxy implements Scope {
    /** A rule that comes after others, wherever its line stands. */
    record Late(String rule, Place place) {}

    /** Keys of the backend half with conditions. */
    private static final List<String> WITH_CONDITIONS = List.of("use-server", "force-persist", "ignore-persist");

    /** Keys of rules, without which a section may be nothing but a page of statistics. */
    private static final List<String> TRAFFIC = List.of("default-backend", "routes", "http-request", "tcp-request");

    private final Section section;
    private final boolean http;
    private final Global global;
    private final Map<String, Section> httpErrors;
    private final Frontend frontend;
    private final Backend backend;
    private final LogLines log = new LogLines();
    private final StatsLines stats = new StatsLines();
    private final List<Late> redirects = new ArrayList<>();
    private boolean inherited;
    private boolean disabled;

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

    /** Those of the line that begins it. */
    List<String> comments() {
        return section.head().comments();
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

    /** Whether the line that is translated stands in a {@code defaults} section. */
    boolean inherited() {
        return inherited;
    }

    void inherited(boolean inherits) {
        inherited = inherits;
    }

    /** Whether it is to do nothing. */
    void disable(boolean off) {
        disabled = off;
    }

    boolean disabled() {
        return disabled;
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

    LogLines log() {
        return log;
    }

    StatsLines stats() {
        return stats;
    }

    /** {@code redirect} lines, which come after all of {@code http-request}. */
    List<Late> redirects() {
        return redirects;
    }

    /** The drafts of what it is: of the frontend half first. */
    List<Draft> halves() {
        return hasFrontend()
                ? hasBackend() ? List.of(frontend.draft(), backend.draft()) : List.of(frontend.draft())
                : List.of(backend.draft());
    }

    /** The half that rules are evaluated with: a listen section's once, as a frontend's. */
    Draft ofRules() {
        return hasFrontend() ? frontend.draft() : backend.draft();
    }

    /** What an ACL that is defined once says. */
    Optional<String> acl(String name) {
        List<?> lines = ofRules().get("acls").map(List.class::cast).orElse(List.of());
        List<String> found = lines.stream()
                .map(String.class::cast)
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** Whether nothing comes through it to a server, nor is anything asked before an answer. */
    boolean isEmptyOfTraffic() {
        return TRAFFIC.stream().noneMatch(frontend.draft()::has)
                && redirects.isEmpty()
                && !(hasBackend() && backend.draft().has("servers"));
    }

    /** A {@code listen} section that has none. */
    boolean isWithoutServers() {
        return kind() == Context.LISTEN && !backend.draft().has("servers");
    }

    @Override
    public Draft commented(Keyword<?> keyword) {
        if (hasBackend() && ServerLines.WORDS.contains(keyword.name())) {
            return backend.draft().object("servers", place());
        }
        return !hasBackend() || (hasFrontend() && keyword.contexts().contains(Context.FRONTEND))
                ? frontend.draft()
                : backend.draft();
    }

    @Override
    public Draft whole() {
        return hasFrontend() ? frontend.draft() : backend.draft();
    }

    /**
     * After the last line: what depends on several, and what HAProxy does where nothing is said.
     *
     * @return false when nothing of it is kept
     */
    boolean finish() {
        if (disabled || stats.finish(this)) {
            return false;
        }
        if (kind().isProxy()) {
            missingTimeouts();
        }
        redirects.forEach(late -> ofRules().add("http-request", late.rule(), late.place()));
        if (hasBackend()) {
            backend.finish();
        }
        if (hasFrontend()) {
            log.finish(this, kind().isProxy() ? problems() : new Problems());
            frontend.finish();
            copyAcls();
        }
        return true;
    }

    /** As HAProxy does: what is not limited is kept for ever. */
    private void missingTimeouts() {
        List<String> missing = new ArrayList<>();
        if (hasFrontend() && !has(frontend.draft(), "client")) {
            missing.add("client");
        }
        if (hasBackend() && !backend.servers().isEmpty()) {
            if (!has(backend.draft(), "connect")) {
                missing.add("connect");
            }
            if (!has(backend.draft(), "server") && (http || !has(backend.draft(), "tunnel"))) {
                missing.add("server");
            }
        }
        if (!missing.isEmpty()) {
            problems()
                    .warning(
                            place(),
                            "%s %s: missing timeouts: connections that are given up by one side are kept for ever (expected: %s)"
                                    .formatted(
                                            kind().word(),
                                            Shown.word(name()),
                                            missing.stream()
                                                    .map(word -> "timeout " + word)
                                                    .collect(Collectors.joining(", "))));
        }
    }

    private static boolean has(Draft half, String timeout) {
        return half.get("timeouts")
                .map(Draft.class::cast)
                .flatMap(timeouts -> timeouts.get(timeout))
                .filter(time -> !time.equals("0s"))
                .isPresent();
    }

    /** Lines of the backend half with conditions know the ACLs of their section, too. */
    private void copyAcls() {
        if (hasBackend() && WITH_CONDITIONS.stream().anyMatch(backend.draft()::has)) {
            backend.draft().move("acls", frontend.draft());
        }
    }
}
