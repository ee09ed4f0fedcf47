package lb.admin.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lb.admin.config.RuntimeSettings;
import lb.admin.log.EventLog;
import lb.admin.runtime.Commands;
import lb.admin.runtime.NodeAccess;
import lb.admin.runtime.RuntimeSocket;
import lb.admin.runtime.RuntimeSocketException;
import lb.proxy.settings.UnixAddress;

/** The runtime sockets of a node. */
final class NodeRuntime {
    private NodeRuntime() {}

    /**
     * Opens them, as many as there are to be.
     *
     * @param name the abstract name where the file says none
     * @param takeOver whether a file is taken from another process that listens there, and an address over TCP shared with it
     * @param access to this node, for sockets that pass on what it listens on
     * @param master what those of a master process take
     * @param opened is given each
     * @throws StartException when one was asked for and cannot be; that nobody has asked for is told, and the node runs without
     */
    static void open(
            RuntimeSettings settings,
            String name,
            boolean takeOver,
            NodeAccess access,
            Commands commands,
            Commands master,
            EventLog events,
            Consumer<RuntimeSocket> opened)
            throws StartException {
        List<String> problems = new ArrayList<>();
        open(settings, name, takeOver, access, commands, events, problems, opened);
        RuntimeSettings ofMaster = settings.master();
        if (ofMaster != null) {
            open(ofMaster, name, takeOver, access, master, events, problems, opened);
        }
        if (!problems.isEmpty()) {
            throw new StartException(problems);
        }
    }

    private static void open(
            RuntimeSettings settings,
            String name,
            boolean takeOver,
            NodeAccess access,
            Commands commands,
            EventLog events,
            List<String> problems,
            Consumer<RuntimeSocket> opened) {
        RuntimeSettings.Local local = settings.local();
        RuntimeSettings.Tcp tcp = settings.tcp();
        try {
            if (local != null) {
                UnixAddress asked = local.address();
                opened.accept(RuntimeSocket.start(
                        asked == null ? UnixAddress.tight(name) : asked,
                        local.permissions(),
                        local.level(),
                        takeOver,
                        commands,
                        RuntimeSocket.IDLE,
                        local.exposeListeners() ? access : null));
            }
        } catch (RuntimeSocketException e) {
            if (local.address() == null) {
                // Nobody's traffic depends on it.
                events.warning(e.getMessage());
            } else {
                problems.add(e.getMessage());
            }
        }
        try {
            if (tcp != null) {
                opened.accept(RuntimeSocket.start(tcp.address(), tcp.level(), takeOver, commands, RuntimeSocket.IDLE));
            }
        } catch (RuntimeSocketException e) {
            problems.add(e.getMessage());
        }
    }
}
