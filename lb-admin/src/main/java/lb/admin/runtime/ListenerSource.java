package lb.admin.runtime;

import java.io.IOException;
import java.util.List;
import lb.proxy.ProxyControl;
import lb.proxy.settings.PassedSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a runtime socket passes on of the listening sockets, to whoever is at the other end. */
interface ListenerSource {
    /** For a socket that passes on none. */
    ListenerSource NONE = () -> null;

    /** The caller closes them; null where none are passed on. */
    @Nullable
    List<PassedSocket> copies();

    /** Those of a node, at the word of somebody, which is written down. */
    static ListenerSource of(NodeAccess node, Caller caller) {
        Logger log = LoggerFactory.getLogger("lb.runtime");
        return () -> {
            ProxyControl proxy = node.control().get();
            if (proxy == null) {
                return null;
            }
            try {
                List<PassedSocket> copies = proxy.passOnListeners();
                node.told(caller, ListenerMessage.COMMAND);
                return copies;
            } catch (IOException e) {
                log.warn("runtime socket: the listening sockets cannot be passed on: {}", e.getMessage());
                return null;
            }
        };
    }
}
