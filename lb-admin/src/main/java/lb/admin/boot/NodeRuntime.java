package lb.admin.boot;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import lb.admin.config.RuntimeSettings;
import lb.admin.log.EventLog;
import lb.admin.runtime.Commands;
import lb.admin.runtime.NodeAccess;
import lb.admin.runtime.RuntimeSocket;
import lb.admin.runtime.RuntimeSocketException;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;

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
     * @param passed gives the descriptor of one that another process has passed on, by its address; null for none
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
            Function<String, @Nullable Integer> passed,
            Consumer<RuntimeSocket> opened)
            throws StartException {
        List<String> problems = new ArrayList<>();
        open(settings, name, takeOver, access, commands, events, problems, passed, opened);
        RuntimeSettings ofMaster = settings.master();
        if (ofMaster != null) {
            open(ofMaster, name, takeOver, access, master, events, problems, passed, opened);
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
            Function<String, @Nullable Integer> passed,
            Consumer<RuntimeSocket> opened) {
        RuntimeSettings.Local local = settings.local();
        RuntimeSettings.Tcp tcp = settings.tcp();
        try {
            if (local != null) {
                UnixAddress asked = local.address();
                UnixAddress address = asked == null ? UnixAddress.tight(name) : asked;
                opened.accept(RuntimeSocket.start(
                        address,
                        local.permissions(),
                        local.level(),
                        takeOver,
                        commands,
                        RuntimeSocket.IDLE,
                        local.exposeListeners() ? access : null,
                        passed.apply(address.toString())));
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
                opened.accept(RuntimeSocket.start(
                        tcp.address(),
                        tcp.level(),
                        takeOver,
                        commands,
                        RuntimeSocket.IDLE,
                        passed.apply(NetUtil.toSocketAddressString(tcp.address()))));
            }
        } catch (RuntimeSocketException e) {
            problems.add(e.getMessage());
        }
    }
}
