package lb.admin.boot;

import java.util.List;
import lb.admin.config.RuntimeSettings;
import lb.admin.log.EventLog;
import lb.admin.runtime.Commands;
import lb.admin.runtime.RuntimeSocket;
import lb.admin.runtime.RuntimeSocketException;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;

/** The runtime socket of a node. */
final class NodeRuntime {
    private NodeRuntime() {}

    /**
     * Opens it, where there is to be one.
     *
     * @param name the abstract name where the file says none
     * @return null where there is none, or nobody has asked for it and it cannot be, which is told
     * @throws StartException when it was asked for and cannot be
     */
    static @Nullable RuntimeSocket open(
            @Nullable RuntimeSettings settings, String name, Commands commands, EventLog events) throws StartException {
        if (settings == null) {
            return null;
        }
        UnixAddress asked = settings.address();
        try {
            return RuntimeSocket.start(
                    asked == null ? UnixAddress.tight(name) : asked,
                    settings.permissions(),
                    settings.level(),
                    commands,
                    RuntimeSocket.IDLE);
        } catch (RuntimeSocketException e) {
            if (asked != null) {
                throw new StartException(List.of(e.getMessage()));
            }
            // Nobody's traffic depends on it.
            events.warning(e.getMessage());
            return null;
        }
    }
}
