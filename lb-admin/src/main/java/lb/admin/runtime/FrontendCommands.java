package lb.admin.runtime;

import java.util.List;
import lb.proxy.ProxyControl;
import lb.proxy.listen.Frontend;

/** Whether frontends listen. What they have accepted goes on. */
final class FrontendCommands {
    private static final String FRONTEND = "<frontend>";

    private final NodeAccess node;

    private FrontendCommands(NodeAccess node) {
        this.node = node;
    }

    /** Changes a frontend. */
    private interface Change {
        void of(ProxyControl proxy, Frontend frontend) throws CommandException;
    }

    static List<Command> of(NodeAccess node) {
        FrontendCommands all = new FrontendCommands(node);
        return List.of(
                all.change("disable frontend", "temporarily disable specific frontend", (proxy, frontend) -> {
                    refuseShutDown(proxy, frontend, "disable");
                    refuseSharing(proxy, frontend);
                    if (!proxy.pause(frontend, false)) {
                        throw CommandException.inWordsOf("All sockets are already disabled.");
                    }
                }),
                all.change("enable frontend", "re-enable specific frontend", FrontendCommands::enable),
                all.change("shutdown frontend", "stop a specific frontend", (proxy, frontend) -> {
                    refuseShutDown(proxy, frontend, "shut down");
                    boolean _ = proxy.pause(frontend, true);
                }));
    }

    private Command change(String words, String means, Change change) {
        return Command.change(words, FRONTEND, means, (arguments, by) -> {
            Frontend frontend = node.frontend(arguments);
            ProxyControl proxy = node.proxy();
            if (!proxy.canPause(frontend)) {
                throw new CommandException("frontend \"" + frontend.name()
                        + "\" takes datagrams or has inherited its sockets: that is not done yet in this version");
            }
            change.of(proxy, frontend);
            node.told(by, words + " " + frontend.name());
            return "";
        });
    }

    private static void enable(ProxyControl proxy, Frontend frontend) throws CommandException {
        refuseShutDown(proxy, frontend, "enable");
        if (proxy.isListening(frontend)) {
            throw CommandException.inWordsOf("All sockets are already enabled.");
        }
        List<String> problems = proxy.resume(frontend);
        if (!problems.isEmpty()) {
            throw CommandException.inWordsOf(
                    "Failed to resume frontend, check logs for precise cause (port conflict?).\n"
                            + String.join("\n", problems));
        }
    }

    private static void refuseSharing(ProxyControl proxy, Frontend frontend) throws CommandException {
        Frontend other = proxy.sharingPort(frontend);
        if (other != null) {
            throw new CommandException(
                    "frontend \"" + frontend.name() + "\" shares a port with frontend \"" + other.name()
                            + "\", one of them on all addresses: it could not be enabled again while the other listens");
        }
    }

    private static void refuseShutDown(ProxyControl proxy, Frontend frontend, String what) throws CommandException {
        if (proxy.isShutDown(frontend)) {
            throw CommandException.inWordsOf("Frontend was previously shut down, cannot " + what + ".");
        }
    }
}
