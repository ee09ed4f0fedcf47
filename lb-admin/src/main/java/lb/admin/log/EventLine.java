package lb.admin.log;

import lb.ha.vrrp.VrrpState;
import lb.proxy.health.ServerEvent;

/** The sentences about servers, in HAProxy's words because scripts look for them, and about virtual routers. */
final class EventLine {
    private EventLine() {}

    /** A server has become usable or unusable; nothing is ever requeued, as all wait in the backend's queue. */
    static String of(ServerEvent event) {
        String name = (event.backup() ? "Backup Server " : "Server ") + event.backend() + "/" + event.server();
        int active = event.activeServersLeft();
        int backup = event.backupServersLeft();
        if (event.up()) {
            return "%s is UP, reason: %s. %d active and %d backup servers online. 0 sessions requeued, %d total in queue."
                    .formatted(name, event.reason(), active, backup, event.queued());
        }
        String onBackup = active == 0 && backup > 0 ? " Running on backup." : "";
        return "%s is DOWN, reason: %s. %d active and %d backup servers left.%s %d sessions active, 0 requeued, %d remaining in queue."
                .formatted(name, event.reason(), active, backup, onBackup, event.sessions(), event.queued());
    }

    static String noServerAvailable(String backend) {
        return "backend %s has no server available!".formatted(backend);
    }

    static String of(String virtualRouter, VrrpState from, VrrpState to, String why) {
        return "Virtual router %s is %s, was %s, reason: %s.".formatted(virtualRouter, to, from, why);
    }
}
