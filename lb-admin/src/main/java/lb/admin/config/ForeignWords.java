package lb.admin.config;

import java.util.Map;
import java.util.Optional;
import lb.admin.problem.Words;

/** Words of HAProxy and keepalived that no key here stands for, and what to do instead of writing them. */
final class ForeignWords {
    private static final String SCRIPTS =
            "scripts are never run: a node that cannot serve is found out by serves and gives way by when-unusable of a"
                    + " virtual-ip; track knows what else its priority is to follow";
    private static final String NOTIFY = "scripts are never run: each change is in the log";
    private static final String OPTIONS =
            "options are keys of their own: forwarded-for, log-format, log-empty-connections, log-normal and log-separate-errors of a frontend,"
                    + " redispatch and check of a backend";
    private static final String BROADCAST = "nothing to write: an address that is held as /32 has no broadcast address";
    private static final String TUNNEL =
            "no request goes unread: connections are a tunnel after an Upgrade only, or with mode = tcp";

    /** By the path of the section, then by the word as {@link Words#plain} has it. */
    private static final Map<String, Map<String, String>> ANSWERS = Map.of(
            Keys.TOP.path(),
            Map.of(
                    "global",
                    "its settings stand at the top level: threads, max-connections, max-session-rate, http, transport; log is in defaults",
                    "global-defs",
                    "nothing of it is needed; log is in defaults",
                    "log-forward",
                    "a frontend and a backend with mode = udp, and replies = 0, send log lines on",
                    "ring",
                    "lines are not kept for a server that is down: a backend with mode = udp has others",
                    "tune",
                    "http.max-head stands for tune.bufsize, http.max-fields for tune.http.maxhdr,"
                            + " max-buffers for tune.buffers.limit",
                    "vrrp-script",
                    SCRIPTS,
                    "track-script",
                    SCRIPTS),
            HaKeys.VIRTUAL_IP.path(),
            Map.of(
                    "state",
                    "nothing to write: the priority decides who begins as master",
                    "track-script",
                    SCRIPTS,
                    "vrrp-script",
                    SCRIPTS,
                    "notify",
                    NOTIFY,
                    "notify-master",
                    "scripts are never run: cloud asks a cloud, or by its webhooks anybody, to move what it has to; each"
                            + " change is in the log",
                    "notify-backup",
                    NOTIFY,
                    "notify-fault",
                    NOTIFY,
                    "notify-stop",
                    NOTIFY),
            MovedKeys.VIRTUAL_ADDRESS.path(),
            Map.of("brd", BROADCAST, "broadcast", BROADCAST),
            DefaultsKeys.TABLE.path(),
            Map.of("option", OPTIONS, "option-http-tunnel", TUNNEL),
            ProxyKeys.FRONTEND.path(),
            Map.of("option", OPTIONS, "option-http-tunnel", TUNNEL),
            ProxyKeys.BACKEND.path(),
            Map.of("option", OPTIONS, "option-http-tunnel", TUNNEL));

    private ForeignWords() {}

    /** What to say of a word that stands in a section. */
    static Optional<String> answer(Table section, String word) {
        var answers = ANSWERS.getOrDefault(section.path(), Map.of());
        return Optional.ofNullable(answers.get(Words.plain(word)));
    }
}
