package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import org.jspecify.annotations.Nullable;

/** What the {@code global} sections say, and what others need of it. One thread. */
final class Global implements Scope {
    /**
     * {@code option forwardfor} of a backend.
     *
     * @param plain without further words
     */
    record ForwardedFor(Place place, boolean plain) {}

    private final Draft root;
    private final Problems problems;
    private final List<LogTarget> logs = new ArrayList<>();
    private final List<String> headerCases = new ArrayList<>();
    private final List<String> commentsOfDefaults = new ArrayList<>();
    private final Map<String, ForwardedFor> forwardedForOfBackends = new LinkedHashMap<>();

    private boolean failedLog;
    private SharedBinds sharedBinds = SharedBinds.NONE;
    private boolean verifiesServers = true;
    private String caBase = "";
    private String certificateBase = "";
    private final TlsVersions bindVersions = new TlsVersions();
    private final TlsVersions serverVersions = new TlsVersions();
    private @Nullable Place noBindTickets;

    Global(Draft root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** The whole configuration. */
    Draft root() {
        return root;
    }

    Problems problems() {
        return problems;
    }

    /** Log targets, for the {@code log global} of proxies. */
    List<LogTarget> logs() {
        return logs;
    }

    /** Whether there is a log line that no target came of. */
    void failedLog(boolean failed) {
        failedLog = failed;
    }

    boolean failedLog() {
        return failedLog;
    }

    /** Those of the whole file. */
    void sharedBinds(SharedBinds found) {
        sharedBinds = found;
    }

    SharedBinds sharedBinds() {
        return sharedBinds;
    }

    /** {@code ssl-server-verify}. */
    void verifiesServers(boolean required) {
        verifiesServers = required;
    }

    boolean verifiesServers() {
        return verifiesServers;
    }

    /** {@code ca-base}. */
    void caBase(String folder) {
        caBase = folder;
    }

    /** {@code crt-base}. */
    void certificateBase(String folder) {
        certificateBase = folder;
    }

    /** Empty for none. */
    String certificateBase() {
        return certificateBase;
    }

    /** A {@code crt} where {@code crt-base} has it. */
    String certificate(String file) {
        return certificateBase.isEmpty() || file.startsWith("/") ? file : certificateBase + "/" + file;
    }

    /** {@code ssl-default-bind-options}. */
    TlsVersions bindVersions() {
        return bindVersions;
    }

    /** {@code ssl-default-server-options}. */
    TlsVersions serverVersions() {
        return serverVersions;
    }

    /** That {@code ssl-default-bind-options} has {@code no-tls-tickets}. */
    void noBindTickets(Place place) {
        noBindTickets = place;
    }

    @Nullable
    Place noBindTickets() {
        return noBindTickets;
    }

    /** What stands for all clients, or all servers. */
    Draft tls(String side, Place place) {
        return root.object("tls", place).object(side, place);
    }

    /** A {@code ca-file} where {@code ca-base} has it. */
    String caFile(String file) {
        return caBase.isEmpty() || file.startsWith("/") ? file : caBase + "/" + file;
    }

    /** How names of fields are spelled for programs that know one case only. */
    List<String> headerCases() {
        return headerCases;
    }

    /** Backends with {@code option forwardfor}, which ours does for frontends. */
    Map<String, ForwardedFor> forwardedForOfBackends() {
        return forwardedForOfBackends;
    }

    /** Those in {@code defaults} sections, for what all have in common. */
    List<String> commentsOfDefaults() {
        return commentsOfDefaults;
    }

    @Override
    public Draft commented(Keyword<?> keyword) {
        return root;
    }

    @Override
    public Draft whole() {
        return root;
    }
}
